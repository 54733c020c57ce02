/** How a payload may be read: whether the native JSON parser gives what the lossless one does, told from its bytes in one pass. */

/** `lossless`: not by the native parser. `ascii`: by the native one, and its bytes are its characters. */
export type PayloadForm = 'lossless' | 'utf8' | 'ascii';

const [QUOTE, BACKSLASH, LOWER_U, MINUS, DOT, ZERO, NINE] = [0x22, 0x5c, 0x75, 0x2d, 0x2e, 0x30, 0x39];
const [LIST, LIST_END, OBJECT, OBJECT_END] = [0x5b, 0x5d, 0x7b, 0x7d];
/** Ints of so many digits are below 2^53. */
const EXACT_DIGITS = 15;
/** Well below the depth at which the lossless parser refuses. */
const DEPTH_MAX = 200;

/**
 * Native only where that is certain: whole numbers of up to 15 digits and no `-0`, no escape by number, no deep nesting. `payload` is JSON as
 * `encodePayload` writes it.
 */
export function payloadForm(payload: Uint8Array): PayloadForm {
  const { length } = payload;
  let depth = 0;
  let all = 0;
  for (let at = 0; at < length; at++) {
    const byte = payload[at]!;
    if (byte === QUOTE) {
      at++;
      for (; at < length; at++) {
        const inside = payload[at]!;
        all |= inside;
        if (inside === QUOTE) break;
        // Characters escaped by number may be halves of pairs.
        if (inside === BACKSLASH && payload[++at] === LOWER_U) return 'lossless';
      }
    } else if (byte >= ZERO && byte <= NINE) {
      const start = at;
      while (at + 1 < length && payload[at + 1]! >= ZERO && payload[at + 1]! <= NINE) at++;
      const next = payload[at + 1];
      // A fraction or an exponent; many digits; minus nothing.
      if (next === DOT || next === 0x65 || next === 0x45 || at - start >= EXACT_DIGITS) return 'lossless';
      if (byte === ZERO && payload[start - 1] === MINUS) return 'lossless';
    } else if (byte === OBJECT || byte === LIST) {
      if (++depth > DEPTH_MAX) return 'lossless';
    } else if (byte === OBJECT_END || byte === LIST_END) depth--;
  }
  return all < 0x80 ? 'ascii' : 'utf8';
}
