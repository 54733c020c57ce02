/** What a journal's directory holds, before any of it is read: segments, their sizes and headers. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { baseOfName, decodeSegmentHeader, SEGMENT_HEADER_BYTES, segmentName } from '../format/segment-header.ts';
import { type JournalIo, readFully } from './io.ts';
import { corrupt, type Segment } from './segment.ts';

/** Base positions of the segments in a directory, ascending. */
export async function listBases(directory: string): Promise<number[]> {
  const bases: number[] = [];
  for (const name of await readdir(directory)) {
    const base = baseOfName(name);
    if (base !== null) bases.push(base);
  }
  return bases.sort((a, b) => a - b);
}

export async function sizeOf(directory: string, base: number): Promise<number> {
  return (await stat(join(directory, segmentName(base)))).size;
}

export async function readSalt(io: JournalIo, segment: Segment): Promise<number> {
  const decoded = decodeSegmentHeader(await readHeader(io, segment), segment.base);
  if (typeof decoded === 'string') throw corrupt(segment, 0, segment.base, decoded);
  return decoded.salt;
}

export async function readHeader(io: JournalIo, segment: Segment): Promise<Buffer> {
  const fd = await io.open(segment.path, 'r');
  try {
    const header = Buffer.alloc(SEGMENT_HEADER_BYTES);
    return header.subarray(0, await readFully(io, fd, header, SEGMENT_HEADER_BYTES, 0));
  } finally {
    await io.close(fd);
  }
}
