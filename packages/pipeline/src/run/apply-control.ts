/** What a control entry does when its turn comes; live and replay call this same function. */
import { effectFromText } from '@lapwing/enforcement';
import type { Activation, ControlEntry } from '../control/entries.ts';
import type { Decider } from '../decide/decide.ts';
import { applyLabels } from '../decide/labels.ts';
import { applyReversals } from '../undo/apply.ts';
import type { Item } from './commit-queue.ts';
import { changeLabelByHand } from './manual.ts';

/** Entries other than activations, whose ruleset has to be loaded first. */
export type StateChange = Exclude<ControlEntry, Activation>;

/** Apply the entry at `position` to what the decider works on; the outcome goes to the sinks. */
export function applyControl({ memory, brakes }: Decider, entry: StateChange, position: number): Item {
  switch (entry.type) {
    case 'label':
      return { position, manual: changeLabelByHand(memory, entry, position) };
    case 'brakes': {
      const { change, by, reason, atMillis } = entry;
      const changed = brakes?.change(change, { by, reason, atMillis }, position) ?? false;
      return { position, record: { ...entry, position, changed } };
    }
    case 'release': {
      // One after the other: they are of different events.
      const released = entry.effects.map(effectFromText);
      const effects = released.flatMap((effect) => applyLabels(memory, [effect], entry.atMillis));
      return { position, record: { ...entry, position, effects } };
    }
    case 'undo-chunk':
      return { position, record: { ...entry, position, labels: applyReversals(memory, entry) } };
    case 'drop':
    case 'undo-begin':
    case 'undo-end':
      return { position, record: { ...entry, position } };
  }
}
