/**
 * The threads of a training. A piece of work has items, which the threads take one after the other; who does which does not matter to
 * what comes out. The thread that trains takes part, so work goes on where the others get no time.
 *
 * What is agreed on in shared memory: the ticket says which piece of work is open (upper 16 bits) and which of its items is next. A
 * thread reads what the work is, and only then takes the item by raising the ticket; where the ticket has moved on meanwhile, that
 * fails, so no thread ever does an item by the description of another piece of work.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { SPINS, THREAD_TIMEOUT_MILLIS } from '../limits.ts';
import { kernelBytes } from '../wasm/kernels.ts';
import type { Layout } from './layout.ts';
import { CONTROL_WORDS } from './layout.ts';
import type { Plan } from './plan.ts';
import { Work } from './work.ts';

/** Places in the control block. */
const TICKET = 0;
const WAKE = 1;
const ITEMS = 2;
const KIND = 3;
const DONE = 4;
const FAILED = 5;
const STOP = 6;
const CLOSED = 0xffff;

/** What a thread is started with. */
export interface ThreadStart {
  readonly memory: WebAssembly.Memory;
  readonly module: WebAssembly.Module;
  readonly layout: Layout;
  readonly plan: Plan;
  readonly thread: number;
}

export class Crew {
  readonly work: Work;
  readonly #control: Int32Array;
  readonly #workers: readonly Worker[];
  readonly #ended: Promise<unknown>;
  #generation = 0;

  /** Threads are started at once and join in when they are up. */
  constructor(layout: Layout, plan: Plan) {
    const pages = Math.ceil(layout.bytes / 65_536);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    const module = new WebAssembly.Module(kernelBytes());
    this.work = new Work({ memory, module, layout, plan, thread: 0 });
    this.#control = new Int32Array(memory.buffer, layout.control, CONTROL_WORDS);
    Atomics.store(this.#control, TICKET, CLOSED);
    this.#workers = Array.from({ length: layout.threads - 1 }, (_, index) => {
      const start: ThreadStart = { memory, module, layout, plan, thread: index + 1 };
      return new Worker(new URL('./worker.ts', import.meta.url), { workerData: start, execArgv: [] });
    });
    // A thread that cannot start, or dies, is one fewer: what it had taken is missed by `#wait`.
    this.#ended = Promise.all(
      this.#workers.map(
        (worker) =>
          new Promise<void>((resolve) => {
            worker.once('error', () => resolve());
            worker.once('exit', () => resolve());
          }),
      ),
    );
  }

  /** Do all items. With `alone`, this thread does: for work of less time than the others take to wake. Throws what a thread failed with. */
  run(kind: number, items: number, alone = false): void {
    if (alone || this.#workers.length === 0 || items < 2) {
      for (let item = 0; item < items; item++) this.work.perform(kind, item);
      return;
    }
    const control = this.#control;
    this.#generation = (this.#generation + 1) & 0x7fff;
    const ticket = this.#generation << 16;
    Atomics.store(control, TICKET, ticket | CLOSED);
    Atomics.store(control, ITEMS, items);
    Atomics.store(control, KIND, kind);
    Atomics.store(control, DONE, 0);
    Atomics.store(control, TICKET, ticket);
    Atomics.add(control, WAKE, 1);
    Atomics.notify(control, WAKE);
    takeItems(control, this.work);
    this.#wait(items);
    if (Atomics.load(control, FAILED) !== 0) throw new Error('a thread of the training failed');
  }

  #wait(items: number): void {
    const control = this.#control;
    for (let spin = 0; spin < SPINS; spin++) if (Atomics.load(control, DONE) === items) return;
    for (;;) {
      const done = Atomics.load(control, DONE);
      if (done === items) return;
      if (Atomics.wait(control, DONE, done, THREAD_TIMEOUT_MILLIS) === 'timed-out') {
        throw new Error('a thread of the training does not answer');
      }
    }
  }

  /** Resolves when the other threads have ended. */
  async close(): Promise<void> {
    Atomics.store(this.#control, STOP, 1);
    Atomics.add(this.#control, WAKE, 1);
    Atomics.notify(this.#control, WAKE);
    await this.#ended;
  }
}

/** Take part until told to stop: all that another thread does. */
export function serve(control: Int32Array, work: Work): void {
  for (;;) {
    const wake = Atomics.load(control, WAKE);
    if (Atomics.load(control, STOP) === 1) return;
    takeItems(control, work);
    let spin = 0;
    while (spin < SPINS && Atomics.load(control, WAKE) === wake) spin++;
    if (spin === SPINS) Atomics.wait(control, WAKE, wake);
  }
}

function takeItems(control: Int32Array, work: Work): void {
  for (;;) {
    const ticket = Atomics.load(control, TICKET);
    const item = ticket & 0xffff;
    const items = Atomics.load(control, ITEMS);
    const kind = Atomics.load(control, KIND);
    if (item === CLOSED || item >= items) return;
    if (Atomics.compareExchange(control, TICKET, ticket, ticket + 1) !== ticket) continue;
    try {
      work.perform(kind, item);
    } catch {
      Atomics.store(control, FAILED, 1);
    }
    Atomics.add(control, DONE, 1);
    Atomics.notify(control, DONE);
  }
}

export function cores(): number {
  return availableParallelism();
}
