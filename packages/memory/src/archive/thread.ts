/**
 * The archive as the rest of the process sees it: a thread that is started when it is first needed, and answers in the order in which
 * it was asked. So a question sees every change that was handed over before.
 */
import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { ARCHIVE_CHANGES_WAITING_MAX } from '../limits.ts';
import type { ArchiveAnswer, ArchiveMethods } from './messages.ts';
import type { ArchivedChange, DeclaredList } from './writer.ts';

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

export class ArchiveThread {
  readonly #path: string;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #ended: Promise<void> = Promise.resolve();
  #asked = 0;
  #failure: Error | null = null;
  readonly #applying = new Set<Promise<void>>();
  /** Something was handed over since the last flush. */
  #dirty = false;

  /** The file is made when there is something to put into it. */
  constructor(path: string) {
    this.#path = path;
  }

  /** Hand over changes; resolves when more may come. Rejects where the archive has failed: it then takes no more. */
  async apply(changes: readonly ArchivedChange[]): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    this.#dirty = true;
    const applied: Promise<void> = this.#ask('apply', changes).then(
      () => void this.#applying.delete(applied),
      (error: Error) => {
        this.#failure ??= error;
        this.#applying.delete(applied);
      },
    );
    this.#applying.add(applied);
    while (this.#applying.size > ARCHIVE_CHANGES_WAITING_MAX) await Promise.race(this.#applying);
  }

  /** Resolves when everything handed over is on disk. */
  async flush(): Promise<void> {
    if (this.#dirty && this.#failure === null) {
      this.#dirty = false;
      await Promise.all(this.#applying);
      if (this.#failure === null) await this.#ask('flush');
    }
    if (this.#failure !== null) throw this.#failure;
  }

  adopt(change: ArchivedChange): Promise<void> {
    return this.#ask('adopt', change);
  }

  declare(lists: readonly DeclaredList[]): Promise<void> {
    return this.#ask('declare', lists);
  }

  async latest(): Promise<ReturnType<ArchiveMethods['latest']>> {
    return this.#worker === null && !existsSync(this.#path) ? [] : this.#ask('latest');
  }

  versions(...parameters: Parameters<ArchiveMethods['versions']>): Promise<ReturnType<ArchiveMethods['versions']>> {
    return this.#ask('versions', ...parameters);
  }

  entries(...parameters: Parameters<ArchiveMethods['entries']>): Promise<ReturnType<ArchiveMethods['entries']>> {
    return this.#ask('entries', ...parameters);
  }

  page(...parameters: Parameters<ArchiveMethods['page']>): Promise<ReturnType<ArchiveMethods['page']>> {
    return this.#ask('page', ...parameters);
  }

  diff(...parameters: Parameters<ArchiveMethods['diff']>): Promise<ReturnType<ArchiveMethods['diff']>> {
    return this.#ask('diff', ...parameters);
  }

  /** Resolves when the thread has ended with everything done. */
  async close(): Promise<void> {
    if (this.#worker === null) return;
    await this.#send('close', []).catch(() => {});
    await this.#ended;
  }

  async #ask<Method extends keyof ArchiveMethods>(
    method: Method,
    ...parameters: Parameters<ArchiveMethods[Method]>
  ): Promise<ReturnType<ArchiveMethods[Method]>> {
    // The thread answers a method with what that method returns.
    return (await this.#send(method, parameters)) as ReturnType<ArchiveMethods[Method]>;
  }

  #send(method: string, parameters: readonly unknown[]): Promise<unknown> {
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#started().postMessage({ id, method, parameters });
    });
  }

  #started(): Worker {
    if (this.#worker !== null) return this.#worker;
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: this.#path });
    this.#worker = worker;
    worker.on('message', (answer: ArchiveAnswer) => {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if (answer.ok) waiting?.resolve(answer.result);
      else waiting?.reject(new Error(`the lists' archive: ${answer.message}`));
    });
    const fail = (error: Error) => {
      this.#failure ??= error;
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
    };
    worker.on('error', fail);
    this.#ended = new Promise((resolve) => {
      worker.once('exit', () => {
        fail(new Error("the lists' archive has ended"));
        resolve();
      });
    });
    return worker;
  }
}
