/**
 * Memory on disk. A checkpoint is one file: a JSON header, then the shards of the key table and of the labels, each with
 * length and checksum, as of one journal position. It is written beside and renamed, so a reader sees a whole one or none.
 */
import { open, readFile, rename } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { SHARDS } from '../limits.ts';
import { Memory } from '../memory.ts';

const MAGIC = 'LWMEMORY';
const VERSION = 1;
const SECTION_HEADER_BYTES = 12;

interface Header {
  readonly version: number;
  readonly position: number;
  readonly seed: number;
  readonly watermarkMillis: number;
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
  const { table, labels, seed, watermarkMillis } = memory;
  const header: Header = { version: VERSION, position, seed, watermarkMillis };
  table.beginSave();
  labels.beginSave();
  return {
    position,
    async writeTo(path) {
      const temporary = `${path}.writing`;
      try {
        const file = await open(temporary, 'w');
        try {
          await file.write(section(new TextEncoder().encode(`${MAGIC}${JSON.stringify(header)}`)));
          for (const store of [table, labels]) {
            for (let index = 0; index < SHARDS; index++) {
              // One shard a turn: a decision never waits for more than one copy.
              await file.write(section(store.saved(index)));
            }
          }
          await file.datasync();
        } finally {
          await file.close();
        }
        await rename(temporary, path);
      } finally {
        table.endSave();
        labels.endSave();
      }
    },
  };
}

/** Throws a CheckpointError when the file is not a whole checkpoint. */
export async function loadCheckpoint(
  path: string,
  options: { readonly maxKeys?: number },
): Promise<{ readonly memory: Memory; readonly position: number }> {
  const sections = readSections(await readFile(path), path);
  const first = new TextDecoder().decode(sections[0]);
  if (!first.startsWith(MAGIC)) throw new CheckpointError(`${path}: not a memory checkpoint`);
  const header = JSON.parse(first.slice(MAGIC.length)) as Header;
  if (header.version !== VERSION) throw new CheckpointError(`${path}: version ${header.version} is not known here`);
  if (sections.length !== 1 + 2 * SHARDS) throw new CheckpointError(`${path}: ${sections.length} sections`);
  const memory = new Memory({ seed: header.seed, ...options });
  memory.watermarkMillis = header.watermarkMillis;
  for (let index = 0; index < SHARDS; index++) {
    memory.table.load(index, sections[1 + index]!);
    memory.labels.load(index, sections[1 + SHARDS + index]!);
  }
  return { memory, position: header.position };
}

function section(body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(SECTION_HEADER_BYTES + body.byteLength);
  const view = new DataView(bytes.buffer);
  view.setFloat64(0, body.byteLength, true);
  view.setUint32(8, crc32(body), true);
  bytes.set(body, SECTION_HEADER_BYTES);
  return bytes;
}

function readSections(bytes: Uint8Array, path: string): Uint8Array[] {
  const sections: Uint8Array[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let offset = 0; offset < bytes.byteLength; ) {
    if (offset + SECTION_HEADER_BYTES > bytes.byteLength) throw new CheckpointError(`${path}: cut off at ${offset}`);
    const length = view.getFloat64(offset, true);
    const body = bytes.subarray(offset + SECTION_HEADER_BYTES, offset + SECTION_HEADER_BYTES + length);
    if (body.byteLength !== length) throw new CheckpointError(`${path}: cut off at ${offset}`);
    if (crc32(body) !== view.getUint32(offset + 8, true)) {
      throw new CheckpointError(`${path}: checksum of the section at ${offset} is wrong`);
    }
    sections.push(body);
    offset += SECTION_HEADER_BYTES + length;
  }
  return sections;
}
