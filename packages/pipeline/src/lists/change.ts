/** A change of a list, applied to memory in the journal's order; live, replay and backtest call this same function. */
import { type ListChange, ListError, type Memory } from '@lapwing/memory';
import type { Item } from '../run/commit-queue.ts';

/** What one journaled change came to. */
export interface ListChanged {
  readonly position: number;
  readonly change: ListChange;
  /** The list's version after it. */
  readonly version: number;
}

/** Null where the change could not be made any more at its place in the journal: it then changes nothing, at every repetition. */
export function changeListInOrder(memory: Memory, change: ListChange, position: number): ListChanged | null {
  try {
    return { position, change, version: memory.lists.apply(change) };
  } catch (error) {
    if (error instanceof ListError) return null;
    throw error;
  }
}

/** The change's outcome on its way to the sinks; without `list` where there is none. */
export function listItem(memory: Memory, change: ListChange, position: number): Item {
  const list = changeListInOrder(memory, change, position);
  return list === null ? { position } : { position, bytes: ENTRY_BYTES * entriesOf(change), list };
}

/** What an entry on its way to the sinks takes, about. */
const ENTRY_BYTES = 200;

function entriesOf({ change }: ListChange): number {
  return 'entries' in change ? change.entries.length : 0;
}
