/**
 * An IdWindow as bytes, little-endian: a magic with version, then parts of `ids u32, crc32c u32` and per id four words of hash and
 * the position as f64, oldest first. The last part has no ids, and the number of evicted ones as f64.
 */

import { JournalError } from '../errors.ts';
import { crc32c } from '../format/crc32c.ts';
import type { IdHash } from './hash.ts';
import { IdWindow, type IdWindowOptions } from './id-window.ts';

const MAGIC = Buffer.from('LAPWIDS2', 'latin1');
const PART_HEADER_BYTES = 8;
const ID_BYTES = 24;
/** Copied at a time: less than a millisecond. */
const PART_IDS = 1 << 15;

/** 24 bytes per id, and a few. */
export function snapshotIdWindow(window: IdWindow): Buffer {
  return Buffer.concat([...idWindowParts(window)]);
}

/**
 * The same in parts, between which the window may change: what is added after the first part was taken is left out, and so is
 * what gave way before its part was.
 */
export function* idWindowParts(window: IdWindow): Generator<Buffer, void, undefined> {
  const { tail, evicted } = window;
  yield MAGIC;
  for (let from = window.head; from < tail; ) {
    const to = Math.min(tail, from + PART_IDS);
    const body = Buffer.allocUnsafe((to - from) * ID_BYTES);
    const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
    let at = 0;
    window.forEach(
      (words, offset, position) => {
        for (let word = 0; word < 4; word++) view.setUint32(at + word * 4, words[offset + word]!, true);
        view.setFloat64(at + 16, position, true);
        at += ID_BYTES;
      },
      from,
      to,
    );
    if (at > 0) yield part(at / ID_BYTES, body.subarray(0, at));
    from = Math.max(to, window.head);
  }
  const last = Buffer.allocUnsafe(8);
  last.writeDoubleLE(evicted);
  yield part(0, last);
}

function part(ids: number, body: Buffer): Buffer {
  const header = Buffer.allocUnsafe(PART_HEADER_BYTES);
  header.writeUInt32LE(ids, 0);
  header.writeUInt32LE(crc32c(body, 0, body.length), 4);
  return Buffer.concat([header, body]);
}

/**
 * The window that `snapshotIdWindow` wrote; under a smaller limit the oldest ids count as evicted.
 * @throws JournalError `corrupt`
 */
export function restoreIdWindow(snapshot: Uint8Array, hash: IdHash, options: IdWindowOptions = {}): IdWindow {
  const buffer = Buffer.from(snapshot.buffer, snapshot.byteOffset, snapshot.byteLength);
  if (!buffer.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw new JournalError('corrupt', 'this is not a snapshot of an id window');
  }
  const parts: Buffer[] = [];
  for (let at = MAGIC.length; ; ) {
    const ids = at + PART_HEADER_BYTES <= buffer.length ? buffer.readUInt32LE(at) : 0;
    const from = at + PART_HEADER_BYTES;
    const to = from + (ids === 0 ? 8 : ids * ID_BYTES);
    if (to > buffer.length || crc32c(buffer, from, to) !== buffer.readUInt32LE(at + 4)) {
      throw new JournalError('corrupt', 'the snapshot of the id window is damaged');
    }
    const body = buffer.subarray(from, to);
    if (ids === 0) {
      const window = new IdWindow(hash, { ...options, evicted: body.readDoubleLE() });
      for (const ids of parts) insertAll(window, hash, ids);
      return window;
    }
    parts.push(body);
    at = to;
  }
}

function insertAll(window: IdWindow, hash: IdHash, ids: Buffer): void {
  for (let at = 0; at < ids.length; at += ID_BYTES) {
    for (let word = 0; word < 4; word++) hash.words[word] = ids.readUInt32LE(at + word * 4);
    window.insertDigest(ids.readDoubleLE(at + 16));
  }
}
