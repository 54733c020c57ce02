/** Reading a segment front to back: checked records in chunks of about a megabyte, the next chunk read ahead. */
import { type Bytes, bytesOf, claimedBytes, decodeRecord, type NotARecord, type RecordHead } from '../format/entry.ts';
import { limits } from '../limits.ts';
import { type JournalIo, readFully } from './io.ts';

export interface Problem {
  readonly offset: number;
  /** The position that should have been here. */
  readonly position: number;
  readonly reason: NotARecord | 'position';
}

export interface RecordChunk {
  readonly bytes: Bytes;
  /** Offset in the file of the chunk's first byte. */
  readonly fileOffset: number;
  readonly records: readonly RecordHead[];
  /** Set on the last chunk when reading stopped before `end`. */
  readonly problem: Problem | null;
}

export interface ChunkRange {
  readonly offset: number;
  readonly position: number;
  /** Stop at this offset, which is the end of a record if all is well. */
  readonly end: number;
  /** Stop at this position; ending before it is a problem. */
  readonly until?: number;
}

interface Filled {
  readonly bytes: Bytes;
  readonly length: number;
}

/** Checked records from `range.offset` on, until its end or the first problem. */
export async function* recordChunks(
  io: JournalIo,
  fd: number,
  salt: number,
  range: ChunkRange,
  chunkBytes: number = limits.readBytes,
): AsyncGenerator<RecordChunk, void, undefined> {
  const until = range.until ?? Number.POSITIVE_INFINITY;
  let { offset, position } = range;
  let wanted = chunkBytes;
  let pending: Promise<Filled> | null = fill(io, fd, offset, Math.min(wanted, range.end - offset));
  try {
    while (pending !== null) {
      const { bytes, length }: Filled = await pending;
      pending = null;
      const records: RecordHead[] = [];
      let at = 0;
      let problem: Problem | null = null;
      while (at < length && position < until) {
        const record: RecordHead | NotARecord = decodeRecord(bytes, at, length, salt);
        if (typeof record === 'string') {
          const more = record === 'incomplete' && offset + length < range.end && length === bytes.buffer.length;
          if (!more) problem = { offset: offset + at, position, reason: record };
          break;
        }
        if (record.position !== position) {
          problem = { offset: offset + at, position, reason: 'position' };
          break;
        }
        records.push(record);
        position = record.next;
        at = record.end;
      }
      const fileOffset = offset;
      wanted = Math.max(chunkBytes, at < length ? claimedBytes(bytes, at, length) : 0);
      offset += at;
      const short = offset < range.end ? length === 0 : range.until !== undefined && position < until;
      if (short) problem ??= { offset, position, reason: 'incomplete' };
      if (problem === null && offset < range.end && position < until) {
        pending = fill(io, fd, offset, Math.min(wanted, range.end - offset));
        // Not awaited while the consumer works; a failure is thrown when this loop gets to it.
        pending.catch(() => {});
      }
      yield { bytes, fileOffset, records, problem };
    }
  } finally {
    // The file must not be closed under a read that is still under way.
    await pending?.catch(() => {});
  }
}

async function fill(io: JournalIo, fd: number, offset: number, size: number): Promise<Filled> {
  const buffer = Buffer.allocUnsafeSlow(Math.max(size, 0));
  return { bytes: bytesOf(buffer), length: await readFully(io, fd, buffer, buffer.length, offset) };
}
