/** What a control entry does when its turn comes; live and replay call this same function. */
import type { Activation, ControlEntry } from '../control/entries.ts';
import type { CandidateEntry } from '../control/rollout-entries.ts';
import type { Decider } from '../decide/decide.ts';
import type { Rollout } from '../rollout/rollout.ts';
import type { Item } from './commit-queue.ts';
import { changeLabelByHand } from './manual.ts';

/** Entries other than those whose ruleset has to be loaded first. */
export type StateChange = Exclude<ControlEntry, Activation | CandidateEntry>;

/** Apply the entry at `position` to what the decider works on; the outcome goes to the sinks. */
export function applyControl({ memory }: Decider, rollout: Rollout, entry: StateChange, position: number): Item {
  switch (entry.type) {
    case 'rollout': {
      const refused = rollout.apply(entry, position);
      return refused === null ? { position } : { position, refused };
    }
    case 'label':
      // People decide for the candidate too: its labels are what its rules would have made of the same world.
      if (rollout.candidateMemory !== null) changeLabelByHand(rollout.candidateMemory, entry, position);
      return { position, manual: changeLabelByHand(memory, entry, position) };
  }
}
