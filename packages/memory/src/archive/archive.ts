/** Past versions of lists in an SQLite file: who made each, when and why, and what was in it. */
import { DatabaseSync } from 'node:sqlite';
import { ArchiveReader } from './reader.ts';
import { SCHEMA } from './schema.ts';
import { ArchiveWriter } from './writer.ts';

export class ListArchive {
  readonly #database: DatabaseSync;
  readonly writer: ArchiveWriter;
  readonly reader: ArchiveReader;

  constructor(path: string) {
    this.#database = new DatabaseSync(path, { timeout: BUSY_MILLIS });
    this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    this.#database.exec(`PRAGMA cache_size = -${CACHE_KB}; PRAGMA temp_store = MEMORY;`);
    this.#database.exec(SCHEMA);
    this.writer = new ArchiveWriter(this.#database);
    this.reader = new ArchiveReader(this.#database);
  }

  /** Everything applied is on disk when it returns. */
  flush(): void {
    this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  close(): void {
    this.#database.close();
  }
}

/** Another process may look into the file. */
const BUSY_MILLIS = 5_000;

/** An import of a million entries touches so much of the file again and again; taken up only as it is used. */
const CACHE_KB = 128 * 1024;
