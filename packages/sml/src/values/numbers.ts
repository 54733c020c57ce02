/** Making, reading and parsing numbers under the representation rules V1 and V2 of values.ts. */
import { limits } from './limits.ts';
import { IntegralFloat, type Value } from './values.ts';

/** Any run-time number: int (number or bigint) or float (number or IntegralFloat). */
export type Numeric = number | bigint | IntegralFloat;

/** A Python float from a JavaScript number. */
export function makeFloat(value: number): number | IntegralFloat {
  return Number.isInteger(value) ? new IntegralFloat(value) : value;
}

/** A Python int from a bigint. */
export function makeInt(value: bigint): number | bigint {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}

/** True for a Python int (bool is not one here). */
export function isInt(value: unknown): value is number | bigint {
  return typeof value === 'bigint' || Number.isInteger(value);
}

/** True for a Python float. */
export function isFloat(value: unknown): value is number | IntegralFloat {
  return value instanceof IntegralFloat || (typeof value === 'number' && !Number.isInteger(value));
}

/** A value that JavaScript's `<` compares exactly with any other such value; null where the value is no number. */
export function comparable(value: Value): number | bigint | null {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (value instanceof IntegralFloat) return value.value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return null;
}

/** Number of bits of an int's magnitude, rounded up to a multiple of four where it is big. */
export function bitLength(value: number | bigint): number {
  if (typeof value === 'number') return value === 0 ? 0 : Math.floor(Math.log2(Math.abs(value))) + 1;
  return (value < 0n ? -value : value).toString(16).length * 4;
}

const DIGIT = /\p{Nd}/u;
const INT = /^[+-]?\p{Nd}(?:_?\p{Nd})*$/u;
const FLOAT =
  /^[+-]?(?:\p{Nd}(?:_?\p{Nd})*(?:\.(?:\p{Nd}(?:_?\p{Nd})*)?)?|\.\p{Nd}(?:_?\p{Nd})*)(?:[eE][+-]?\p{Nd}(?:_?\p{Nd})*)?$/u;
const SPECIAL = /^([+-]?)(inf|infinity|nan)$/i;
/** What `str.strip()` removes: Unicode white space and the separators U+001C to U+001F. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the separators are control characters
const EDGES = /^[\s\u0085\u001c-\u001f]+|[\s\u0085\u001c-\u001f]+$/gu;

/** `int(text)`: white space around, underscores between and decimal digits of any script; undefined is a ValueError. */
export function parsePythonInt(text: string): number | bigint | undefined {
  const trimmed = strip(text);
  if (!INT.test(trimmed)) return undefined;
  const plain = asciiDigits(trimmed).replaceAll('_', '');
  const digits = plain.replace(/^[+-]/, '');
  if (digits.length > limits.intDigits) return undefined;
  const magnitude = digits.length < 16 ? Number(digits) : makeInt(BigInt(digits));
  if (!plain.startsWith('-')) return magnitude;
  return typeof magnitude === 'bigint' ? -magnitude : 0 - magnitude;
}

/** `float(text)`; undefined is a ValueError. */
export function parsePythonFloat(text: string): number | IntegralFloat | undefined {
  const trimmed = strip(text);
  const special = SPECIAL.exec(trimmed);
  if (special !== null) {
    const magnitude = special[2]?.toLowerCase() === 'nan' ? Number.NaN : Number.POSITIVE_INFINITY;
    return special[1] === '-' ? -magnitude : magnitude;
  }
  if (!FLOAT.test(trimmed)) return undefined;
  return makeFloat(Number(asciiDigits(trimmed).replaceAll('_', '')));
}

// U+FEFF is white space to JavaScript and not to Python.
function strip(text: string): string {
  return text.includes('\ufeff') ? stripSlowly(text) : text.replace(EDGES, '');
}

function stripSlowly(text: string): string {
  return text.replaceAll('\ufeff', '\u0000').replace(EDGES, '');
}

function asciiDigits(text: string): string {
  return !/\P{ASCII}/u.test(text) ? text : text.replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)));
}

/** Decimal digits come in runs of ten, in order; a run's zero is the digit that starts it. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  // The mathematical digits are five runs without a gap.
  if (code >= 0x1d7ce && code <= 0x1d7ff) return (code - 0x1d7ce) % 10;
  let zero = code;
  while (zero > code - 9 && DIGIT.test(String.fromCodePoint(zero - 1))) zero--;
  return code - zero;
}
