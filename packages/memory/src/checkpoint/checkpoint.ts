/**
 * Memory on disk. A checkpoint is one file: a JSON header, then the shards of the key table and of the labels, each with
 * length and checksum, as of one journal position. It is written beside and renamed, so a reader sees a whole one or none.
 */
import { type FileHandle, open, rename } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { SHARDS } from '../limits.ts';
import { listSections, loadLists } from '../lists/codec.ts';
import { Memory } from '../memory.ts';
import type { TableOptions } from '../table/table.ts';

const MAGIC = 'LWMEMORY';
const VERSION = 5;
const SECTION_HEADER_BYTES = 12;
/** Sections are gathered up to this before a write, and read ahead by this. */
const WRITE_BYTES = 256 * 1024;
const READ_BYTES = 4 * 1024 * 1024;

interface Header {
  readonly version: number;
  readonly position: number;
  readonly seed: number;
  readonly newestMillis: number;
  readonly watermarkMillis: number;
  /** Identities of definitions by the number that is stored with their keys. */
  readonly definitions: readonly string[];
  /** Sections that hold lists, after those of the labels. */
  readonly listSections: number;
  /** Attached states by name and number of sections, after those of lists. */
  readonly attached: readonly (readonly [name: string, sections: number])[];
}

export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
}

/** A fixed moment of the memory, to be written while decisions go on. */
export interface Snapshot {
  readonly position: number;
  writeTo(path: string): Promise<void>;
}

/** Fix the memory as of now: all entries below `position` are folded in and none above. Only one may be open at a time. */
export function snapshot(memory: Memory, position: number): Snapshot {
  const { labels, seed } = memory;
  const { newestMillis, watermarkMillis, table, saver } = memory.keyed;
  const definitions = [...table.accounts.identities];
  const lists = listSections(memory.lists);
  const attached = memory.attached.sections();
  const header: Header = {
    version: VERSION,
    position,
    seed,
    newestMillis,
    watermarkMillis,
    definitions,
    listSections: lists.length,
    attached: attached.map(({ name, parts }) => [name, parts.length]),
  };
  saver.beginSave();
  labels.beginSave();
  return {
    position,
    async writeTo(path) {
      const temporary = `${path}.writing`;
      try {
        const file = await open(temporary, 'w');
        try {
          const batch = new SectionWriter(file);
          await batch.add(new TextEncoder().encode(`${MAGIC}${JSON.stringify(header)}`));
          for (const store of [saver, labels]) {
            // Large shards go one a turn: a decision never waits for more than that.
            for (let index = 0; index < SHARDS; index++) await batch.add(store.saved(index));
          }
          for (const encode of [...lists, ...attached.flatMap(({ parts }) => parts)]) {
            await batch.add(new TextEncoder().encode(encode()));
          }
          await batch.flush();
          await file.datasync();
        } finally {
          await file.close();
        }
        await rename(temporary, path);
      } finally {
        saver.endSave();
        labels.endSave();
        for (const _ of memory.lists.endSave()) await nextTurn();
      }
    },
  };
}

/** Throws a CheckpointError when the file is not a whole checkpoint. */
export async function loadCheckpoint(
  path: string,
  options: TableOptions,
): Promise<{ readonly memory: Memory; readonly position: number }> {
  const file = await open(path, 'r');
  try {
    const sections = new SectionReader(file, path);
    const first = new TextDecoder().decode(await sections.next());
    if (!first.startsWith(MAGIC)) throw new CheckpointError(`${path}: not a memory checkpoint`);
    const header = JSON.parse(first.slice(MAGIC.length)) as Header;
    if (header.version !== VERSION) throw new CheckpointError(`${path}: version ${header.version} is not known here`);
    const memory = new Memory({ seed: header.seed, ...options });
    memory.keyed.newestMillis = header.newestMillis;
    memory.keyed.watermarkMillis = header.watermarkMillis;
    const { table, saver } = memory.keyed;
    table.accounts.load(header.definitions);
    for (let index = 0; index < SHARDS; index++) saver.load(index, await sections.next());
    for (let index = 0; index < SHARDS; index++) memory.labels.load(index, await sections.next());
    const nextText = async () => new TextDecoder().decode(await sections.next());
    await loadLists(memory.lists, header.listSections, nextText);
    for (const [name, parts] of header.attached) {
      const texts: string[] = [];
      for (let part = 0; part < parts; part++) texts.push(await nextText());
      memory.attached.restore(name, texts);
    }
    sections.end();
    return { memory, position: header.position };
  } finally {
    await file.close();
  }
}

/** Sections to a file, small ones together. */
class SectionWriter {
  readonly #file: FileHandle;
  #parts: Uint8Array[] = [];
  #bytes = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  async add(body: Uint8Array): Promise<void> {
    const header = new DataView(new ArrayBuffer(SECTION_HEADER_BYTES));
    header.setFloat64(0, body.byteLength, true);
    header.setUint32(8, crc32(body), true);
    this.#parts.push(new Uint8Array(header.buffer), body);
    this.#bytes += SECTION_HEADER_BYTES + body.byteLength;
    if (this.#bytes >= WRITE_BYTES) await this.flush();
  }

  async flush(): Promise<void> {
    const [parts, bytes] = [this.#parts, this.#bytes];
    this.#parts = [];
    this.#bytes = 0;
    if (bytes === 0) return;
    const { bytesWritten } = await this.#file.writev(parts);
    if (bytesWritten !== bytes) throw new CheckpointError(`only ${bytesWritten} of ${bytes} bytes could be written`);
  }
}

/** Sections one after the other: a file may be larger than one buffer can be. */
class SectionReader {
  readonly #file: FileHandle;
  readonly #path: string;
  #offset = 0;
  #size = -1;
  /** What was read ahead, and where it begins. */
  #ahead = new Uint8Array(0);
  #aheadAt = 0;

  constructor(file: FileHandle, path: string) {
    this.#file = file;
    this.#path = path;
  }

  async next(): Promise<Uint8Array> {
    if (this.#size < 0) this.#size = (await this.#file.stat()).size;
    const start = this.#offset;
    const header = await this.#read(SECTION_HEADER_BYTES);
    const view = new DataView(header.buffer, header.byteOffset);
    const length = view.getFloat64(0, true);
    const checksum = view.getUint32(8, true);
    if (!(length >= 0 && length <= this.#size - this.#offset)) {
      throw new CheckpointError(`${this.#path}: cut off at ${start}`);
    }
    const body = await this.#read(length);
    if (crc32(body) !== checksum) {
      throw new CheckpointError(`${this.#path}: checksum of the section at ${start} is wrong`);
    }
    return body;
  }

  /** Throws when anything is left. */
  end(): void {
    if (this.#size !== this.#offset) throw new CheckpointError(`${this.#path}: goes on at ${this.#offset}`);
  }

  /** A view that holds until the next read. */
  async #read(length: number): Promise<Uint8Array> {
    const from = this.#offset - this.#aheadAt;
    if (from + length > this.#ahead.byteLength) {
      const bytes = new Uint8Array(Math.max(length, Math.min(READ_BYTES, this.#size - this.#offset)));
      for (let filled = 0; filled < bytes.byteLength; ) {
        const rest = bytes.byteLength - filled;
        const { bytesRead } = await this.#file.read(bytes, filled, rest, this.#offset + filled);
        if (bytesRead === 0) throw new CheckpointError(`${this.#path}: cut off at ${this.#offset}`);
        filled += bytesRead;
      }
      this.#ahead = bytes;
      this.#aheadAt = this.#offset;
    }
    const start = this.#offset - this.#aheadAt;
    this.#offset += length;
    return this.#ahead.subarray(start, start + length);
  }
}
