/** Bytes of a source: a file or a stream, decompressed where its first bytes say that it is compressed. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { type Compression, decompress, detectCompression } from './compression.ts';
import type { SourceLimits } from './limits.ts';

/** Where bytes come from. A stream (standard input) can be read once. */
export type SourceInput =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'stream'; readonly stream: AsyncIterable<Uint8Array> };

export interface OpenedBytes {
  readonly compression: Compression;
  /** The first decompressed bytes, up to one chunk; they come again in `chunks`. */
  readonly head: Buffer;
  readonly chunks: AsyncGenerator<Buffer>;
  /** Size of what is read, as stored; null where it is not known. */
  readonly totalBytes: number | null;
  /** Bytes read so far, as stored. */
  readBytes(): number;
  /** Let go of the file, whether `chunks` was read to its end or not. A stream is the caller's to close. */
  close(): void;
}

/** Open an input and look at its beginning. Throws where it cannot be opened or its first bytes cannot be read. */
export async function openBytes(input: SourceInput, limits: SourceLimits): Promise<OpenedBytes> {
  let read = 0;
  const totalBytes = input.kind === 'file' ? await fileSize(input.path) : null;
  const file = input.kind === 'file' ? createReadStream(input.path, { highWaterMark: limits.chunkBytes }) : null;
  const close = () => void file?.destroy();
  const stored = (async function* () {
    const stream: AsyncIterable<Uint8Array> | Iterable<Uint8Array> =
      input.kind === 'stream' ? input.stream : (file ?? []);
    for await (const chunk of stream) {
      read += chunk.byteLength;
      yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    }
  })();
  const first = await take(stored, 4);
  const compression = detectCompression(first.head);
  const plain = compression === 'none' ? first.chunks : decompress(first.chunks, compression, limits);
  const { head, chunks } = await take(plain, 4);
  return { compression, head, chunks, totalBytes, readBytes: () => read, close };
}

async function fileSize(path: string): Promise<number | null> {
  const handle = await open(path, 'r');
  try {
    const stat = await handle.stat();
    if (stat.isDirectory()) throw new Error(`${path} is a directory`);
    // A pipe or device has no size.
    return stat.isFile() ? stat.size : null;
  } finally {
    await handle.close();
  }
}

/** Look at the first `count` bytes or more, and give them back at the front of the stream. */
async function take(
  chunks: AsyncGenerator<Buffer>,
  count: number,
): Promise<{ head: Buffer; chunks: AsyncGenerator<Buffer> }> {
  const seen: Buffer[] = [];
  let length = 0;
  let failure: { error: unknown } | null = null;
  try {
    while (length < count) {
      const next = await chunks.next();
      if (next.done) break;
      seen.push(next.value);
      length += next.value.length;
    }
  } catch (error) {
    // What came before the fault is still to be read; the fault is thrown where it lies.
    failure = { error };
  }
  const head = seen.length === 1 && seen[0] ? seen[0] : Buffer.concat(seen);
  const again = (async function* () {
    if (head.length > 0) yield head;
    if (failure !== null) throw failure.error;
    yield* chunks;
  })();
  return { head, chunks: again };
}
