/** The first 32 bytes of a segment file (magic, version, salt, base position, checksum), and its name. */
import { crc32c } from './crc32c.ts';

export const SEGMENT_HEADER_BYTES = 32;
const MAGIC = 'LAPWJRNL';
const VERSION = 1;
const NAME = /^(\d{16})\.seg$/;

/** `0000000000001234.seg`: sorts by base position. */
export function segmentName(base: number): string {
  return `${String(base).padStart(16, '0')}.seg`;
}

/** The base position in a segment's file name, or null for other files. */
export function baseOfName(name: string): number | null {
  const digits = NAME.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** `salt`: the journal's random number, the same in all its segments (see entry.ts). */
export function encodeSegmentHeader(base: number, salt: number): Buffer {
  const header = Buffer.alloc(SEGMENT_HEADER_BYTES);
  header.write(MAGIC, 0, 'latin1');
  header.writeUInt32LE(VERSION, 8);
  header.writeUInt32LE(salt, 12);
  header.writeBigUInt64LE(BigInt(base), 16);
  header.writeUInt32LE(crc32c(header, 0, 28), 28);
  return header;
}

/** Whether these bytes were never completely written: the checksum covers the whole header. */
export function isTornHeader(header: Buffer): boolean {
  return header.length < SEGMENT_HEADER_BYTES || crc32c(header, 0, 28) !== header.readUInt32LE(28);
}

/** The journal's salt from the header of the segment that starts at `base`, or what is wrong with the header. */
export function decodeSegmentHeader(header: Buffer, base: number): { readonly salt: number } | string {
  if (header.length < SEGMENT_HEADER_BYTES) return 'the segment header is incomplete';
  if (header.toString('latin1', 0, 8) !== MAGIC) return 'this is not a journal segment';
  if (isTornHeader(header)) return 'the segment header fails its checksum';
  const version = header.readUInt32LE(8);
  if (version !== VERSION) return `format version ${version} is not known here (this program reads ${VERSION})`;
  const held = header.readBigUInt64LE(16);
  if (held !== BigInt(base)) return `the header says base position ${held}, the name ${base}`;
  return { salt: header.readUInt32LE(12) };
}
