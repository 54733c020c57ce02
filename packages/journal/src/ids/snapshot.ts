/**
 * An IdWindow as bytes, little-endian: magic with version, crc32c u32 of what follows, ids f64, evicted f64; then per id four
 * words of hash and the position as f64, oldest first.
 */
import { JournalError } from '../errors.ts';
import { crc32c } from '../format/crc32c.ts';
import type { IdHash } from './hash.ts';
import { IdWindow, type IdWindowOptions } from './id-window.ts';

const MAGIC = 'LAPWIDS1';
const HEADER_BYTES = 28;
const ID_BYTES = 24;

/** 24 bytes per id, and 28. */
export function snapshotIdWindow(window: IdWindow): Buffer {
  const buffer = Buffer.allocUnsafe(HEADER_BYTES + window.size * ID_BYTES);
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  buffer.write(MAGIC, 0, 'latin1');
  view.setFloat64(12, window.size, true);
  view.setFloat64(20, window.evicted, true);
  let at = HEADER_BYTES;
  window.forEach((words, offset, position) => {
    for (let word = 0; word < 4; word++) view.setUint32(at + word * 4, words[offset + word]!, true);
    view.setFloat64(at + 16, position, true);
    at += ID_BYTES;
  });
  view.setUint32(8, crc32c(buffer, 12, buffer.length), true);
  return buffer;
}

/**
 * The window that `snapshotIdWindow` wrote; under a smaller limit the oldest ids count as evicted.
 * @throws JournalError `corrupt`
 */
export function restoreIdWindow(snapshot: Uint8Array, hash: IdHash, options: IdWindowOptions = {}): IdWindow {
  const buffer = Buffer.from(snapshot.buffer, snapshot.byteOffset, snapshot.byteLength);
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  if (buffer.length < HEADER_BYTES || buffer.toString('latin1', 0, 8) !== MAGIC) {
    throw new JournalError('corrupt', 'this is not a snapshot of an id window');
  }
  const whole = buffer.length === HEADER_BYTES + view.getFloat64(12, true) * ID_BYTES;
  if (!whole || crc32c(buffer, 12, buffer.length) !== view.getUint32(8, true)) {
    throw new JournalError('corrupt', 'the snapshot of the id window is damaged');
  }
  const window = new IdWindow(hash, { ...options, evicted: view.getFloat64(20, true) });
  for (let at = HEADER_BYTES; at < buffer.length; at += ID_BYTES) {
    for (let word = 0; word < 4; word++) hash.words[word] = view.getUint32(at + word * 4, true);
    window.insertDigest(view.getFloat64(at + 16, true));
  }
  return window;
}
