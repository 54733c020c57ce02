/** Messages between the jobs and the thread that runs one. */
import type { BacktestProgress, RangeSpec, WarmUp } from '@lapwing/pipeline/backtest';
import type { FilesByPath } from '../authoring/overlay.ts';

export interface JobStart {
  readonly dataDirectory: string;
  readonly name: string;
  readonly files: FilesByPath;
  /** The rules in force. */
  readonly baseline: FilesByPath;
  readonly range: RangeSpec;
  readonly warmUp: WarmUp | 'exact';
}

export type JobMessage =
  | { readonly type: 'progress'; readonly progress: BacktestProgress }
  | { readonly type: 'report'; readonly json: string; readonly html: string; readonly incomplete: string | null }
  /** What is wrong is for people to read; anything else ends the thread with an error. */
  | { readonly type: 'refused'; readonly message: string };

export interface JobCommand {
  readonly type: 'cancel';
}
