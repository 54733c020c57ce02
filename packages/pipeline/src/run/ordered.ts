/** One thing after the other, in the order of the journal, although some of it waits for look-ups outside. */

/** Runs tasks one after the other, each at once where none is waiting. */
export class OrderedTasks {
  #last: Promise<unknown> | null = null;

  get busy(): boolean {
    return this.#last !== null;
  }

  run<T>(task: () => T | Promise<T>): Promise<T> {
    const run = this.#last === null ? invoke(task) : this.#last.then(task, task);
    const last: Promise<void> = run.then(
      () => this.#done(last),
      () => this.#done(last),
    );
    this.#last = last;
    return run;
  }

  /** Resolves when everything that was begun before has ended. */
  settled(): Promise<void> {
    return this.busy ? this.run(() => {}) : Promise.resolve();
  }

  #done(last: Promise<unknown>): void {
    if (this.#last === last) this.#last = null;
  }
}

async function invoke<T>(task: () => T | Promise<T>): Promise<T> {
  return task();
}
