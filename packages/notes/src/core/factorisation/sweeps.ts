/**
 * Passes over the ratings in blocks of rows that do not depend on how many threads there are: sums of blocks are added in their order, so
 * that every number of threads gives the same result, to the last bit.
 */
import type { RatingMatrix } from './matrix.ts';
import {
  type Curvature,
  eliminateNotes,
  finishGradient,
  type NoteSide,
  RATER_SUMS,
  raterGradient,
  raterPenalty,
  type Sweep,
  type Unknowns,
} from './sides.ts';

/** Both half-steps over all rows, with what they leave. */
export interface Sweeps {
  readonly notes: NoteSide;
  readonly curvature: Curvature;
  /** Sets the notes to their optimum; returns the loss. */
  value(x: Unknowns): number;
  /** At the `x` of the last value; returns the gradient's length. */
  gradient(x: Unknowns, into: Float64Array): number;
}

const MAX_BLOCKS = 64;
const BLOCK_RATINGS = 50_000;

/** First row of every block, and the end: blocks of about as many ratings each. `start` is that of the rows. */
export function blockBounds(start: Int32Array, rows: number): Int32Array {
  const count = start[rows]!;
  const blocks = Math.max(1, Math.min(MAX_BLOCKS, Math.floor(count / BLOCK_RATINGS)));
  const bounds = new Int32Array(blocks + 1);
  let row = 0;
  for (let block = 1; block < blocks; block++) {
    while (row < rows && start[row]! < (count * block) / blocks) row++;
    bounds[block] = row;
  }
  bounds[blocks] = rows;
  return bounds;
}

export interface Room {
  readonly notes: NoteSide;
  readonly gradient: Float64Array;
  readonly curvatureBlocks: Float64Array;
  readonly noteBounds: Int32Array;
  readonly raterBounds: Int32Array;
  /** By block. */
  readonly noteSums: Float64Array;
  readonly raterSums: Float64Array;
}

/** Room for passes over a matrix, in memory of a kind. */
export function roomFor(matrix: RatingMatrix, memory: (bytes: number) => ArrayBufferLike): Room {
  const { noteCount, raterCount } = matrix;
  const noteBounds = blockBounds(matrix.noteStart, noteCount);
  const raterBounds = blockBounds(matrix.raterStart, raterCount);
  const doubles = (length: number) => new Float64Array(memory(8 * length));
  return {
    notes: { intercept: doubles(noteCount), factor: doubles(noteCount) },
    gradient: doubles(2 * raterCount + 1),
    curvatureBlocks: doubles(3 * raterCount),
    noteBounds,
    raterBounds,
    noteSums: doubles(noteBounds.length - 1),
    raterSums: doubles(RATER_SUMS * (raterBounds.length - 1)),
  };
}

export function noteBlock(sweep: Sweep, x: Unknowns, { notes, noteBounds, noteSums }: Room, block: number): void {
  noteSums[block] = eliminateNotes(sweep, x, notes, noteBounds[block]!, noteBounds[block + 1]!);
}

export function raterBlock(sweep: Sweep, x: Unknowns, room: Room, block: number): void {
  const { notes, gradient, curvatureBlocks, raterBounds, raterSums } = room;
  const [first, end] = [raterBounds[block]!, raterBounds[block + 1]!];
  raterGradient(sweep, x, notes, gradient, curvatureBlocks, first, end, raterSums, RATER_SUMS * block);
}

/** Runs all blocks of a side: `side` is one of the functions above. */
export type RunBlocks = (side: 'note' | 'rater', blocks: number, x: Unknowns) => void;

export function sweepsWith(sweep: Sweep, room: Room, run: RunBlocks): Sweeps {
  const curvature: Curvature = { blocks: room.curvatureBlocks, muCurvature: 1 };
  return {
    notes: room.notes,
    curvature,
    value(x) {
      run('note', room.noteSums.length, x);
      let sum = 0;
      for (const part of room.noteSums) sum += part;
      return sum / sweep.matrix.count + raterPenalty(sweep, x);
    },
    gradient(x, into) {
      run('rater', room.raterBounds.length - 1, x);
      into.set(room.gradient);
      return finishGradient(sweep, x, room.raterSums, into, curvature);
    },
  };
}

/** Everything on this thread. */
export function sweepsHere(sweep: Sweep): Sweeps {
  const room = roomFor(sweep.matrix, (bytes) => new ArrayBuffer(bytes));
  return sweepsWith(sweep, room, (side, blocks, x) => {
    for (let block = 0; block < blocks; block++) (side === 'note' ? noteBlock : raterBlock)(sweep, x, room, block);
  });
}
