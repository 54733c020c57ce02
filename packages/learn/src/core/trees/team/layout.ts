/** Where the things of a training are in its memory, which all threads share: addresses in bytes. */

import { LearnError } from '../../errors.ts';
import { CHUNK_ROWS, MAX_MEMORY_BYTES } from '../limits.ts';
import { STATISTICS } from '../objective.ts';
import { BLOCK, HISTOGRAM_BYTES } from '../wasm/kernels.ts';

export interface Shape {
  /** Rows to learn from come first, those that stopping is judged by after them. */
  readonly rows: number;
  readonly trainRows: number;
  readonly sampleRows: number;
  readonly columns: number;
  readonly outputs: number;
  readonly maxLeaves: number;
  readonly threads: number;
  readonly weighted: boolean;
  readonly maxHistogramBytes: number;
}

export interface Layout extends Shape {
  /** Bytes from a row's bins to the next row's. */
  readonly stride: number;
  readonly blocks: number;
  /** Bytes of one leaf's histograms. */
  readonly histogramBytes: number;
  /** Leaves whose histograms are kept. */
  readonly slots: number;
  readonly chunks: number;
  readonly control: number;
  readonly numbers: number;
  readonly sample: number;
  readonly bins: number;
  readonly margins: number;
  readonly targets: number;
  readonly weights: number;
  /** Pairs of gradient and hessian. Before there are any, columns on their way into bins: `columnSlots` of them from here on. */
  readonly pairs: number;
  readonly columnSlots: number;
  /** Two lists of rows: a leaf's rows are in one, its children's in the other. */
  readonly lists: readonly [number, number];
  readonly sides: number;
  /** Histograms of each thread, then those of each slot. */
  readonly own: number;
  readonly kept: number;
  /** Each thread's histogram of one column as doubles. */
  readonly decoded: number;
  readonly bounds: number;
  readonly used: number;
  readonly candidates: number;
  readonly statistics: number;
  readonly counts: number;
  /** 256 bytes for each inner node: which bins go left. */
  readonly tables: number;
  /** Four 32-bit numbers for each node of the tree that grows: column, left, right, none. */
  readonly nodes: number;
  readonly leaves: number;
  readonly leafValues: number;
  readonly bytes: number;
}

/** 32-bit numbers of the block that threads agree by. */
export const CONTROL_WORDS = 128;
/** Doubles that go with a piece of work. */
export const NUMBER_WORDS = 32;
/** Bytes of a column's bounds: their number, what it takes for padding, and 255 floats. */
export const BOUNDS_BYTES = 1040;
/** Bytes of the best split of one column for one child: see `grow/candidate.ts`. */
export const CANDIDATE_BYTES = 128;

/** Throws a LearnError where the training does not fit 32-bit addresses. */
export function layOut(shape: Shape): Layout {
  const { rows, trainRows, columns, outputs, maxLeaves, threads } = shape;
  const stride = strideOf(columns);
  const blocks = Math.ceil(columns / BLOCK);
  const histogramBytes = blocks * BLOCK * HISTOGRAM_BYTES;
  const slots = Math.max(3, Math.min(maxLeaves, Math.floor(shape.maxHistogramBytes / histogramBytes)));
  const chunks = Math.ceil(rows / CHUNK_ROWS);
  let bytes = 0;
  const take = (size: number): number => {
    const at = bytes;
    bytes += Math.ceil(size / 64) * 64;
    return at;
  };
  const layout: Omit<Layout, 'bytes'> = {
    ...shape,
    stride,
    blocks,
    histogramBytes,
    slots,
    chunks,
    control: take(CONTROL_WORDS * 4),
    numbers: take(NUMBER_WORDS * 8),
    sample: take(shape.sampleRows * 4),
    bins: take(rows * stride),
    margins: take(rows * outputs * 8),
    targets: take(rows * 8),
    weights: take(shape.weighted ? rows * 8 : 0),
    pairs: take(rows * outputs * 8),
    columnSlots: Math.min(threads, 2),
    lists: [take(trainRows * 4), take(trainRows * 4)],
    sides: take(trainRows),
    own: take(threads * histogramBytes),
    kept: take(slots * histogramBytes),
    decoded: take(threads * 3 * 2048),
    bounds: take(columns * BOUNDS_BYTES),
    used: take(columns),
    candidates: take(columns * 2 * CANDIDATE_BYTES),
    statistics: take(chunks * outputs * STATISTICS * 8),
    counts: take(chunks * 4),
    tables: take(maxLeaves * 256),
    nodes: take(maxLeaves * 16),
    leaves: take(maxLeaves * 16),
    leafValues: take(maxLeaves * 8),
  };
  if (bytes > MAX_MEMORY_BYTES) {
    throw new LearnError(
      `${rows} rows of ${columns} columns take ${(bytes / 2 ** 30).toFixed(1)} GiB to train on, and there are 4: train on fewer rows`,
    );
  }
  return { ...layout, bytes };
}

/** A row's bins begin at the start of a line of the cache where that costs little memory. */
function strideOf(columns: number): number {
  const whole = Math.ceil(columns / BLOCK) * BLOCK;
  const lines = Math.ceil(columns / 64) * 64;
  return lines <= whole * 1.15 ? lines : whole;
}
