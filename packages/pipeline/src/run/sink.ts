/** Where decisions go after they are durable. */
import type { ControlRecord, ManualLabelChange } from '@lapwing/enforcement';
import type { Decided } from '../decide/decide.ts';
import type { ListChanged } from '../lists/change.ts';

/** Decisions and people's changes in journal order; everything up to `through` has been offered with this batch. */
export interface CommitBatch {
  readonly decided: readonly Decided[];
  readonly manual: readonly ManualLabelChange[];
  /** Changes of lists that were made, steps of imports included. */
  readonly lists: readonly ListChanged[];
  /** What people did to the brakes, and what was undone. */
  readonly records: readonly ControlRecord[];
  readonly through: number;
}

/**
 * - S1 `append` gets each batch after its events are durable in the journal, in order.
 * - S2 After a crash, batches are offered again from a checkpoint on; a sink ignores what it has committed.
 */
export interface Sink {
  readonly name: string;
  /** Everything up to this position is durable here; -1 when nothing is. */
  readonly committedPosition: number;
  /** Resolves when the sink can take more. */
  append(batch: CommitBatch): Promise<void>;
  /** Resolves when everything appended is durable. */
  flush(): Promise<void>;
}
