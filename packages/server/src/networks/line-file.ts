/** Results as lines of JSON in a file, with places in it from which pages are read. */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { open, readFile, rename, writeFile } from 'node:fs/promises';
import { PAGE_LINES } from './limits.ts';

interface Places {
  readonly lines: number;
  /** Byte of every `PAGE_LINES`th line. */
  readonly bytes: readonly number[];
}

/** Write the values, one a line; the file counts once its places are there. */
export async function writeLines(path: string, values: Iterable<unknown>): Promise<number> {
  const stream = createWriteStream(`${path}.writing`);
  const bytes: number[] = [];
  let [lines, at] = [0, 0];
  for (const value of values) {
    if (lines % PAGE_LINES === 0) bytes.push(at);
    const line = Buffer.from(`${JSON.stringify(value)}\n`);
    lines++;
    at += line.length;
    if (!stream.write(line)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'close');
  await rename(`${path}.writing`, path);
  const places: Places = { lines, bytes };
  await writeFile(`${path}.places`, JSON.stringify(places));
  return lines;
}

/** Values from line `from` on, at most so many. */
export async function readLines(path: string, from: number, most: number): Promise<readonly unknown[]> {
  // Written by `writeLines`.
  const { lines, bytes } = JSON.parse(await readFile(`${path}.places`, 'utf8')) as Places;
  const last = Math.min(lines, from + most);
  if (from >= last) return [];
  const page = Math.floor(from / PAGE_LINES);
  const start = bytes[page]!;
  const end = bytes[Math.ceil(last / PAGE_LINES)];
  const file = await open(path);
  try {
    const length = (end ?? (await file.stat()).size) - start;
    const buffer = Buffer.alloc(length);
    for (let filled = 0; filled < length; ) {
      const { bytesRead } = await file.read(buffer, filled, length - filled, start + filled);
      if (bytesRead === 0) throw new Error(`${path} is shorter than its places say`);
      filled += bytesRead;
    }
    const text = buffer.toString('utf8').split('\n');
    return text.slice(from - page * PAGE_LINES, last - page * PAGE_LINES).map((line) => JSON.parse(line) as unknown);
  } finally {
    await file.close();
  }
}
