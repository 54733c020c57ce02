/**
 * Results of stages on disk, so that a run that was stopped goes on where it was. A checkpoint counts only if it was made from the same
 * data with the same options by the same version, and is whole; any other is computed again.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Dataset } from '../core/data/dataset.ts';

/** Raised whenever a stage computes something else. */
const VERSION = 1;
const DIGEST_BYTES = 32;

export interface Checkpoints {
  /** What was saved under this name, or null. */
  load<T>(name: string): Promise<T | null>;
  save(name: string, value: unknown): Promise<void>;
  /** Remove all of them. */
  clear(): Promise<void>;
}

export const NO_CHECKPOINTS: Checkpoints = {
  load: async () => null,
  save: async () => {},
  clear: async () => {},
};

/** Checkpoints in `directory`; `options` are those that results depend on. */
export function checkpointsIn(directory: string, dataset: Dataset, options: unknown): Checkpoints {
  const key = createHash('sha256')
    .update(`${VERSION} ${JSON.stringify(options)} ${digestOf(dataset)}`)
    .digest();
  const file = (name: string) => join(directory, `${name}.checkpoint`);
  return {
    async load<T>(name: string) {
      const bytes = await readFile(file(name)).catch(() => null);
      if (bytes === null || bytes.length < 2 * DIGEST_BYTES) return null;
      const body = bytes.subarray(2 * DIGEST_BYTES);
      const whole = bytes.subarray(DIGEST_BYTES, 2 * DIGEST_BYTES).equals(createHash('sha256').update(body).digest());
      if (!whole || !bytes.subarray(0, DIGEST_BYTES).equals(key)) return null;
      return deserialize(zstdDecompressSync(body)) as T;
    },
    async save(name, value) {
      const body = zstdCompressSync(serialize(value));
      await mkdir(directory, { recursive: true });
      // Under another name until it is whole: a run may be stopped at any time.
      const unfinished = `${file(name)}.unfinished`;
      await writeFile(unfinished, [key, createHash('sha256').update(body).digest(), body]);
      await rename(unfinished, file(name));
    },
    clear: () => rm(directory, { recursive: true, force: true }),
  };
}

function digestOf({ notes, history, ratings, participants }: Dataset): string {
  const hash = createHash('sha256');
  for (const columns of [notes, history, ratings, participants]) {
    for (const [name, column] of Object.entries(columns)) {
      if (!ArrayBuffer.isView(column)) continue;
      hash.update(`${name} ${column.byteLength} `);
      hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
    }
  }
  return hash.digest('hex');
}
