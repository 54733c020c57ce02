/**
 * One entry as bytes, little-endian:
 *
 *   0 crc32c u32 of all that follows · 4 payload length u32 · 8 back u32 · 12 position u48 · 18 ingested at, ms u48
 *   · 24 kind u8 · 25 mark u8 · 26 payload
 *
 * `back` is the distance to the first entry of the same write. A write begins after the one before it was synced, so an entry
 * proves that everything before its write had been durable: this tells a torn write from damage (J3, J4).
 *
 * The checksum is salted with the journal's random number, so that nobody can send a payload whose bytes pass for records.
 *
 * A `lost` record stands for a run of positions that a repair gave up; its payload is their number, u48. Readers skip it.
 */
import type { EntryKind } from '../journal.ts';
import { limits } from '../limits.ts';
import { crc32c } from './crc32c.ts';

export const HEADER_BYTES = 26;
export const MAX_UINT48 = 2 ** 48 - 1;
const MARK = 0x4c;
const UINT32 = 2 ** 32;

export type RecordKind = EntryKind | 'lost';

const KIND_BYTE: Readonly<Record<RecordKind, number>> = { event: 1, control: 2, observation: 3, lost: 4 };
const KIND_OF: readonly (RecordKind | undefined)[] = [undefined, 'event', 'control', 'observation', 'lost'];

/** Buffer and view over the same memory: a DataView writes numbers faster than Buffer's methods. */
export interface Bytes {
  readonly buffer: Buffer;
  readonly view: DataView;
}

const LOST_BYTES = 6;

export function bytesOf(buffer: Buffer): Bytes {
  return { buffer, view: new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength) };
}

/** Write one record at `offset`; the caller has made room for HEADER_BYTES + payload. Returns the offset after it. */
export function encodeRecord(
  target: Bytes,
  offset: number,
  salt: number,
  kind: RecordKind,
  position: number,
  back: number,
  ingestedAtMillis: number,
  payload: Uint8Array,
): number {
  const { buffer, view } = target;
  const end = offset + HEADER_BYTES + payload.length;
  view.setUint32(offset + 4, payload.length, true);
  view.setUint32(offset + 8, back, true);
  setUint48(view, offset + 12, position);
  setUint48(view, offset + 18, ingestedAtMillis);
  view.setUint8(offset + 24, KIND_BYTE[kind]);
  view.setUint8(offset + 25, MARK);
  buffer.set(payload, offset + HEADER_BYTES);
  view.setUint32(offset, crc32c(buffer, offset + 4, end, salt), true);
  return end;
}

/** A record's place and header; `next` is the position after it. */
export interface RecordHead {
  readonly kind: RecordKind;
  readonly position: number;
  readonly back: number;
  readonly ingestedAtMillis: number;
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

/** Why bytes are not a record. `incomplete`: the length reaches beyond the bytes at hand. */
export type NotARecord = 'incomplete' | 'mark' | 'kind' | 'length' | 'checksum';

/** The record at `offset` of `source[0, limit)`, checked whole. */
export function decodeRecord(source: Bytes, offset: number, limit: number, salt: number): RecordHead | NotARecord {
  const { buffer, view } = source;
  if (limit - offset < HEADER_BYTES) return 'incomplete';
  if (view.getUint8(offset + 25) !== MARK) return 'mark';
  const kind = KIND_OF[view.getUint8(offset + 24)];
  if (kind === undefined) return 'kind';
  const length = view.getUint32(offset + 4, true);
  if (length > limits.entryBytes || (kind === 'lost' && length !== LOST_BYTES)) return 'length';
  const end = offset + HEADER_BYTES + length;
  if (end > limit) return 'incomplete';
  if (crc32c(buffer, offset + 4, end, salt) !== view.getUint32(offset, true)) return 'checksum';
  const position = getUint48(view, offset + 12);
  return {
    kind,
    position,
    back: view.getUint32(offset + 8, true),
    ingestedAtMillis: getUint48(view, offset + 18),
    start: offset,
    end,
    next: position + (kind === 'lost' ? getUint48(view, offset + HEADER_BYTES) : 1),
  };
}

/** The size that the header at `offset` claims, for sizing the next read; 0 when it cannot be a header. */
export function claimedBytes(source: Bytes, offset: number, limit: number): number {
  if (limit - offset < HEADER_BYTES || source.view.getUint8(offset + 25) !== MARK) return 0;
  const length = source.view.getUint32(offset + 4, true);
  return length <= limits.entryBytes ? HEADER_BYTES + length : 0;
}

/** The payload of a `lost` record that covers `count` positions. */
export function lostPayload(count: number): Uint8Array {
  const payload = Buffer.alloc(LOST_BYTES);
  payload.writeUIntLE(count, 0, LOST_BYTES);
  return payload;
}

function setUint48(view: DataView, offset: number, value: number): void {
  view.setUint32(offset, value % UINT32, true);
  view.setUint16(offset + 4, Math.floor(value / UINT32), true);
}

function getUint48(view: DataView, offset: number): number {
  return view.getUint16(offset + 4, true) * UINT32 + view.getUint32(offset, true);
}
