/** Threads that share a data set and do the tasks of a run, one at a time each. Results do not depend on who does what, or when. */
import { Worker } from 'node:worker_threads';
import type { Dataset } from '../core/data/dataset.ts';
import { NotesError } from '../errors.ts';
import type { FromThread, SentInput, Task, TaskResult, ToThread } from './messages.ts';
import { shareDataset } from './messages.ts';

interface Waiting {
  readonly task: Task;
  readonly onStart: () => void;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

export class ThreadTeam {
  readonly #workers: readonly Worker[];
  readonly #idle: Worker[];
  readonly #queue: Waiting[] = [];
  readonly #busy = new Map<Worker, Waiting>();
  #failure: Error | null = null;
  #sent = 0;

  constructor(dataset: Dataset, threads: number) {
    const workerData = shareDataset(dataset);
    this.#workers = Array.from({ length: threads }, () => {
      const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData });
      worker.on('message', (answer: FromThread) => this.#settle(worker, answer));
      worker.on('error', (error) => this.#fail(error));
      return worker;
    });
    this.#idle = [...this.#workers];
  }

  /** Tell every thread what jobs see. */
  setInput(input: SentInput): void {
    for (const worker of this.#workers) worker.postMessage({ kind: 'input', input } satisfies ToThread);
  }

  /** Do a task when a thread is free, in the order of calls. `onStart` is called when it is begun. */
  run<T extends Task>(task: T, onStart: () => void = () => {}): Promise<TaskResult<T>> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#queue.push({ task, onStart, resolve: resolve as (result: unknown) => void, reject });
      this.#dispatch();
    });
  }

  /** Ends the threads, whatever they are doing. */
  async close(): Promise<void> {
    this.#fail(this.#failure ?? new Error('the threads were ended'));
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #dispatch(): void {
    while (this.#idle.length > 0 && this.#queue.length > 0) {
      const worker = this.#idle.pop()!;
      const waiting = this.#queue.shift()!;
      this.#busy.set(worker, waiting);
      waiting.onStart();
      const message: ToThread = { kind: 'task', id: this.#sent++, task: waiting.task };
      worker.postMessage(message);
    }
  }

  #settle(worker: Worker, answer: FromThread): void {
    const waiting = this.#busy.get(worker);
    if (waiting === undefined) return;
    this.#busy.delete(worker);
    this.#idle.push(worker);
    if ('failure' in answer) {
      const { code, message } = answer.failure;
      waiting.reject(code === null ? new Error(message) : new NotesError(code, message));
    } else waiting.resolve(answer.result);
    this.#dispatch();
  }

  #fail(error: Error): void {
    this.#failure = error;
    for (const { reject } of [...this.#busy.values(), ...this.#queue]) reject(error);
    this.#busy.clear();
    this.#queue.length = 0;
  }
}
