/**
 * Repairing a damaged journal: whatever can be read keeps its position; runs of positions that cannot are marked as lost, and
 * readers skip them. The damaged file stays beside the repaired one under another name. This is for a person to start: opening
 * never drops an acknowledged entry by itself.
 */
import { link, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { JournalError } from '../errors.ts';
import { bytesOf, encodeRecord, HEADER_BYTES, lostPayload } from '../format/entry.ts';
import {
  decodeSegmentHeader,
  encodeSegmentHeader,
  SEGMENT_HEADER_BYTES,
  segmentName,
} from '../format/segment-header.ts';
import { limits } from '../limits.ts';
import { lockDirectory } from '../lock.ts';
import { recordChunks } from './chunks.ts';
import { listBases } from './directory.ts';
import { type JournalIo, nodeIo, readFully, writeAll } from './io.ts';
import { findSurvivor } from './recover.ts';

/** Positions `[from, to)` of which no copy is left, or a torn tail (`to` null). */
export interface Damage {
  readonly file: string;
  readonly offset: number;
  readonly from: number;
  readonly to: number | null;
  /** Name of the untouched copy of the damaged file; null for a dry run. */
  readonly savedAs: string | null;
}

export interface RepairReport {
  readonly segments: number;
  readonly damages: readonly Damage[];
  readonly lostPositions: number;
}

type Piece =
  | { readonly kind: 'kept'; readonly offset: number; readonly end: number }
  | { readonly kind: 'bad'; readonly offset: number; readonly from: number; readonly to: number | null };

/**
 * Check every byte of the journal in `directory` and, unless `dryRun`, repair what is damaged. Nobody may have it open.
 * @throws JournalError `locked`; `corrupt` when no segment's header is readable or segments overlap
 */
export async function repairJournal(
  directory: string,
  options: { readonly dryRun?: boolean } = {},
): Promise<RepairReport> {
  const lock = lockDirectory(directory);
  try {
    const io = nodeIo;
    const bases = await listBases(directory);
    const salt = await findSalt(io, directory, bases);
    const damages: Damage[] = [];
    for (const [i, base] of bases.entries()) {
      const file = join(directory, segmentName(base));
      const pieces = await examine(io, file, salt, base, bases[i + 1] ?? null);
      const bad = pieces.filter((piece) => piece.kind === 'bad');
      if (bad.length === 0) continue;
      const savedAs = options.dryRun === true ? null : await rewrite(io, directory, base, salt, pieces);
      damages.push(...bad.map(({ offset, from, to }) => ({ file, offset, from, to, savedAs })));
    }
    const lostPositions = damages.reduce((sum, { from, to }) => sum + (to === null ? 0 : to - from), 0);
    return { segments: bases.length, damages, lostPositions };
  } finally {
    lock.release();
  }
}

async function findSalt(io: JournalIo, directory: string, bases: readonly number[]): Promise<number> {
  for (const base of bases) {
    const header = await readHeader(io, join(directory, segmentName(base)), base);
    if (typeof header !== 'string') return header.salt;
  }
  if (bases.length === 0) return 0;
  throw new JournalError('corrupt', `no segment of ${directory} has a readable header: it cannot be repaired`);
}

async function readHeader(io: JournalIo, file: string, base: number): Promise<{ readonly salt: number } | string> {
  const fd = await io.open(file, 'r');
  try {
    const header = Buffer.alloc(SEGMENT_HEADER_BYTES);
    return decodeSegmentHeader(header.subarray(0, await readFully(io, fd, header, header.length, 0)), base);
  } finally {
    await io.close(fd);
  }
}

/** The good and bad stretches of a segment, in order; `next` is the base of the segment after it. */
async function examine(io: JournalIo, file: string, salt: number, base: number, next: number | null): Promise<Piece[]> {
  const size = (await stat(file)).size;
  const pieces: Piece[] = [];
  if (typeof (await readHeader(io, file, base)) === 'string')
    pieces.push({ kind: 'bad', offset: 0, from: base, to: base });
  const fd = await io.open(file, 'r');
  try {
    let at = { offset: SEGMENT_HEADER_BYTES, position: base };
    for (;;) {
      const start = at.offset;
      let bad = false;
      for await (const chunk of recordChunks(io, fd, salt, { ...at, end: size })) {
        const last = chunk.records.at(-1);
        if (last !== undefined) at = { offset: chunk.fileOffset + last.end, position: last.next };
        bad = chunk.problem !== null;
      }
      if (at.offset > start) pieces.push({ kind: 'kept', offset: start, end: at.offset });
      if (next !== null && at.position > next) {
        throw new JournalError('corrupt', `${file} reaches into the segment after it, at position ${next}`, { file });
      }
      if (!bad) break;
      const fits = ({ position }: { position: number }) => next === null || position < next;
      const survivor = await findSurvivor(io, fd, salt, at, size, fits);
      if (survivor === null) break;
      pieces.push({ kind: 'bad', offset: at.offset, from: at.position, to: survivor.position });
      at = survivor;
    }
    const ended = next === null ? at.offset === size || size < SEGMENT_HEADER_BYTES : at.position === next;
    if (!ended) pieces.push({ kind: 'bad', offset: at.offset, from: at.position, to: next });
    return pieces;
  } finally {
    await io.close(fd);
  }
}

/** Write the repaired file beside the damaged one and let them change places. Returns the damaged file's new name. */
async function rewrite(
  io: JournalIo,
  directory: string,
  base: number,
  salt: number,
  pieces: readonly Piece[],
): Promise<string> {
  const file = join(directory, segmentName(base));
  const repaired = `${file}.repaired`;
  const savedAs = `${segmentName(base)}.damaged-${new Date().toISOString().replaceAll(':', '')}`;
  const source = await io.open(file, 'r');
  const target = await io.open(repaired, 'w');
  try {
    await writeAll(io, target, encodeSegmentHeader(base, salt), SEGMENT_HEADER_BYTES, 0);
    let offset = SEGMENT_HEADER_BYTES;
    for (const piece of pieces) {
      if (piece.kind === 'kept') offset = await copyRange(io, source, target, piece.offset, piece.end, offset);
      else if (piece.to !== null && piece.to > piece.from) {
        const record = bytesOf(Buffer.alloc(HEADER_BYTES + 6));
        const length = encodeRecord(record, 0, salt, 'lost', piece.from, 0, 0, lostPayload(piece.to - piece.from));
        await writeAll(io, target, record.buffer, length, offset);
        offset += length;
      }
    }
    await io.datasync(target);
  } finally {
    await io.close(source);
    await io.close(target);
  }
  await link(file, join(directory, savedAs));
  await rename(repaired, file);
  await io.syncDirectory(directory);
  return savedAs;
}

async function copyRange(
  io: JournalIo,
  source: number,
  target: number,
  from: number,
  end: number,
  to: number,
): Promise<number> {
  const buffer = Buffer.allocUnsafe(limits.readBytes);
  let at = to;
  for (let offset = from; offset < end; ) {
    const length = await readFully(io, source, buffer, Math.min(buffer.length, end - offset), offset);
    if (length === 0) throw new JournalError('corrupt', 'the segment shrank while it was repaired');
    await writeAll(io, target, buffer, length, at);
    offset += length;
    at += length;
  }
  return at;
}
