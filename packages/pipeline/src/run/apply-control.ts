/** What a control entry does when its turn comes; live and replay call this same function. */
import type { Activation, ControlEntry } from '../control/entries.ts';
import type { Decider } from '../decide/decide.ts';
import type { Item } from './commit-queue.ts';
import { changeLabelByHand } from './manual.ts';

/** Entries other than activations, whose ruleset has to be loaded first. */
export type StateChange = Exclude<ControlEntry, Activation>;

/** Apply the entry at `position` to what the decider works on; the outcome goes to the sinks. */
export function applyControl({ memory }: Decider, entry: StateChange, position: number): Item {
  switch (entry.type) {
    case 'label':
      return { position, manual: changeLabelByHand(memory, entry, position) };
  }
}
