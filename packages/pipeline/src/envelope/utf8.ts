/** Strict decoding of UTF-8 out of larger buffers. */
import { isUtf8 } from 'node:buffer';

/** Text of `buffer` from `start` to `end`, or null where those bytes are not UTF-8. */
export function decodeUtf8(buffer: Buffer, start: number, end: number): string | null {
  const text = buffer.toString('utf8', start, end);
  // Ill-formed bytes decode to U+FFFD, so only text that holds one needs the check; that is far cheaper than a strict decoder per record.
  return text.includes('\ufffd') && !isUtf8(buffer.subarray(start, end)) ? null : text;
}

export function startsWithByteOrderMark(buffer: Buffer): boolean {
  return buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf;
}
