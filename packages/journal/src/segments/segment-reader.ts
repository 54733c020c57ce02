/** Reading entries out of segments whose extent is known; shared by the journal and by those who read beside it. */
import { dirname } from 'node:path';
import { JournalError } from '../errors.ts';
import { HEADER_BYTES } from '../format/entry.ts';
import { SEGMENT_HEADER_BYTES } from '../format/segment-header.ts';
import type { Entry } from '../journal.ts';
import { limits } from '../limits.ts';
import { type RecordChunk, recordChunks } from './chunks.ts';
import type { JournalIo } from './io.ts';
import { OpenFiles } from './open-files.ts';
import { scanSegment } from './recover.ts';
import { corrupt, Segment } from './segment.ts';

export class SegmentReader {
  readonly files: OpenFiles;
  readonly #io: JournalIo;
  readonly #salt: number;

  constructor(io: JournalIo, salt: number) {
    this.#io = io;
    this.#salt = salt;
    this.files = new OpenFiles(io);
  }

  /** Entries `[position, end)` of one segment, in batches. */
  async *entries(
    segment: Segment,
    position: number,
    end: number,
    signal: AbortSignal | undefined,
    chunkBytes?: number,
  ): AsyncGenerator<readonly Entry[], void, undefined> {
    if (position !== segment.base) await this.#index(segment);
    const range = { ...segment.startFor(position), end: segment.bytes, until: end };
    const file = this.files.acquire(segment.path);
    try {
      for await (const chunk of recordChunks(this.#io, await file.fd, this.#salt, range, chunkBytes)) {
        signal?.throwIfAborted();
        if (this.files.closed) throw new JournalError('closed', 'the journal is closed');
        const entries = entriesOf(chunk, position);
        const last = chunk.records.at(-1);
        if (last !== undefined) segment.resume = { position: last.next, offset: chunk.fileOffset + last.end };
        if (entries.length > 0) yield entries;
        if (chunk.problem !== null) {
          throw corrupt(segment, chunk.problem.offset, chunk.problem.position, chunk.problem.reason);
        }
        signal?.throwIfAborted();
      }
    } finally {
      file.release();
    }
  }

  /** The entry at `position`, or null where a repair gave it up. */
  async entry(segment: Segment, position: number): Promise<Entry | null> {
    for await (const entries of this.entries(segment, position, position + 1, undefined, limits.indexEveryBytes)) {
      return entries[0] ?? null;
    }
    return null;
  }

  /** Give a segment that was not read since opening its index. */
  async #index(segment: Segment): Promise<void> {
    if (segment.index !== null || segment.bytes <= SEGMENT_HEADER_BYTES) return;
    const scratch = new Segment(dirname(segment.path), segment.base, segment.next, segment.bytes);
    const problem = await this.files.with(segment.path, (fd) =>
      scanSegment(this.#io, fd, this.#salt, scratch, segment.bytes),
    );
    if (problem !== null) throw corrupt(segment, problem.offset, problem.position, problem.reason);
    if (scratch.next !== segment.next) {
      throw corrupt(segment, scratch.bytes, scratch.next, 'the segment ends too early');
    }
    segment.index ??= scratch.index;
    segment.firstIngestedAtMillis ??= scratch.firstIngestedAtMillis;
  }
}

/** The chunk's entries from `position` on; runs that a repair gave up are skipped. */
function entriesOf(chunk: RecordChunk, position: number): Entry[] {
  const entries: Entry[] = [];
  const { buffer } = chunk.bytes;
  for (const { kind, position: at, ingestedAtMillis, start, end } of chunk.records) {
    if (kind === 'lost' || at < position) continue;
    entries.push({ position: at, kind, ingestedAtMillis, payload: buffer.subarray(start + HEADER_BYTES, end) });
  }
  return entries;
}
