/** The entry of the thread that runs one backtest of a draft, so that no decision waits for it. It ends by itself. */
import { parentPort, workerData } from 'node:worker_threads';
import { JournalError } from '@lapwing/journal';
import { BacktestError, renderHtml } from '@lapwing/pipeline/backtest';
import { backtest } from '../backtest/backtest.ts';
import { toJson } from '../http/json.ts';
import type { JobCommand, JobMessage, JobStart } from './backtest-messages.ts';

if (parentPort === null) throw new Error('this module is started as a worker thread');
const port = parentPort;
const tell = (message: JobMessage): void => port.postMessage(message);
const cancelled = new AbortController();
port.on('message', ({ type }: JobCommand) => {
  if (type === 'cancel') cancelled.abort();
});

// Started by `BacktestJobs` alone, with exactly this.
const { dataDirectory, name, files, baseline, range, warmUp } = workerData as JobStart;
try {
  const report = await backtest({
    rules: { name, files },
    baseline: { kind: 'files', name: 'in force', files: baseline },
    source: { kind: 'data', directory: dataDirectory },
    range,
    warmUp,
    outcomes: null,
    workers: 0,
    signal: cancelled.signal,
    onProgress: (progress) => tell({ type: 'progress', progress }),
  });
  tell({ type: 'report', json: toJson(report), html: renderHtml(report), incomplete: report.incomplete });
} catch (error) {
  if (!(error instanceof BacktestError) && !(error instanceof JournalError)) throw error;
  tell({ type: 'refused', message: error.message });
} finally {
  port.close();
}
