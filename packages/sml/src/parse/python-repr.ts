/** Python's `repr` of the constants that SML refuses, for the message that does. */

/** `b'…'`. */
export function bytesRepr(bytes: Uint8Array): string {
  const single = bytes.includes(39);
  const quote = single && !bytes.includes(34) ? '"' : "'";
  let text = '';
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    if (character === quote || character === '\\') text += `\\${character}`;
    else if (character === '\t') text += '\\t';
    else if (character === '\n') text += '\\n';
    else if (character === '\r') text += '\\r';
    else if (byte < 32 || byte >= 127) text += `\\x${byte.toString(16).padStart(2, '0')}`;
    else text += character;
  }
  return `b${quote}${text}${quote}`;
}

/** Above this, and below its counterpart, Python writes floats with an exponent. */
const EXPONENT_FROM = 16;
const EXPONENT_BELOW = -4;

/** An imaginary literal: `1j`, `1.5j`, `1e+16j`. */
export function complexRepr(imaginary: number): string {
  if (!Number.isFinite(imaginary)) return 'infj';
  const [digits = '0', power = '0'] = imaginary.toExponential().split('e');
  const exponent = Number(power);
  if (exponent < EXPONENT_FROM && exponent >= EXPONENT_BELOW) {
    const text = String(imaginary);
    return `${text.includes('e') ? imaginary.toFixed(20).replace(/0+$/, '') : text}j`;
  }
  const sign = exponent < 0 ? '-' : '+';
  return `${digits}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}j`;
}
