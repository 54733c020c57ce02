/**
 * Backtests of drafts as jobs: one at a time, each in a thread of its own, with progress while it runs and its report afterwards.
 */
import { randomBytes } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { BacktestProgress } from '@lapwing/pipeline/backtest';
import type { JobCommand, JobMessage, JobStart } from './backtest-messages.ts';
import type { BacktestEnd, BacktestRecords } from './backtest-records.ts';

export interface JobRequest extends JobStart {
  readonly draftId: string;
  readonly revision: number;
  readonly by: string;
  /** Which events, in words. */
  readonly span: string;
}

interface Running {
  readonly id: string;
  readonly worker: Worker;
  readonly by: string;
  readonly ended: Promise<void>;
  progress: BacktestProgress;
  cancelled: boolean;
}

/** Another one is running: two would slow each other and the decisions down. */
export class BacktestBusy extends Error {
  override readonly name = 'BacktestBusy';
}

export class BacktestJobs {
  readonly #records: BacktestRecords;
  readonly #clock: () => number;
  readonly #onError: (error: unknown) => void;
  #running: Running | null = null;
  #starting = false;

  constructor(records: BacktestRecords, clock: () => number, onError: (error: unknown) => void) {
    this.#records = records;
    this.#clock = clock;
    this.#onError = onError;
  }

  /** The id of the job. Throws a BacktestBusy. */
  async start({ draftId, revision, by, span, ...start }: JobRequest): Promise<string> {
    if (this.#running !== null || this.#starting) {
      throw new BacktestBusy(`a backtest of ${this.#running?.by ?? 'somebody'} is running: wait for it, or cancel it`);
    }
    this.#starting = true;
    try {
      const id = randomBytes(8).toString('hex');
      await this.#records.begin({ id, draftId, revision, startedBy: by, startedAtMillis: this.#clock(), span });
      this.#run(id, by, start);
      return id;
    } finally {
      this.#starting = false;
    }
  }

  /** How far a job is, or null where it does not run. */
  progressOf(id: string): BacktestProgress | null {
    return this.#running?.id === id ? this.#running.progress : null;
  }

  /** Ask a job to end; what it has decided until then becomes its report. False where it does not run. */
  cancel(id: string): boolean {
    const running = this.#running;
    if (running?.id !== id) return false;
    running.cancelled = true;
    const command: JobCommand = { type: 'cancel' };
    running.worker.postMessage(command);
    return true;
  }

  async close(): Promise<void> {
    const running = this.#running;
    if (running === null) return;
    this.cancel(running.id);
    await running.ended;
  }

  #run(id: string, by: string, start: JobStart): void {
    const worker = new Worker(new URL('./backtest-thread.ts', import.meta.url), { workerData: start });
    const ended = Promise.withResolvers<void>();
    const running: Running = {
      id,
      worker,
      by,
      ended: ended.promise,
      progress: { phase: 'survey', share: 0, events: 0 },
      cancelled: false,
    };
    this.#running = running;
    let end: BacktestEnd = { state: 'failed', error: 'the thread ended without an answer', report: null, html: null };
    worker.on('message', (message: JobMessage) => {
      if (message.type === 'progress') running.progress = message.progress;
      else end = endOf(message, running.cancelled);
    });
    worker.on('error', (error: unknown) => {
      this.#onError(error);
      end = {
        state: 'failed',
        error: error instanceof Error ? error.message : String(error),
        report: null,
        html: null,
      };
    });
    worker.once('exit', () => {
      this.#records
        .end(id, end, this.#clock())
        .catch(this.#onError)
        .finally(() => {
          this.#running = null;
          ended.resolve();
        });
    });
  }
}

function endOf(message: Exclude<JobMessage, { type: 'progress' }>, cancelled: boolean): BacktestEnd {
  const state = cancelled ? 'cancelled' : 'done';
  if (message.type === 'report') return { state, error: message.incomplete, report: message.json, html: message.html };
  return { state: cancelled ? 'cancelled' : 'failed', error: message.message, report: null, html: null };
}
