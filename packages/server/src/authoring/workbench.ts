/**
 * The authoring thread as the server sees it. Checking a large ruleset takes a fifth of a second, which no decision may wait for:
 * whatever authors ask is worked out in one thread beside, one task after the other.
 *
 * - W1 A task is answered, refused with a reason, or given up after `TASK_MILLIS`; the thread is then replaced. Starting the thread does
 *   not count.
 * - W2 No more than `TASKS_WAITING` wait; who comes later is told to come again.
 */
import { Worker } from 'node:worker_threads';
import { START_MILLIS, TASK_MILLIS, TASKS_WAITING } from './limits.ts';
import { type Base, type FromWorker, type Task, TaskRefused, type ToWorker } from './tasks.ts';

/** The thread is busy, gave up, or ended: nothing is wrong with the question itself. */
export class WorkbenchError extends Error {
  override readonly name = 'WorkbenchError';
  readonly kind: 'busy' | 'timeout' | 'failed';
  constructor(kind: WorkbenchError['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

interface Waiting {
  readonly task: Task;
  readonly base: Base;
  readonly resolve: (json: string) => void;
  readonly reject: (error: Error) => void;
}

export class Workbench {
  readonly #taskMillis: number;
  readonly #waiting: Waiting[] = [];
  #worker: Worker | null = null;
  /** Hash of the base that the thread holds. */
  #held: string | null = null;
  /** The thread has loaded what it needs. */
  #ready = false;
  #current: (Waiting & { readonly id: number; timer: NodeJS.Timeout }) | null = null;
  #nextId = 1;
  #closed = false;

  constructor(taskMillis: number = TASK_MILLIS) {
    this.#taskMillis = taskMillis;
  }

  /** Have the thread ready: starting it takes longer than most tasks do. */
  prepare(): void {
    if (!this.#closed) this.#started();
  }

  /** The answer as JSON text. Rejects with a TaskRefused or a WorkbenchError. */
  run(task: Task, base: Base): Promise<string> {
    if (this.#closed) return Promise.reject(new WorkbenchError('failed', 'the server is closing'));
    if (this.#waiting.length >= TASKS_WAITING) {
      return Promise.reject(new WorkbenchError('busy', 'too many authors are waiting; try again in a moment'));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ task, base, resolve, reject });
      this.#next();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#replace(new WorkbenchError('failed', 'the server is closing'));
    for (const { reject } of this.#waiting.splice(0)) {
      reject(new WorkbenchError('failed', 'the server is closing'));
    }
    await this.#ending;
  }

  #ending: Promise<unknown> = Promise.resolve();

  #next(): void {
    if (this.#current !== null) return;
    const waiting = this.#waiting.shift();
    if (waiting === undefined) return;
    const worker = this.#started();
    const id = this.#nextId++;
    const timer = this.#timer();
    this.#current = { ...waiting, id, timer };
    const { task, base } = waiting;
    const message: ToWorker = { id, task, base: base.hash === this.#held ? null : base };
    this.#held = base.hash;
    worker.postMessage(message);
  }

  #started(): Worker {
    if (this.#worker !== null) return this.#worker;
    const worker = new Worker(new URL('./worker.ts', import.meta.url));
    // It keeps no process alive: a server that closes has answered, or refused, everything.
    worker.unref();
    worker.on('message', (message: FromWorker) => {
      if (worker === this.#worker) this.#answered(message);
    });
    worker.on('error', (error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      if (worker === this.#worker) this.#replace(new WorkbenchError('failed', reason));
    });
    this.#worker = worker;
    return worker;
  }

  #timer(): NodeJS.Timeout {
    return setTimeout(() => this.#giveUp(), this.#ready ? this.#taskMillis : START_MILLIS);
  }

  #answered(message: FromWorker): void {
    const current = this.#current;
    if (message.id === null) {
      this.#ready = true;
      if (current === null) return;
      clearTimeout(current.timer);
      current.timer = this.#timer();
      return;
    }
    if (current?.id !== message.id) return;
    clearTimeout(current.timer);
    this.#current = null;
    if (message.ok) current.resolve(message.json);
    else current.reject(new TaskRefused(message.message, message.errors));
    this.#next();
  }

  #giveUp(): void {
    const seconds = this.#taskMillis / 1000;
    this.#replace(new WorkbenchError('timeout', `it took longer than ${seconds} s and was given up`));
  }

  /** End the thread and fail its task; the next task starts another. */
  #replace(error: WorkbenchError): void {
    const current = this.#current;
    this.#current = null;
    const worker = this.#worker;
    this.#worker = null;
    this.#held = null;
    this.#ready = false;
    if (worker !== null) this.#ending = worker.terminate();
    if (current !== null) {
      clearTimeout(current.timer);
      current.reject(error);
    }
    if (!this.#closed) this.#next();
  }
}
