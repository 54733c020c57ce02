/**
 * Reading a journal without its lock, beside the process that writes it, in the same machine.
 *
 * - R1 Nothing of the journal is changed.
 * - R2 What is read is durable: the last segment's whole records are synced before they are offered, whoever wrote them.
 * - R3 A record that is being written, or that a crash cut off, is not offered; damage before durable entries is an error.
 */
import { JournalError } from '../errors.ts';
import { isTornHeader, SEGMENT_HEADER_BYTES } from '../format/segment-header.ts';
import type { Entry, Journal } from '../journal.ts';
import { listBases, readHeader, readSalt, sizeOf } from './directory.ts';
import { type JournalIo, nodeIo } from './io.ts';
import { findSurvivor, scanSegment } from './recover.ts';
import { corrupt, Segment, segmentOf } from './segment.ts';
import { SegmentReader } from './segment-reader.ts';

/** The reading half of a {@link Journal}. */
export interface JournalReader extends Pick<Journal, 'firstPosition' | 'durablePosition' | 'read' | 'get'> {
  /** Look again at what has been written since; resolves to the new `durablePosition`. */
  refresh(): Promise<number>;
  close(): Promise<void>;
}

/**
 * Open the journal in `directory` for reading, whether or not someone has it open.
 * @throws JournalError `not-held` where there is none, `corrupt` when entries that were acknowledged are damaged
 */
export async function openJournalReader(directory: string, io: JournalIo = nodeIo): Promise<JournalReader> {
  const found = await findSegments(io, directory);
  const reader = new ReadOnlyJournal(directory, io, found.salt);
  await reader.refresh();
  return reader;
}

/** Segments whose header is whole; one that is just being made is left out. */
async function findSegments(
  io: JournalIo,
  directory: string,
): Promise<{ readonly bases: readonly number[]; readonly salt: number }> {
  const bases = await listBases(directory).catch((cause: unknown) => {
    throw new JournalError('not-held', `${directory} holds no journal`, { file: directory }, cause);
  });
  for (let last = bases.at(-1); last !== undefined; last = bases.at(-1)) {
    const segment = new Segment(directory, last, last, SEGMENT_HEADER_BYTES);
    const unfinished = (await sizeOf(directory, last)) <= SEGMENT_HEADER_BYTES;
    if (!unfinished || !isTornHeader(await readHeader(io, segment))) {
      return { bases, salt: await readSalt(io, segment) };
    }
    bases.pop();
  }
  throw new JournalError('not-held', `${directory} holds no journal`, { file: directory });
}

class ReadOnlyJournal implements JournalReader {
  readonly #directory: string;
  readonly #io: JournalIo;
  readonly #salt: number;
  readonly #reader: SegmentReader;
  #segments: Segment[] = [];

  constructor(directory: string, io: JournalIo, salt: number) {
    this.#directory = directory;
    this.#io = io;
    this.#salt = salt;
    this.#reader = new SegmentReader(io, salt);
  }

  get firstPosition(): number {
    return this.#segments[0]?.base ?? 0;
  }

  get durablePosition(): number {
    return this.#segments.at(-1)?.next ?? 0;
  }

  async refresh(): Promise<number> {
    const { bases } = await findSegments(this.#io, this.#directory);
    const known = new Map(this.#segments.map((segment) => [segment.base, segment]));
    const segments: Segment[] = [];
    for (const [i, base] of bases.entries()) {
      const next = bases[i + 1];
      const before = known.get(base);
      // A segment that was the last one may have grown before the next was begun.
      if (next !== undefined && before?.next === next) segments.push(before);
      else if (next !== undefined) {
        segments.push(new Segment(this.#directory, base, next, await sizeOf(this.#directory, base)));
      } else segments.push(await this.#readLast(base));
    }
    this.#segments = segments;
    return this.durablePosition;
  }

  async *read(
    position: number,
    options: { readonly until?: number; readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<readonly Entry[], void, undefined> {
    // What is there now: a refresh during the reading does not move its end.
    const segments = this.#segments;
    const durable = this.durablePosition;
    if (!Number.isInteger(position) || position < 0 || position > durable) {
      const message = `position ${position} is not in the journal, which ends at ${durable}`;
      throw new JournalError('not-held', message, { position });
    }
    const until = Math.min(options.until ?? Number.POSITIVE_INFINITY, durable);
    for (let at = position; at < until; ) {
      const segment = segmentOf(segments, at);
      const end = Math.min(until, segment.next);
      yield* this.#reader.entries(segment, at, end, options.signal);
      at = end;
    }
  }

  async get(position: number): Promise<Entry | null> {
    if (!(position >= this.firstPosition && position < this.durablePosition)) return null;
    return this.#reader.entry(segmentOf(this.#segments, position), position);
  }

  async close(): Promise<void> {
    this.#reader.files.close();
  }

  /** The last segment up to its last whole record, made durable (R2, R3). */
  async #readLast(base: number): Promise<Segment> {
    const segment = new Segment(this.#directory, base, base, SEGMENT_HEADER_BYTES);
    // Windows syncs only what is open for writing.
    const fd = await this.#io.open(segment.path, process.platform === 'win32' ? 'r+' : 'r');
    try {
      let size = await sizeOf(this.#directory, base);
      let problem = await scanSegment(this.#io, fd, this.#salt, segment, size);
      if (problem !== null) {
        // Bad bytes may have been half of a write. They are damage only if they still are bad once later writes are there.
        size = await sizeOf(this.#directory, base);
        problem = await scanSegment(this.#io, fd, this.#salt, segment, size);
      }
      if (problem !== null) {
        const { position } = problem;
        const survivor = await findSurvivor(this.#io, fd, this.#salt, problem, size, (s) => s.writeStart > position);
        if (survivor !== null)
          throw corrupt(segment, problem.offset, position, `${problem.reason}; durable entries follow`);
      }
      await this.#io.datasync(fd);
      return segment;
    } finally {
      await this.#io.close(fd);
    }
  }
}
