/** The entry of the authoring thread. It loads no native module, so that it can be cut off when a task takes too long. */
import { parentPort } from 'node:worker_threads';
import { systemRegistry } from '../system/registry.ts';
import { Bench } from './bench.ts';
import { type FromWorker, TaskRefused, type ToWorker } from './tasks.ts';

if (parentPort === null) throw new Error('this module is started as a worker thread');
const port = parentPort;
const bench = new Bench(systemRegistry());
const answer = (message: FromWorker): void => port.postMessage(message);

port.on('message', async ({ id, task, base }: ToWorker) => {
  try {
    if (base !== null) bench.setBase(base);
    answer({ id, ok: true, json: await bench.perform(task) });
  } catch (error) {
    if (error instanceof TaskRefused) answer({ id, ok: false, message: error.message, errors: error.errors });
    // What nobody foresaw ends the thread, and the one who asked is told; the next task starts another.
    else throw error;
  }
});

answer({ id: null });
