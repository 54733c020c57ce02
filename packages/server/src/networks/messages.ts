/** Messages between the network jobs and the thread that works on one. */
import type { ShareColumns } from '@lapwing/networks';
import type { JobRequest } from './request.ts';

export interface JobStart {
  readonly request: JobRequest;
  /** Where results go. */
  readonly directory: string;
  /** What was read out of the warehouse or came with the request. */
  readonly input: string;
  readonly columns: ShareColumns | EdgeInput;
}

export interface EdgeInput {
  readonly source: string;
  readonly target: string;
  readonly weight?: string;
}

export interface JobProgress {
  readonly stage: string;
  /** 0 to 1 where it can be told, else null. */
  readonly share: number | null;
}

/** What there is to see of a job that is done. */
export interface JobSummary {
  readonly rows: number;
  readonly empty: number;
  readonly actors: number;
  readonly figures: Readonly<Record<string, number | boolean | string>>;
  /** Results by kind, with their number: `clusters`, `edges`, `chains`, `actors`. */
  readonly results: Readonly<Record<string, number>>;
}

export type JobMessage =
  | { readonly type: 'progress'; readonly progress: JobProgress }
  | { readonly type: 'done'; readonly summary: JobSummary }
  /** What is wrong is for people to read; anything else ends the thread with an error. */
  | { readonly type: 'refused'; readonly message: string };
