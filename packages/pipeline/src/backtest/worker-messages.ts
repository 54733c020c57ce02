/** What a lane and its worker say to each other. */
import type { RulesetFilesByPath } from '../ruleset/archive.ts';
import type { Batch } from './batch.ts';
import type { ReplayOptions, ReplayResult } from './replayer.ts';

/** What a worker starts with (`workerData`). */
export interface WorkerStart {
  readonly files: RulesetFilesByPath;
  readonly options: ReplayOptions;
}

export type ToWorker = { readonly type: 'batch'; readonly batch: Batch } | { readonly type: 'finish' };

export type FromWorker =
  /** A batch has been decided. */
  { readonly type: 'taken' } | { readonly type: 'result'; readonly result: ReplayResult };
