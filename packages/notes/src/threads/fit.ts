/** One fit on several threads: they take blocks of rows in turn, and the one that asked adds up. The same fit as `fitModel`. */
import { Worker } from 'node:worker_threads';
import { type FitOptions, fitModel, sweepOf } from '../core/factorisation/fit.ts';
import type { RatingMatrix } from '../core/factorisation/matrix.ts';
import type { Fit } from '../core/factorisation/model.ts';
import { roomFor, sweepsWith } from '../core/factorisation/sweeps.ts';
import { BlockTeam, type FitTeamData } from './blocks.ts';
import { shareColumns } from './messages.ts';

/** There are 64 blocks, and one each has to be left to ask for in vain. */
const MAX_THREADS = 32;

/** `threads` counts this one, which waits for the others without giving way to anything else. */
export async function fitOnThreads(matrix: RatingMatrix, options: FitOptions, threads: number): Promise<Fit> {
  if (threads <= 1) return fitModel(matrix, options);
  const helpers = Math.min(threads, MAX_THREADS) - 1;
  const sweep = shareColumns({ ...sweepOf(matrix, options), matrix: shareColumns(matrix) });
  const room = roomFor(sweep.matrix, (bytes) => new SharedArrayBuffer(bytes));
  const shared = { ...shareColumns(room), notes: shareColumns(room.notes) };
  const x = new Float64Array(new SharedArrayBuffer(8 * (2 * matrix.raterCount + 1)));
  const control = new Int32Array(new SharedArrayBuffer(4 * BlockTeam.controlLength));
  const workerData: FitTeamData = { sweep, room: shared, x, control };
  const workers = Array.from(
    { length: helpers },
    () => new Worker(new URL('./fit-worker.ts', import.meta.url), { workerData }),
  );
  const team = new BlockTeam(workerData);
  try {
    await Promise.all(workers.map((worker) => ready(worker)));
    const sweeps = sweepsWith(sweep, shared, (side, blocks, at) => {
      x.set(at);
      team.run(side, blocks);
    });
    const fit = fitModel(sweep.matrix, options, sweeps);
    return { ...fit, noteIntercept: fit.noteIntercept.slice(), noteFactor: fit.noteFactor.slice() };
  } finally {
    team.end();
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function ready(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
  });
}
