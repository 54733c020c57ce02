/** The segment files of one journal, oldest first: writing to the last, finding the one for a position, dropping the oldest. */
import { unlink } from 'node:fs/promises';
import { encodeSegmentHeader, SEGMENT_HEADER_BYTES } from '../format/segment-header.ts';
import type { RetentionPolicy } from '../journal.ts';
import { recordChunks } from './chunks.ts';
import type { Batch } from './group-commit.ts';
import { type JournalIo, writeAll } from './io.ts';
import { corrupt, Segment, segmentOf } from './segment.ts';
import { SegmentReader } from './segment-reader.ts';

export interface SegmentLogOptions {
  readonly directory: string;
  readonly io: JournalIo;
  readonly salt: number;
  readonly segmentBytes: number;
  readonly segmentAgeMillis: number;
}

export class SegmentLog {
  readonly options: SegmentLogOptions;
  readonly reader: SegmentReader;
  readonly #segments: Segment[];
  /** The last segment, open for writing. */
  #fd: number;
  fsyncs = 0;

  /** `segments` is never empty; `fd` is the last one, open for writing. */
  constructor(options: SegmentLogOptions, segments: Segment[], fd: number) {
    this.options = options;
    this.reader = new SegmentReader(options.io, options.salt);
    this.#segments = segments;
    this.#fd = fd;
  }

  get first(): Segment {
    return this.#segments[0]!;
  }

  get last(): Segment {
    return this.#segments.at(-1)!;
  }

  get count(): number {
    return this.#segments.length;
  }

  get bytes(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.bytes, 0);
  }

  /** The segment that holds `position`, which is between the first and the last one held. */
  segmentOf(position: number): Segment {
    return segmentOf(this.#segments, position);
  }

  /** Write a batch to the last segment, or a new one, and sync it. */
  async commit(batch: Batch): Promise<void> {
    const { io, segmentBytes, segmentAgeMillis } = this.options;
    const age = batch.firstIngestedAtMillis - (this.last.firstIngestedAtMillis ?? batch.firstIngestedAtMillis);
    const full = this.last.bytes + batch.bytes > segmentBytes || age > segmentAgeMillis;
    if (full && this.last.bytes > SEGMENT_HEADER_BYTES) await this.#rotate(batch.first);
    const segment = this.last;
    let offset = segment.bytes;
    for (const chunk of batch.chunks) {
      await writeAll(io, this.#fd, chunk.bytes.buffer, chunk.used, offset);
      offset += chunk.used;
    }
    await io.datasync(this.#fd);
    this.fsyncs++;
    for (let i = 0; i < batch.marks.length; i += 2) segment.note(batch.marks[i]!, segment.bytes + batch.marks[i + 1]!);
    segment.firstIngestedAtMillis ??= batch.firstIngestedAtMillis;
    segment.bytes = offset;
    segment.next = batch.next;
  }

  async #rotate(base: number): Promise<void> {
    const { directory, io, salt } = this.options;
    const { segment, fd } = await createSegment(io, directory, base, salt);
    await io.close(this.#fd);
    this.#fd = fd;
    this.#segments.push(segment);
    this.fsyncs += 2;
  }

  /** Drop segments from the oldest on, while the policy wants them gone and all of their entries are below `keepFrom`. */
  async retain(policy: RetentionPolicy, keepFrom: number, nowMillis: number): Promise<void> {
    const { io, directory } = this.options;
    const maxBytes = policy.maxBytes ?? Number.POSITIVE_INFINITY;
    const oldest = nowMillis - (policy.maxAgeMillis ?? Number.POSITIVE_INFINITY);
    let dropped = 0;
    for (let bytes = this.bytes; this.#segments.length > 1; dropped++) {
      const [segment, after] = this.#segments;
      if (segment === undefined || after === undefined || segment.next > keepFrom) break;
      if (bytes <= maxBytes && !((await this.#firstTime(after)) < oldest)) break;
      bytes -= segment.bytes;
      this.#segments.shift();
      this.reader.files.forget(segment.path);
      await unlink(segment.path);
    }
    if (dropped > 0) await io.syncDirectory(directory);
  }

  /** When the segment's first entry was taken in: no entry of the segment before it is younger, clocks permitting. */
  async #firstTime(segment: Segment): Promise<number> {
    if (segment.firstIngestedAtMillis === null && segment.bytes > SEGMENT_HEADER_BYTES) {
      const { io, salt } = this.options;
      segment.firstIngestedAtMillis = await this.reader.files.with(segment.path, async (fd) => {
        const range = {
          offset: SEGMENT_HEADER_BYTES,
          position: segment.base,
          end: segment.bytes,
          until: segment.base + 1,
        };
        for await (const chunk of recordChunks(io, fd, salt, range, FIRST_READ_BYTES)) {
          if (chunk.problem !== null) throw corrupt(segment, chunk.problem.offset, segment.base, chunk.problem.reason);
          const first = chunk.records[0];
          if (first !== undefined) return first.ingestedAtMillis;
        }
        return null;
      });
    }
    return segment.firstIngestedAtMillis ?? Number.POSITIVE_INFINITY;
  }

  async close(): Promise<void> {
    this.reader.files.close();
    await this.options.io.close(this.#fd);
  }
}

const FIRST_READ_BYTES = 4096;

/** A new, empty, durable segment file, open for writing. */
export async function createSegment(
  io: JournalIo,
  directory: string,
  base: number,
  salt: number,
): Promise<{ readonly segment: Segment; readonly fd: number }> {
  const segment = new Segment(directory, base, base, SEGMENT_HEADER_BYTES);
  const fd = await io.open(segment.path, 'w+');
  try {
    await writeAll(io, fd, encodeSegmentHeader(base, salt), SEGMENT_HEADER_BYTES, 0);
    await io.datasync(fd);
    await io.syncDirectory(directory);
  } catch (error) {
    await io.close(fd);
    throw error;
  }
  return { segment, fd };
}
