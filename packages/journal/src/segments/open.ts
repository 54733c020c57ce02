/** Opening a journal directory: lock, find the segments, recover the last one. */
import { randomInt } from 'node:crypto';
import { mkdir, truncate } from 'node:fs/promises';
import { isTornHeader, SEGMENT_HEADER_BYTES } from '../format/segment-header.ts';
import type { Journal } from '../journal.ts';
import { limits } from '../limits.ts';
import { lockDirectory } from '../lock.ts';
import { listBases, readHeader, readSalt, sizeOf } from './directory.ts';
import { type JournalIo, nodeIo } from './io.ts';
import { findSurvivor, scanSegment } from './recover.ts';
import { corrupt, Segment } from './segment.ts';
import { SegmentJournal } from './segment-journal.ts';
import { createSegment, SegmentLog } from './segment-log.ts';

export interface JournalOptions {
  readonly segmentBytes?: number;
  readonly segmentAgeMillis?: number;
  /** Bytes taken in and not yet on disk beyond which `append` throws. */
  readonly unsyncedBytes?: number;
  /** Replaces the file operations, for tests with a failing disk. */
  readonly io?: JournalIo;
}

/**
 * Open the journal in `directory`, creating it if need be, and recover from a crash: an unfinished last write is cut off, and
 * what remains is made durable.
 * @throws JournalError `locked` when someone has it open, `corrupt` when acknowledged entries are damaged (see `repairJournal`)
 */
export async function openJournal(directory: string, options: JournalOptions = {}): Promise<Journal> {
  const io = options.io ?? nodeIo;
  await mkdir(directory, { recursive: true });
  const lock = lockDirectory(directory);
  try {
    const { segments, fd, salt } = await openSegments(io, directory);
    const logOptions = {
      directory,
      io,
      salt,
      segmentBytes: options.segmentBytes ?? limits.segmentBytes,
      segmentAgeMillis: options.segmentAgeMillis ?? limits.segmentAgeMillis,
    };
    const log = new SegmentLog(logOptions, segments, fd);
    return new SegmentJournal(log, lock, options.unsyncedBytes ?? limits.unsyncedBytes);
  } catch (error) {
    lock.release();
    throw error;
  }
}

interface OpenedSegments {
  readonly segments: Segment[];
  readonly fd: number;
  readonly salt: number;
}

async function openSegments(io: JournalIo, directory: string): Promise<OpenedSegments> {
  const bases = await listBases(directory);
  const lastBase = bases.pop();
  if (lastBase === undefined) return start(io, directory, [], 0, randomInt(1, 2 ** 32));

  const segments: Segment[] = [];
  let salt = 0;
  for (const [i, base] of bases.entries()) {
    const segment = new Segment(directory, base, bases[i + 1] ?? lastBase, await sizeOf(directory, base));
    salt = await readSalt(io, segment);
    segments.push(segment);
  }
  const size = await sizeOf(directory, lastBase);
  const last = new Segment(directory, lastBase, lastBase, size);
  // A header is synced before the first record: a bad one with nothing behind it is a segment whose creation was cut short.
  if (size <= SEGMENT_HEADER_BYTES && isTornHeader(await readHeader(io, last)))
    return start(io, directory, segments, lastBase, salt || randomInt(1, 2 ** 32));

  salt = await readSalt(io, last);
  const fd = await io.open(last.path, 'r+');
  try {
    await recoverTail(io, fd, salt, last, size);
    await io.datasync(fd);
    await io.syncDirectory(directory);
  } catch (error) {
    await io.close(fd);
    throw error;
  }
  return { segments: [...segments, last], fd, salt };
}

async function start(
  io: JournalIo,
  directory: string,
  before: Segment[],
  base: number,
  salt: number,
): Promise<OpenedSegments> {
  const { segment, fd } = await createSegment(io, directory, base, salt);
  return { segments: [...before, segment], fd, salt };
}

/** Cut off a write that did not finish. Damage to anything that had been durable is an error instead (J3). */
async function recoverTail(io: JournalIo, fd: number, salt: number, last: Segment, size: number): Promise<void> {
  const problem = await scanSegment(io, fd, salt, last, size);
  if (problem === null) return;
  const provesDurable = ({ writeStart }: { writeStart: number }) => writeStart > problem.position;
  const survivor = await findSurvivor(io, fd, salt, problem, size, provesDurable);
  if (survivor !== null) {
    const reason = `${problem.reason}; durable entries follow, the next is ${survivor.position} at offset ${survivor.offset}`;
    throw corrupt(last, problem.offset, problem.position, reason);
  }
  await truncate(last.path, last.bytes);
}
