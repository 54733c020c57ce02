/** A lane in a thread of its own. */
import { Worker } from 'node:worker_threads';
import type { Lane } from './lane.ts';
import { BATCHES_IN_FLIGHT, YOUNG_GENERATION_MB } from './limits.ts';
import type { ReplayResult } from './replayer.ts';
import type { FromWorker, ToWorker, WorkerStart } from './worker-messages.ts';

/** `entry` is a module that calls `serveBacktest`. */
export function workerLane(entry: URL, start: WorkerStart): Lane {
  const worker = new Worker(entry, {
    workerData: start,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  });
  const finished = Promise.withResolvers<ReplayResult>();
  // Told to whoever pushes or finishes next; nobody else has to listen.
  finished.promise.catch(() => {});
  let failure: unknown = null;
  let inFlight = 0;
  let wake: (() => void) | null = null;
  const fail = (error: unknown) => {
    failure ??= error;
    finished.reject(failure);
    wake?.();
  };
  worker.on('message', (message: FromWorker) => {
    if (message.type === 'result') finished.resolve(message.result);
    else {
      inFlight--;
      wake?.();
    }
  });
  worker.on('error', fail);
  worker.on('exit', (code) => fail(new Error(`a backtest worker ended with code ${code}`)));
  const send = (message: ToWorker) => worker.postMessage(message);
  return {
    async push(batch) {
      if (failure !== null) throw failure;
      inFlight++;
      send({ type: 'batch', batch });
      while (inFlight >= BATCHES_IN_FLIGHT && failure === null) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (failure !== null) throw failure;
    },
    finish() {
      send({ type: 'finish' });
      return finished.promise;
    },
    async close() {
      if (failure !== null) return;
      // A thread that is cut off while a native module loads or unloads can take the process with it: it ends by itself.
      const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
      finished.promise.catch(() => {});
      send({ type: 'finish' });
      await ended;
    },
  };
}
