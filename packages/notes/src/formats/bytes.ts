/** The bytes of an input file, whatever it is wrapped in: plain, gzip, or a zip of tab-separated files. Told by content, not by name. */
import { createReadStream } from 'node:fs';
import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createGunzip, createInflateRaw } from 'node:zlib';
import { NotesError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { FileKind } from './columns.ts';

/** One stream of rows: a file, or a file within a zip. */
export interface InputPart {
  /** For messages: path, and the entry's name where there is one. */
  readonly name: string;
  chunks(): AsyncIterable<Uint8Array>;
}

/** Reads Parquet; `@lapwing/notes/parquet` has one. */
export type ParquetReader = (file: string, kind: FileKind) => Promise<InputPart[]>;

/**
 * Files that a path stands for: itself, or every `.tsv`, `.tsv.gz` and `.zip` in it where it is a directory, in order of names. Parquet
 * files of a directory count where it holds none of these: they may be the same rows once more.
 */
export async function inputFiles(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => null);
  if (found === null) throw new NotesError('missing', `${path} is not there`);
  if (!found.isDirectory()) return [path];
  const all = (await readdir(path)).sort();
  const texts = all.filter((name) => /\.(tsv|tsv\.gz|zip)$/.test(name));
  const names = texts.length > 0 ? texts : all.filter((name) => name.endsWith('.parquet'));
  if (names.length === 0) throw new NotesError('missing', `${path} holds no .tsv, .tsv.gz, .zip or .parquet file`);
  return names.map((name) => join(path, name));
}

/** The streams of rows that a file holds. `kind` and `parquet` are needed for Parquet alone. */
export async function inputParts(file: string, kind?: FileKind, parquet?: ParquetReader): Promise<InputPart[]> {
  const handle = await open(file);
  try {
    const magic = new Uint8Array(4);
    await handle.read(magic, 0, 4, 0);
    if (magic[0] === 0x1f && magic[1] === 0x8b) {
      return [{ name: file, chunks: () => inflated(file, createGunzip(), undefined) }];
    }
    if (magic[0] === 0x50 && magic[1] === 0x4b && magic[2] === 3 && magic[3] === 4) return await zipParts(file, handle);
    if (new TextDecoder('latin1').decode(magic) === 'PAR1') {
      if (kind !== undefined && parquet !== undefined) return await parquet(file, kind);
      throw new NotesError('columns', 'is a Parquet file, and only text is read here', { file });
    }
    return [{ name: file, chunks: () => createReadStream(file, { highWaterMark: limits.readBytes }) }];
  } finally {
    await handle.close();
  }
}

async function* inflated(
  file: string,
  inflate: ReturnType<typeof createGunzip> | ReturnType<typeof createInflateRaw>,
  range: { start: number; end: number } | undefined,
): AsyncIterable<Uint8Array> {
  const source = createReadStream(file, { highWaterMark: limits.readBytes, ...range });
  source.on('error', (error) => inflate.destroy(error));
  try {
    yield* source.pipe(inflate);
  } catch (error) {
    throw new NotesError('damaged', `the compressed part cannot be read: ${String(error)}`, { file });
  }
}

interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly compressedBytes: number;
  readonly headerAt: number;
}

async function zipParts(file: string, handle: FileHandle): Promise<InputPart[]> {
  const parts: InputPart[] = [];
  for (const entry of await zipEntries(file, handle)) {
    if (!entry.name.endsWith('.tsv')) continue;
    const local = await readAt(handle, entry.headerAt, 30);
    const start = entry.headerAt + 30 + local.getUint16(26, true) + local.getUint16(28, true);
    const range = { start, end: start + entry.compressedBytes - 1 };
    const name = `${file}/${entry.name}`;
    if (entry.compressedBytes === 0) continue;
    if (entry.method === 0) {
      parts.push({ name, chunks: () => createReadStream(file, { highWaterMark: limits.readBytes, ...range }) });
    } else if (entry.method === 8) {
      parts.push({ name, chunks: () => inflated(file, createInflateRaw(), range) });
    } else throw new NotesError('damaged', `${entry.name} is compressed by method ${entry.method}`, { file });
  }
  if (parts.length === 0) throw new NotesError('missing', 'the zip holds no .tsv file', { file });
  return parts;
}

/** The central directory of a zip file (APPNOTE 4.3.12), with 64-bit sizes where they are needed. */
async function zipEntries(file: string, handle: FileHandle): Promise<ZipEntry[]> {
  const { size } = await handle.stat();
  const tailBytes = Math.min(size, 65_557);
  const tail = await readAt(handle, size - tailBytes, tailBytes);
  let end = tailBytes - 22;
  while (end >= 0 && tail.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) throw new NotesError('damaged', 'the zip has no directory; is it cut off?', { file });
  let count = tail.getUint16(end + 10, true);
  let directoryBytes = tail.getUint32(end + 12, true);
  let directoryAt = tail.getUint32(end + 16, true);
  if (directoryAt === 0xffffffff && end >= 20 && tail.getUint32(end - 20, true) === 0x07064b50) {
    const record = await readAt(handle, Number(tail.getBigUint64(end - 12, true)), 56);
    count = Number(record.getBigUint64(32, true));
    directoryBytes = Number(record.getBigUint64(40, true));
    directoryAt = Number(record.getBigUint64(48, true));
  }
  const directory = await readAt(handle, directoryAt, directoryBytes);
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let index = 0; index < count; index++) {
    if (at + 46 > directoryBytes || directory.getUint32(at, true) !== 0x02014b50) {
      throw new NotesError('damaged', 'the directory of the zip is damaged', { file });
    }
    const nameBytes = directory.getUint16(at + 28, true);
    const extraBytes = directory.getUint16(at + 30, true);
    const commentBytes = directory.getUint16(at + 32, true);
    const nameAt = at + 46;
    const name = new TextDecoder().decode(new Uint8Array(directory.buffer, directory.byteOffset + nameAt, nameBytes));
    const wide = wideSizes(directory, at, nameAt + nameBytes, extraBytes);
    entries.push({ name, method: directory.getUint16(at + 10, true), ...wide });
    at = nameAt + nameBytes + extraBytes + commentBytes;
  }
  return entries;
}

/** Size and place of an entry; the zip64 field holds those that did not fit into 32 bits, in this order. */
function wideSizes(directory: DataView, at: number, extraAt: number, extraBytes: number) {
  const sizes = [
    directory.getUint32(at + 24, true),
    directory.getUint32(at + 20, true),
    directory.getUint32(at + 42, true),
  ];
  for (let extra = extraAt; extra + 4 <= extraAt + extraBytes; extra += 4 + directory.getUint16(extra + 2, true)) {
    if (directory.getUint16(extra, true) !== 1) continue;
    let value = extra + 4;
    for (let index = 0; index < sizes.length; index++) {
      if (sizes[index] !== 0xffffffff) continue;
      sizes[index] = Number(directory.getBigUint64(value, true));
      value += 8;
    }
  }
  return { compressedBytes: sizes[1]!, headerAt: sizes[2]! };
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<DataView> {
  const bytes = new Uint8Array(length);
  const { bytesRead } = await handle.read(bytes, 0, length, position);
  return new DataView(bytes.buffer, 0, bytesRead);
}
