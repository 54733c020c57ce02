/** Numbers, ids and flags from the bytes of a field. Nothing here makes a string unless the field is unusual. */
import type { Records } from './records.ts';

const ZERO = 48;
const NINE = 57;
const MINUS = 45;
const POINT = 46;

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
/** The largest 64-bit number with a sign, in the parts of `decimal`. */
const MAX_ID = { high: 9_223_372_036, low: 854_775_807 };

/** Reads the fields of one kind of file: `columns[i]` is the place of the kind's column `i` in this file, or -1. */
export class FieldReader {
  readonly #records: Records;
  readonly #columns: Int32Array;
  readonly #names: readonly string[];

  constructor(records: Records, names: readonly string[], columns: Int32Array) {
    this.#records = records;
    this.#names = names;
    this.#columns = columns;
  }

  has(column: number): boolean {
    return this.#columns[column] !== -1;
  }

  start(column: number): number {
    return this.#records.starts[this.#columns[column]!]!;
  }

  end(column: number): number {
    return this.#records.ends[this.#columns[column]!]!;
  }

  /** 0 or 1; false where the file lacks the column or the field is empty. */
  flag(column: number): boolean {
    const place = this.#columns[column]!;
    if (place === -1) return false;
    const start = this.#records.starts[place]!;
    const length = this.#records.ends[place]! - start;
    const first = this.#records.bytes[start];
    if (length === 1 && first === ZERO) return false;
    if (length === 1 && first === ZERO + 1) return true;
    switch (this.#records.textOrNull(place)?.toLowerCase()) {
      case undefined:
      case '0.0':
      case 'false':
        return false;
      case '1.0':
      case 'true':
        return true;
      default:
        throw this.error(column, 'is neither 0 nor 1');
    }
  }

  /** A number; NaN where the file lacks the column or the field is missing. */
  number(column: number): number {
    const place = this.#columns[column]!;
    if (place === -1) return Number.NaN;
    const bytes = this.#records.bytes;
    const start = this.#records.starts[place]!;
    const end = this.#records.ends[place]!;
    if (start === end) return Number.NaN;
    let at = bytes[start] === MINUS ? start + 1 : start;
    let value = 0;
    const digits = at;
    while (at < end && bytes[at]! >= ZERO && bytes[at]! <= NINE) value = value * 10 + (bytes[at++]! - ZERO);
    const whole = at === end || (at === end - 2 && bytes[at] === POINT && bytes[at + 1] === ZERO);
    // Beyond 15 digits the sum above may round differently from the nearest double.
    if (whole && at > digits && at - digits <= 15) return bytes[start] === MINUS ? -value : value;
    const text = this.#records.textOrNull(place);
    if (text === null) return Number.NaN;
    const parsed = DECIMAL.test(text) ? Number(text) : Number.NaN;
    if (!Number.isFinite(parsed)) throw this.error(column, 'is not a number');
    return parsed;
  }

  /** A time in epoch milliseconds, which has to be there. */
  requiredNumber(column: number): number {
    const value = this.number(column);
    if (Number.isNaN(value)) throw this.error(column, 'is missing');
    return value;
  }

  /** A 64-bit decimal id as two parts: `into[0] * 1e9 + into[1]`. False where the field is empty. */
  decimal(column: number, into: Float64Array): boolean {
    const bytes = this.#records.bytes;
    const start = this.start(column);
    const end = this.end(column);
    if (start === end) return false;
    const negative = bytes[start] === MINUS;
    const first = negative ? start + 1 : start;
    if (end - first > 19 || end === first) throw this.error(column, 'is not a decimal number of at most 64 bits');
    const split = Math.max(first, end - 9);
    let high = 0;
    let low = 0;
    let digits = true;
    for (let at = first; at < split; at++) {
      const digit = bytes[at]! - ZERO;
      digits = digits && digit >= 0 && digit <= 9;
      high = high * 10 + digit;
    }
    for (let at = split; at < end; at++) {
      const digit = bytes[at]! - ZERO;
      digits = digits && digit >= 0 && digit <= 9;
      low = low * 10 + digit;
    }
    const fits = high < MAX_ID.high || (high === MAX_ID.high && low <= MAX_ID.low);
    if (!digits || !fits) throw this.error(column, 'is not a decimal number of at most 64 bits');
    into[0] = negative ? -high : high;
    into[1] = negative ? -low : low;
    return true;
  }

  /** Whether the field is exactly these ASCII characters. */
  equals(column: number, text: string): boolean {
    const bytes = this.#records.bytes;
    const start = this.start(column);
    if (this.end(column) - start !== text.length) return false;
    for (let at = 0; at < text.length; at++) if (bytes[start + at] !== text.charCodeAt(at)) return false;
    return true;
  }

  isEmpty(column: number): boolean {
    return !this.has(column) || this.start(column) === this.end(column);
  }

  textOrNull(column: number): string | null {
    const place = this.#columns[column]!;
    return place === -1 ? null : this.#records.textOrNull(place);
  }

  bytes(): Uint8Array {
    return this.#records.bytes;
  }

  error(column: number, message: string) {
    const place = this.#columns[column]!;
    const text = this.#records.text(place);
    const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
    return this.#records.error('value', `"${shown}" ${message}`, place, this.#names[column]!);
  }
}
