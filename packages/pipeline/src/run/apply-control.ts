/** What a control entry does when its turn comes; live and replay call this same function. */
import { effectFromText } from '@lapwing/enforcement';
import type { Activation, BackfillEntry, ControlEntry } from '../control/entries.ts';
import type { CandidateEntry } from '../control/rollout-entries.ts';
import type { Decider } from '../decide/decide.ts';
import { applyLabels } from '../decide/labels.ts';
import { listItem } from '../lists/change.ts';
import type { Rollout } from '../rollout/rollout.ts';
import { applyReversals, mirrorReversals } from '../undo/apply.ts';
import type { Item } from './commit-queue.ts';
import { changeLabelByHand } from './manual.ts';

/** Entries other than those whose ruleset has to be loaded first. */
export type StateChange = Exclude<ControlEntry, Activation | CandidateEntry | BackfillEntry>;

/** Apply the entry at `position` to what the decider works on; the outcome goes to the sinks. */
export function applyControl(
  { memory, brakes }: Decider,
  rollout: Rollout,
  entry: StateChange,
  position: number,
): Item {
  switch (entry.type) {
    case 'rollout': {
      const refused = rollout.apply(entry, position);
      return refused === null ? { position } : { position, refused };
    }
    case 'label':
      // People decide for the candidate too: its labels are what its rules would have made of the same world.
      if (rollout.candidateMemory !== null) changeLabelByHand(rollout.candidateMemory, entry, position);
      return { position, manual: changeLabelByHand(memory, entry, position) };
    case 'list':
      return listItem(memory, entry, position);
    case 'brakes': {
      const { change, by, reason, atMillis } = entry;
      const changed = brakes?.change(change, { by, reason, atMillis }, position) ?? false;
      return { position, record: { ...entry, position, changed } };
    }
    case 'release': {
      // One after the other: they are of different events.
      const released = entry.effects.map(effectFromText);
      const effects = released.flatMap((effect) => applyLabels(memory, [effect], entry.atMillis));
      const { candidateMemory } = rollout;
      if (candidateMemory !== null)
        for (const effect of released) applyLabels(candidateMemory, [effect], entry.atMillis);
      return { position, record: { ...entry, position, effects } };
    }
    case 'undo-chunk':
      if (rollout.candidateMemory !== null) mirrorReversals(rollout.candidateMemory, entry);
      return { position, record: { ...entry, position, labels: applyReversals(memory, entry) } };
    case 'drop':
    case 'seen':
    case 'undo-begin':
    case 'undo-end':
      return { position, record: { ...entry, position } };
  }
}
