/** Segment files open for reading: shared by readers, closed least recently used first, never while in use. */
import { JournalError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { JournalIo } from './io.ts';

interface OpenFile {
  readonly fd: Promise<number>;
  users: number;
  /** Close as soon as nobody uses it. */
  doomed: boolean;
}

export class OpenFiles {
  readonly #io: JournalIo;
  /** In order of last use. */
  readonly #files = new Map<string, OpenFile>();
  #closed = false;

  constructor(io: JournalIo) {
    this.#io = io;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Run `use` with the file open. */
  async with<T>(path: string, use: (fd: number) => Promise<T>): Promise<T> {
    const file = this.acquire(path);
    try {
      return await use(await file.fd);
    } finally {
      file.release();
    }
  }

  /** The file, open until `release` is called. */
  acquire(path: string): { readonly fd: Promise<number>; release(): void } {
    if (this.#closed) throw new JournalError('closed', 'the journal is closed');
    const file = this.#files.get(path) ?? { fd: this.#open(path), users: 0, doomed: false };
    this.#files.delete(path);
    this.#files.set(path, file);
    file.users++;
    this.#evict();
    return {
      fd: file.fd,
      release: () => {
        file.users--;
        if (file.doomed) this.#closeIfIdle(file);
      },
    };
  }

  /** The file is about to be deleted. */
  forget(path: string): void {
    const file = this.#files.get(path);
    if (file === undefined) return;
    this.#files.delete(path);
    file.doomed = true;
    this.#closeIfIdle(file);
  }

  close(): void {
    this.#closed = true;
    for (const path of [...this.#files.keys()]) this.forget(path);
  }

  async #open(path: string): Promise<number> {
    try {
      return await this.#io.open(path, 'r');
    } catch (cause) {
      this.forget(path);
      throw new JournalError(
        'not-held',
        `${path} cannot be opened; retention may have dropped it`,
        { file: path },
        cause,
      );
    }
  }

  #evict(): void {
    if (this.#files.size <= limits.openSegments) return;
    for (const [path, file] of this.#files) {
      if (file.users === 0) {
        this.forget(path);
        return;
      }
    }
  }

  #closeIfIdle(file: OpenFile): void {
    if (file.users > 0) return;
    // A file that could not be opened has nothing to close; whoever asked for it was told.
    file.fd.then(
      (fd) => this.#io.close(fd),
      () => {},
    );
  }
}
