/**
 * Network jobs: one at a time, each in a thread of its own, others in line; with progress while one runs, and its results as files of a
 * directory of its own, which survive a restart.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { replaceDurably } from '@lapwing/pipeline/durable-file';
import { WarehouseError } from '@lapwing/warehouse';
import { JOB_HEAP_MB, JOBS_KEPT, JOBS_WAITING_MAX } from './limits.ts';
import type { JobMessage, JobProgress, JobStart, JobSummary } from './messages.ts';
import type { JobRequest } from './request.ts';

export type JobState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

export interface JobRecord {
  readonly id: string;
  readonly by: string;
  readonly request: JobRequest;
  readonly state: JobState;
  readonly createdAtMillis: number;
  readonly startedAtMillis: number | null;
  readonly endedAtMillis: number | null;
  readonly error: string | null;
  readonly summary: JobSummary | null;
}

/** What brings a job its input: writes it into a file of the directory, and says what its columns mean. */
export type Prepare = (directory: string, signal: AbortSignal) => Promise<Pick<JobStart, 'input' | 'columns'>>;

/** There are as many jobs in line as there may be. */
export class JobsBusy extends Error {
  override readonly name = 'JobsBusy';
}

interface Active {
  readonly id: string;
  readonly request: JobRequest;
  readonly prepare: Prepare;
  readonly cancelled: AbortController;
  progress: JobProgress;
}

export interface JobsOptions {
  readonly directory: string;
  readonly clock?: () => number;
  readonly onError: (error: unknown) => void;
}

/** Open what is there; jobs that a stop interrupted have failed. */
export async function openNetworkJobs(options: JobsOptions): Promise<NetworkJobs> {
  await mkdir(options.directory, { recursive: true, mode: 0o700 });
  const records: JobRecord[] = [];
  for (const name of await readdir(options.directory)) {
    const text = await readFile(join(options.directory, name, 'job.json'), 'utf8').catch(() => null);
    // Begun and never written down, or a stranger's: nothing that anybody knows of.
    if (text === null) continue;
    // Written by `NetworkJobs` alone.
    const record = JSON.parse(text) as JobRecord;
    const interrupted = record.state === 'waiting' || record.state === 'running';
    records.push(interrupted ? { ...record, state: 'failed', error: 'the server was stopped meanwhile' } : record);
  }
  records.sort((a, b) => a.createdAtMillis - b.createdAtMillis);
  return new NetworkJobs(options, records);
}

export class NetworkJobs {
  readonly #directory: string;
  readonly #clock: () => number;
  readonly #onError: (error: unknown) => void;
  readonly #records: Map<string, JobRecord>;
  readonly #line: Active[] = [];
  #running: Active | null = null;
  #worker: Worker | null = null;
  #idle: Promise<void> = Promise.resolve();
  #closed = false;

  constructor({ directory, clock = Date.now, onError }: JobsOptions, records: readonly JobRecord[]) {
    this.#directory = directory;
    this.#clock = clock;
    this.#onError = onError;
    this.#records = new Map(records.map((record) => [record.id, record]));
  }

  /** The job, in line. Throws a JobsBusy. */
  async start(request: JobRequest, by: string, prepare: Prepare): Promise<JobRecord> {
    if (this.#line.length >= JOBS_WAITING_MAX) {
      throw new JobsBusy(`${this.#line.length} jobs are waiting: wait for one of them, or cancel one`);
    }
    const id = randomBytes(8).toString('hex');
    // The rows that it brings go into its input file.
    const kept = withoutRows(request);
    const record: JobRecord = {
      ...{ id, by, request: kept, state: 'waiting', createdAtMillis: this.#clock() },
      ...{ startedAtMillis: null, endedAtMillis: null, error: null, summary: null },
    };
    await mkdir(this.directoryOf(id), { recursive: true });
    await this.#write(record);
    await this.#forgetOld();
    const progress: JobProgress = { stage: 'waiting', share: null };
    this.#line.push({ id, request: kept, prepare, cancelled: new AbortController(), progress });
    this.#next();
    return record;
  }

  get(id: string): JobRecord | null {
    return this.#records.get(id) ?? null;
  }

  /** Newest first. */
  list(): readonly JobRecord[] {
    return [...this.#records.values()].reverse();
  }

  /** How far it is, or null where it neither runs nor waits. */
  progressOf(id: string): JobProgress | null {
    if (this.#running?.id === id) return this.#running.progress;
    return this.#line.find((active) => active.id === id)?.progress ?? null;
  }

  directoryOf(id: string): string {
    return join(this.#directory, id);
  }

  /** End a job that waits or runs. False where it does neither. */
  async cancel(id: string): Promise<boolean> {
    const waiting = this.#line.findIndex((active) => active.id === id);
    if (waiting >= 0) {
      this.#line.splice(waiting, 1);
      await this.#end(id, { state: 'cancelled' });
      return true;
    }
    if (this.#running?.id !== id) return false;
    this.#running.cancelled.abort();
    await this.#worker?.terminate();
    return true;
  }

  /** Forget a job that has ended, with its results. False where there is none such. */
  async remove(id: string): Promise<boolean> {
    const record = this.#records.get(id);
    if (record === undefined || record.state === 'waiting' || record.state === 'running') return false;
    this.#records.delete(id);
    await rm(this.directoryOf(id), { recursive: true, force: true });
    return true;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const { id } of this.#line.splice(0))
      await this.#end(id, { state: 'cancelled', error: 'the server was stopped' });
    if (this.#running !== null) await this.cancel(this.#running.id);
    await this.#idle;
  }

  #next(): void {
    if (this.#running !== null || this.#closed) return;
    const active = this.#line.shift();
    if (active === undefined) return;
    this.#running = active;
    this.#idle = this.#work(active)
      .catch(this.#onError)
      .finally(() => {
        this.#running = null;
        this.#worker = null;
        this.#next();
      });
  }

  async #work(active: Active): Promise<void> {
    const { id, request, prepare, cancelled } = active;
    const directory = this.directoryOf(id);
    await this.#write({ ...this.#records.get(id)!, state: 'running', startedAtMillis: this.#clock() });
    let input: string | null = null;
    try {
      active.progress = { stage: 'asking the warehouse', share: null };
      const prepared = await prepare(directory, cancelled.signal);
      input = prepared.input;
      const end = cancelled.signal.aborted ? null : await this.#inThread(active, { request, directory, ...prepared });
      await this.#end(id, end ?? { state: 'cancelled' });
    } catch (error) {
      const refused = error instanceof WarehouseError;
      if (!refused && !cancelled.signal.aborted) this.#onError(error);
      const message = error instanceof Error ? error.message : String(error);
      await this.#end(id, cancelled.signal.aborted ? { state: 'cancelled' } : { state: 'failed', error: message });
    } finally {
      if (input !== null) await rm(input, { force: true });
    }
  }

  #inThread(active: Active, start: JobStart): Promise<Ended> {
    const worker = new Worker(new URL('./thread.ts', import.meta.url), {
      workerData: start,
      resourceLimits: { maxOldGenerationSizeMb: JOB_HEAP_MB },
    });
    this.#worker = worker;
    return new Promise((resolve) => {
      let ended: Ended = { state: 'failed', error: 'the thread ended without an answer' };
      worker.on('message', (message: JobMessage) => {
        if (message.type === 'progress') active.progress = message.progress;
        else if (message.type === 'done') ended = { state: 'done', summary: message.summary };
        else ended = { state: 'failed', error: message.message };
      });
      worker.on('error', (error: unknown) => {
        this.#onError(error);
        ended = { state: 'failed', error: error instanceof Error ? error.message : String(error) };
      });
      worker.once('exit', () => resolve(active.cancelled.signal.aborted ? { state: 'cancelled' } : ended));
    });
  }

  async #end(id: string, { state, error = null, summary = null }: Ended): Promise<void> {
    const record = this.#records.get(id);
    if (record === undefined) return;
    await this.#write({ ...record, state, error, summary, endedAtMillis: this.#clock() });
  }

  async #write(record: JobRecord): Promise<void> {
    this.#records.set(record.id, record);
    await replaceDurably(join(this.directoryOf(record.id), 'job.json'), Buffer.from(JSON.stringify(record)));
  }

  async #forgetOld(): Promise<void> {
    for (const { id } of [...this.#records.values()]) {
      if (this.#records.size <= JOBS_KEPT) return;
      await this.remove(id);
    }
  }
}

interface Ended {
  readonly state: Exclude<JobState, 'waiting' | 'running'>;
  readonly error?: string | null;
  readonly summary?: JobSummary | null;
}

/** Rows of their own, as NDJSON. */
export async function writeRows(path: string, rows: readonly object[]): Promise<void> {
  await writeFile(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}

function withoutRows(request: JobRequest): JobRequest {
  if (request.operation === 'trust') {
    return request.edges.kind === 'rows' ? { ...request, edges: { ...request.edges, rows: [] } } : request;
  }
  return request.shares.kind === 'rows' ? { ...request, shares: { ...request.shares, rows: [] } } : request;
}
