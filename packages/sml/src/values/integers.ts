/** Python's int in the representation of V1: a number while safe, else a bigint. */

import { strip } from '../text/python-string.ts';

/** CPython refuses longer decimal strings (`sys.set_int_max_str_digits`), because conversion is quadratic. */
const MAX_INT_DIGITS = 4300;

/** The representation of an integer. */
export function toInt(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** `value - value % step` with Python's floored modulo; `step` > 0. */
export function floorToStep(value: number | bigint, step: number): number | bigint {
  if (typeof value === 'number') {
    const floored = Math.floor(value / step) * step;
    if (Number.isSafeInteger(floored)) return floored + 0;
  }
  const big = BigInt(value);
  const width = BigInt(step);
  const remainder = ((big % width) + width) % width;
  return toInt(big - remainder);
}

/** `int(text)` for base 10: optional sign, digits of any script, single underscores between them; null where Python raises. */
export function parseInt10(text: string): number | bigint | null {
  const match = /^([+-]?)(\p{Nd}+(?:_\p{Nd}+)*)$/u.exec(strip(text, null, 'both'));
  if (match === null || text.length > MAX_INT_DIGITS) return null;
  let digits = '';
  for (const character of match[2] ?? '') if (character !== '_') digits += decimalDigit(character);
  const value = BigInt(digits);
  return toInt(match[1] === '-' ? -value : value);
}

/** First of the mathematical digits, five rows without a gap. */
const MATHEMATICAL_ZERO = 0x1d7ce;

/** The value of a decimal digit. Every script's ten digits lie in a row, so the distance to its zero is the value. */
function decimalDigit(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0x39) return character;
  if (code >= MATHEMATICAL_ZERO && code <= 0x1d7ff) return String((code - MATHEMATICAL_ZERO) % 10);
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String(code - zero);
}
