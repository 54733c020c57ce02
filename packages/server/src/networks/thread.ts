/** The entry of the thread that works on one network job, so that no decision waits for it. It ends by itself. */
import { parentPort, workerData } from 'node:worker_threads';
import { NetworksError } from '@lapwing/networks';
import type { JobMessage, JobStart } from './messages.ts';
import { runOnShares } from './operations.ts';
import { runTrust } from './trust.ts';

if (parentPort === null) throw new Error('this module is started as a worker thread');
const port = parentPort;
const tell = (message: JobMessage): void => port.postMessage(message);

// Started by `NetworkJobs` alone, with exactly this.
const { request, directory, input, columns } = workerData as JobStart;
const given = {
  directory,
  input,
  tell: (progress: Extract<JobMessage, { type: 'progress' }>['progress']) => tell({ type: 'progress', progress }),
};
try {
  if (request.operation === 'trust') {
    if (!('source' in columns)) throw new Error('edges without ends');
    tell({ type: 'done', summary: await runTrust(request, { ...given, columns }) });
  } else {
    if ('source' in columns) throw new Error('shares without actors');
    tell({ type: 'done', summary: await runOnShares(request, { ...given, columns }) });
  }
} catch (error) {
  if (!(error instanceof NetworksError)) throw error;
  tell({ type: 'refused', message: error.message });
} finally {
  port.close();
}
