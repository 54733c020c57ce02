/** The entry of a backtest's worker threads: the functions that rules may call here, and nothing else of the server. */
import { parentPort, workerData } from 'node:worker_threads';
import { serveBacktest, type WorkerStart } from '@lapwing/pipeline/backtest';
import { compiler, systemRegistry } from '../system/rules.ts';

if (parentPort === null) throw new Error('this module is started as a worker thread');
// Started by `workerLane` alone, with exactly this.
serveBacktest(parentPort, workerData as WorkerStart, compiler(systemRegistry()));
