/** What a segment holds after a crash: a whole file, a torn tail, or damage. */
import { bytesOf, decodeRecord } from '../format/entry.ts';
import { SEGMENT_HEADER_BYTES } from '../format/segment-header.ts';
import { type Problem, recordChunks } from './chunks.ts';
import { type JournalIo, readFully } from './io.ts';
import type { Segment } from './segment.ts';

/** A record found after bad bytes. */
export interface Survivor {
  readonly offset: number;
  readonly position: number;
  /** First position of the write that it belongs to: all before it had been durable. */
  readonly writeStart: number;
}

/** Read all of `segment` up to `size`, setting its index, end and times. Returns where it stops being readable, if it does. */
export async function scanSegment(
  io: JournalIo,
  fd: number,
  salt: number,
  segment: Segment,
  size: number,
): Promise<Problem | null> {
  let found: Problem | null = null;
  let next = segment.base;
  let bytes = SEGMENT_HEADER_BYTES;
  const range = { offset: SEGMENT_HEADER_BYTES, position: segment.base, end: size };
  for await (const { fileOffset, records, problem } of recordChunks(io, fd, salt, range)) {
    for (const record of records) {
      segment.firstIngestedAtMillis ??= record.ingestedAtMillis;
      segment.note(record.position, fileOffset + record.start);
      next = record.next;
      bytes = fileOffset + record.end;
    }
    found = problem;
  }
  segment.next = next;
  segment.bytes = bytes;
  return found;
}

/** The first record after `offset` whose position can follow `position`; null when nothing there is a record. */
export async function findSurvivor(
  io: JournalIo,
  fd: number,
  salt: number,
  from: { readonly offset: number; readonly position: number },
  size: number,
  accept: (survivor: Survivor) => boolean = () => true,
): Promise<Survivor | null> {
  const bytes = bytesOf(Buffer.allocUnsafeSlow(Math.max(0, size - from.offset)));
  const length = await readFully(io, fd, bytes.buffer, bytes.buffer.length, from.offset);
  for (let at = 1; at < length; at++) {
    const record = decodeRecord(bytes, at, length, salt);
    if (typeof record === 'string' || record.position < from.position) continue;
    const survivor = {
      offset: from.offset + at,
      position: record.position,
      writeStart: record.position - record.back,
    };
    if (accept(survivor)) return survivor;
  }
  return null;
}
