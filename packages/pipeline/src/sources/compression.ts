/** Compression of a byte stream, known by its first bytes, and its removal. */
import { createGunzip, createZstdDecompress, type Gunzip, type ZstdDecompress } from 'node:zlib';
import { ChunkQueue } from './queue.ts';

export type Compression = 'none' | 'gzip' | 'zstd';

/** The compression of a stream that begins with `head` (at least 4 bytes, where the stream has as many). */
export function detectCompression(head: Uint8Array): Compression {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd) return 'zstd';
  return 'none';
}

/**
 * The decompressed stream. Concatenated gzip members and zstd frames are one stream. Throws where the data is truncated or
 * corrupt, after everything before the fault has been yielded.
 */
export async function* decompress(
  chunks: AsyncIterable<Buffer>,
  compression: Exclude<Compression, 'none'>,
  limits: { readonly chunkBytes: number; readonly queuedBytes: number },
): AsyncGenerator<Buffer> {
  const queue = new ChunkQueue(limits.queuedBytes);
  const pumping = pump(chunks, () => createDecoder(compression, limits.chunkBytes, queue), queue).then(
    () => queue.end(null),
    (error: unknown) => queue.end(error),
  );
  try {
    yield* queue;
  } finally {
    queue.abandon();
    await pumping;
  }
}

type Decoder = Gunzip | ZstdDecompress;

function createDecoder(compression: Exclude<Compression, 'none'>, chunkSize: number, queue: ChunkQueue): Decoder {
  const decoder = compression === 'gzip' ? createGunzip({ chunkSize }) : createZstdDecompress({ chunkSize });
  // Listening to 'data', rather than iterating: an error then loses nothing that was decoded before it.
  decoder.on('data', (chunk: Buffer) => {
    if (!queue.push(chunk)) {
      decoder.pause();
      void queue.room().then(() => decoder.resume());
    }
  });
  return decoder;
}

async function pump(chunks: AsyncIterable<Buffer>, open: () => Decoder, queue: ChunkQueue): Promise<void> {
  let decoder = open();
  try {
    for await (const chunk of chunks) {
      let rest = chunk;
      while (rest.length > 0) {
        if (queue.abandoned) return;
        const before = decoder.bytesWritten;
        await write(decoder, rest);
        const consumed = decoder.bytesWritten - before;
        rest = rest.subarray(consumed);
        // Node's zstd decoder ends with the first frame and drops what follows in the chunk; go on with another one.
        if (rest.length > 0) {
          await finished(decoder);
          decoder = open();
        }
      }
    }
    decoder.end();
    await finished(decoder);
  } finally {
    decoder.destroy();
  }
}

function write(decoder: Decoder, chunk: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    decoder.once('error', reject);
    decoder.write(chunk, (error) => {
      decoder.off('error', reject);
      if (error) reject(error);
      else resolve();
    });
  });
}

function finished(decoder: Decoder): Promise<void> {
  return new Promise((resolve, reject) => {
    if (decoder.readableEnded) resolve();
    decoder.once('end', resolve);
    decoder.once('error', reject);
  });
}
