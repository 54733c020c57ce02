/**
 * The dead-letter file: refused records as NDJSON, one object per record:
 * `{"file","line","row","offset","code","reason","path","raw"}`, with `raw_base64` in place of `raw` where the bytes are not UTF-8,
 * and `"truncated":true` where only the record's beginning was kept.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { decodeUtf8 } from '../envelope/utf8.ts';
import type { RefusedRecord } from './source.ts';

export interface DeadLetterLimits {
  /** Bytes of the file; refusals beyond it are counted only. */
  readonly fileBytes: number;
}

const DEAD_LETTER_LIMITS: DeadLetterLimits = {
  // A wrong mapping refuses every line of a file; nobody reads more than this, and the disk is shared with the journal.
  fileBytes: 256 << 20,
};

export class DeadLetterFile {
  readonly path: string;
  readonly #limits: DeadLetterLimits;
  #handle: FileHandle | null = null;
  #bytes = 0;
  #written = 0;
  #dropped = 0;

  /** The file is made, or added to, with the first refusal; without any there is none. */
  constructor(path: string, limits: DeadLetterLimits = DEAD_LETTER_LIMITS) {
    this.path = path;
    this.#limits = limits;
  }

  /** Records in the file, and those that were not written because it is full. */
  get counts(): { readonly written: number; readonly dropped: number } {
    return { written: this.#written, dropped: this.#dropped };
  }

  /** Add refused records. Calls must not overlap. Throws where the file cannot be written. */
  async write(records: readonly RefusedRecord[]): Promise<void> {
    if (records.length === 0) return;
    if (this.#handle === null) {
      this.#handle = await open(this.path, 'a', 0o600);
      this.#bytes = (await this.#handle.stat()).size;
    }
    let text = '';
    for (const record of records) {
      const line = `${JSON.stringify(deadLetter(record))}\n`;
      const bytes = Buffer.byteLength(line);
      if (this.#bytes + bytes > this.#limits.fileBytes) {
        this.#dropped++;
        continue;
      }
      this.#bytes += bytes;
      this.#written++;
      text += line;
    }
    await this.#handle.appendFile(text);
  }

  /** Bring everything to disk and close the file. */
  async close(): Promise<void> {
    if (this.#handle === null) return;
    await this.#handle.sync();
    await this.#handle.close();
    this.#handle = null;
  }
}

function deadLetter(record: RefusedRecord): Record<string, unknown> {
  const { source, place, refusal, raw, rawTruncated } = record;
  const text = decodeUtf8(raw, 0, raw.length);
  return {
    file: source,
    line: place.line,
    row: place.row,
    offset: place.byteOffset,
    code: refusal.code,
    reason: refusal.message,
    path: refusal.path,
    ...(text === null ? { raw_base64: raw.toString('base64') } : { raw: text }),
    ...(rawTruncated ? { truncated: true } : {}),
  };
}
