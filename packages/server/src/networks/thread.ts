/** The entry of the thread that works on one network job, so that no decision waits for it. It ends by itself. */
import { parentPort, workerData } from 'node:worker_threads';
import { NetworksError } from '@lapwing/networks';
import { runLink } from './link.ts';
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
    if (columns.of !== 'edges') throw new Error('trust comes from edges');
    tell({ type: 'done', summary: await runTrust(request, { ...given, columns: columns.columns }) });
  } else if (request.operation === 'link') {
    if (columns.of !== 'posts') throw new Error('accounts are linked by posts');
    tell({ type: 'done', summary: await runLink(request, { ...given, columns: columns.columns }) });
  } else {
    if (columns.of !== 'shares') throw new Error('graphs come from shares');
    tell({ type: 'done', summary: await runOnShares(request, { ...given, columns: columns.columns }) });
  }
} catch (error) {
  if (!(error instanceof NetworksError)) throw error;
  tell({ type: 'refused', message: error.message });
} finally {
  port.close();
}
