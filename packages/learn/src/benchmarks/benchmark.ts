/** What the room's models are measured by on public data: one file each, one protocol, nothing tuned on what judges. */
import type { Interval } from '../core/evaluate/interval.ts';

export interface Figure {
  readonly name: string;
  readonly interval: Interval;
  /** Somebody else's figure on the same rows, and whose it is. */
  readonly baseline?: { readonly value: number; readonly from: string };
}

export interface BenchmarkReport {
  readonly name: string;
  /** Rows that judged. */
  readonly rows: number;
  readonly figures: readonly Figure[];
  /** What was chosen on the training side, and other things to know. */
  readonly notes: readonly string[];
}

export interface RunOptions {
  readonly seed: number;
  /** What is being done, for a person who waits. */
  readonly onProgress?: (doing: string) => void;
}

export interface Benchmark {
  /** Also the folder's name among the data sets. */
  readonly name: string;
  readonly about: string;
  /** How rows are split, what chooses, what judges. */
  readonly protocol: string;
  /** `directory` holds the data set's files. */
  readonly run: (directory: string, options: RunOptions) => Promise<BenchmarkReport>;
}
