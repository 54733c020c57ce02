/** The segment files of one journal, oldest first: writing to the last, finding the one for a position, dropping the oldest. */
import { unlink } from 'node:fs/promises';
import { JournalError } from '../errors.ts';
import { encodeSegmentHeader, SEGMENT_HEADER_BYTES } from '../format/segment-header.ts';
import type { RetentionPolicy } from '../journal.ts';
import { recordChunks } from './chunks.ts';
import type { Batch } from './group-commit.ts';
import { type JournalIo, writeAll } from './io.ts';
import { OpenFiles } from './open-files.ts';
import { scanSegment } from './recover.ts';
import { Segment } from './segment.ts';

export interface SegmentLogOptions {
  readonly directory: string;
  readonly io: JournalIo;
  readonly salt: number;
  readonly segmentBytes: number;
  readonly segmentAgeMillis: number;
}

export class SegmentLog {
  readonly options: SegmentLogOptions;
  readonly files: OpenFiles;
  readonly #segments: Segment[];
  /** The last segment, open for writing. */
  #fd: number;
  fsyncs = 0;

  /** `segments` is never empty; `fd` is the last one, open for writing. */
  constructor(options: SegmentLogOptions, segments: Segment[], fd: number) {
    this.options = options;
    this.files = new OpenFiles(options.io);
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
    let low = 0;
    let high = this.#segments.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#segments[middle]!.base <= position) low = middle + 1;
      else high = middle;
    }
    const segment = this.#segments[low - 1];
    if (segment !== undefined) return segment;
    const message = `position ${position} is no longer held; the journal begins at ${this.first.base}`;
    throw new JournalError('not-held', message, { position });
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

  /** Give a segment that was not read since opening its index. */
  async index(segment: Segment): Promise<void> {
    if (segment.index !== null || segment.bytes <= SEGMENT_HEADER_BYTES) return;
    const { io, salt } = this.options;
    const scratch = new Segment(this.options.directory, segment.base, segment.next, segment.bytes);
    const problem = await this.files.with(segment.path, (fd) => scanSegment(io, fd, salt, scratch, segment.bytes));
    if (problem !== null) throw corrupt(segment, problem.offset, problem.position, problem.reason);
    if (scratch.next !== segment.next)
      throw corrupt(segment, scratch.bytes, scratch.next, 'the segment ends too early');
    segment.index ??= scratch.index;
    segment.firstIngestedAtMillis ??= scratch.firstIngestedAtMillis;
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
      this.files.forget(segment.path);
      await unlink(segment.path);
    }
    if (dropped > 0) await io.syncDirectory(directory);
  }

  /** When the segment's first entry was taken in: no entry of the segment before it is younger, clocks permitting. */
  async #firstTime(segment: Segment): Promise<number> {
    if (segment.firstIngestedAtMillis === null && segment.bytes > SEGMENT_HEADER_BYTES) {
      const { io, salt } = this.options;
      segment.firstIngestedAtMillis = await this.files.with(segment.path, async (fd) => {
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
    this.files.close();
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

export function corrupt(segment: Segment, offset: number, position: number, reason: string): JournalError {
  const message = `the journal is damaged: ${segment.path}, offset ${offset}, position ${position} (${reason})`;
  return new JournalError('corrupt', message, { file: segment.path, offset, position });
}
