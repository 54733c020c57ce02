/** Numbers: how far a literal reaches, what is wrong with it, and its value. The rules and messages are CPython 3.11's. */
import { isDigit, isHexDigit, maybeName } from './characters.ts';
import { MAX_INTEGER_DIGITS } from './limits.ts';

export interface ScannedNumber {
  readonly end: number;
  /** What is wrong, and the offset of the character that the error points to. */
  readonly error?: { readonly message: string; readonly at: number };
}

const isOctal = (code: number) => code >= 48 && code <= 55;
const isBinary = (code: number) => code === 48 || code === 49;
/** `|` 32 is the lower case of an ASCII letter. */
const lower = (code: number) => code | 32;
const X = 120;
const O = 111;
const B = 98;
const E = 101;
const J = 106;
const DOT = 46;
const UNDERSCORE = 95;
const ZERO = 48;

/** Scan the number at `start` (a digit, or a dot before a digit). */
export function scanNumber(text: string, start: number): ScannedNumber {
  let at = start;
  if (text.charCodeAt(at) === ZERO) {
    const base = lower(text.charCodeAt(at + 1));
    if (base === X) return scanBased(text, at + 2, 'hexadecimal', isHexDigit);
    if (base === O) return scanBased(text, at + 2, 'octal', isOctal);
    if (base === B) return scanBased(text, at + 2, 'binary', isBinary);
    return scanZero(text, start);
  }
  if (text.charCodeAt(at) !== DOT) {
    const tail = decimalTail(text, at);
    if (tail.error) return tail;
    at = tail.end;
  }
  return scanFraction(text, at);
}

function scanBased(text: string, start: number, kind: string, accepts: (code: number) => boolean): ScannedNumber {
  let at = start;
  do {
    if (text.charCodeAt(at) === UNDERSCORE) at++;
    const code = text.charCodeAt(at);
    if (!accepts(code)) return badDigit(text, at, kind);
    while (accepts(text.charCodeAt(at))) at++;
  } while (text.charCodeAt(at) === UNDERSCORE);
  if (isDigit(text.charCodeAt(at))) return badDigit(text, at, kind);
  return endOfNumber(text, at, kind);
}

function badDigit(text: string, at: number, kind: string): ScannedNumber {
  if (isDigit(text.charCodeAt(at))) return failed(text, at, `invalid digit '${text[at]}' in ${kind} literal`, at);
  return failed(text, at, `invalid ${kind} literal`, at - 1);
}

/** A number that starts with 0: zero, a float, or the old octal notation, which is refused. */
function scanZero(text: string, start: number): ScannedNumber {
  let at = start;
  for (;;) {
    if (text.charCodeAt(at) === UNDERSCORE) {
      at++;
      if (!isDigit(text.charCodeAt(at))) return failed(text, at, 'invalid decimal literal', at - 1);
    }
    if (text.charCodeAt(at) !== ZERO) break;
    at++;
  }
  let nonzero = false;
  if (isDigit(text.charCodeAt(at))) {
    nonzero = true;
    const tail = decimalTail(text, at);
    if (tail.error) return tail;
    at = tail.end;
  }
  const next = text.charCodeAt(at);
  if (nonzero && next !== DOT && lower(next) !== E && lower(next) !== J) {
    const message = 'leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers';
    return failed(text, at, message, start);
  }
  return scanFraction(text, at);
}

/** What may follow the digits before the dot: fraction, exponent, `j`. */
function scanFraction(text: string, from: number): ScannedNumber {
  let at = from;
  if (text.charCodeAt(at) === DOT) {
    at++;
    if (isDigit(text.charCodeAt(at))) {
      const tail = decimalTail(text, at);
      if (tail.error) return tail;
      at = tail.end;
    }
  }
  if (lower(text.charCodeAt(at)) === E) {
    let exponent = at + 1;
    const sign = text[exponent];
    if (sign === '+' || sign === '-') {
      exponent++;
      if (!isDigit(text.charCodeAt(exponent))) return failed(text, exponent, 'invalid decimal literal', exponent - 1);
    } else if (!isDigit(text.charCodeAt(exponent))) {
      return endOfNumber(text, at, 'decimal');
    }
    const tail = decimalTail(text, exponent);
    if (tail.error) return tail;
    at = tail.end;
  }
  if (lower(text.charCodeAt(at)) === J) return endOfNumber(text, at + 1, 'imaginary');
  return endOfNumber(text, at, 'decimal');
}

function decimalTail(text: string, start: number): ScannedNumber {
  let at = start;
  for (;;) {
    while (isDigit(text.charCodeAt(at))) at++;
    if (text.charCodeAt(at) !== UNDERSCORE) return { end: at };
    at++;
    if (!isDigit(text.charCodeAt(at))) return failed(text, at, 'invalid decimal literal', at - 1);
  }
}

const KEYWORD_AFTER_NUMBER = /(?:and|else|for|or|not)(?![A-Za-z0-9_\u0080-\uffff])|i[fns]/y;

/** A name may not follow a number, except for keywords (`1if x else y`), which CPython 3.11 lets pass. */
function endOfNumber(text: string, at: number, kind: string): ScannedNumber {
  if (at >= text.length || !maybeName(text.charCodeAt(at))) return { end: at };
  KEYWORD_AFTER_NUMBER.lastIndex = at;
  if (KEYWORD_AFTER_NUMBER.test(text)) return { end: at };
  return failed(text, at, `invalid ${kind} literal`, at - 1);
}

/** The rest of the malformed word belongs to the number, so that one error is reported and not two. */
function failed(text: string, from: number, message: string, at: number): ScannedNumber {
  let end = from;
  while (end < text.length && maybeName(text.charCodeAt(end))) end++;
  return { end, error: { message, at } };
}

export type NumberValue =
  | { readonly kind: 'int'; readonly value: number | bigint }
  | { readonly kind: 'float'; readonly value: number }
  /** `value` is the imaginary part. */
  | { readonly kind: 'complex'; readonly value: number }
  | { readonly kind: 'too-long'; readonly digits: number };

/** The value of a well-formed literal. Integers are exact: a bigint where a number would lose digits. */
export function numberValue(literal: string): NumberValue {
  const digits = literal.includes('_') ? literal.replaceAll('_', '') : literal;
  if (/^0[xob]/i.test(digits)) return { kind: 'int', value: exactInteger(digits) };
  if (/j$/i.test(digits)) return { kind: 'complex', value: Number(digits.slice(0, -1)) };
  if (/[.e]/i.test(digits)) return { kind: 'float', value: Number(digits) };
  if (digits.length > MAX_INTEGER_DIGITS) return { kind: 'too-long', digits: digits.length };
  return { kind: 'int', value: exactInteger(digits) };
}

function exactInteger(digits: string): number | bigint {
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : BigInt(digits);
}
