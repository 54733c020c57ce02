/**
 * Columns under construction: typed arrays in JavaScript that are copied into DuckDB vectors in one go. Two calls per
 * value into the engine would cost more than all the rest of a row.
 *
 * A builder holds up to its capacity of rows; `set` says false where the value does not fit the column's type, and then
 * has changed nothing that matters.
 */

import bindings, { type Vector } from '@duckdb/node-bindings';
import { IntegralFloat, type Value } from '@lapwing/sml';
import type { ColumnType } from '../columns/column-type.ts';
import { jsonText } from './json-text.ts';

export interface ColumnBuilder {
  /** Store a value that is neither null nor a wrapper (see `plainValue`). False: it does not fit. */
  set(row: number, value: Exclude<Value, null>): boolean;
  setNull(row: number): void;
  /** Copy the first `count` rows into the vector and be empty again. */
  writeTo(vector: Vector, count: number): void;
  /** Make room for so many rows. */
  reserve(rows: number): void;
  /** Bytes of text taken in since the last `writeTo`. */
  readonly textBytes: number;
}

/** A builder for a column of this type. */
export function createColumnBuilder(type: ColumnType, capacity: number): ColumnBuilder {
  switch (type.kind) {
    case 'boolean':
      return new FixedBuilder(capacity, 1, setBoolean);
    case 'bigint':
      return new FixedBuilder(capacity, 8, setBigint);
    case 'decimal':
      return new FixedBuilder(capacity, 16, setDecimal);
    case 'double':
      return new FixedBuilder(capacity, 8, setDouble);
    case 'timestamp':
      return new FixedBuilder(capacity, 8, setTimestamp);
    case 'varchar':
      return new TextBuilder(capacity, varcharText);
    case 'json':
      return new TextBuilder(capacity, jsonText);
    case 'list':
      return new ListBuilder(capacity, createColumnBuilder(type.item, capacity));
    default:
      return type satisfies never;
  }
}

class Validity {
  private bits: Uint8Array;
  private anyNull = false;

  constructor(capacity: number) {
    this.bits = new Uint8Array(validityBytes(capacity)).fill(0xff);
  }

  reserve(rows: number): void {
    if (validityBytes(rows) <= this.bits.length) return;
    const bits = new Uint8Array(validityBytes(rows)).fill(0xff);
    bits.set(this.bits);
    this.bits = bits;
  }

  setNull(row: number): void {
    this.bits[row >> 3]! &= ~(1 << (row & 7));
    this.anyNull = true;
  }

  setValid(row: number): void {
    // A row that was given up half-way is written again, so an earlier null must not stay.
    if (this.anyNull) this.bits[row >> 3]! |= 1 << (row & 7);
  }

  writeTo(vector: Vector, count: number): void {
    if (!this.anyNull) return;
    bindings.vector_ensure_validity_writable(vector);
    bindings.copy_data_to_vector_validity(vector, 0, this.bits.buffer as ArrayBuffer, 0, validityBytes(count));
    this.bits.fill(0xff);
    this.anyNull = false;
  }
}

const validityBytes = (rows: number): number => Math.ceil(rows / 64) * 8;

/** The same memory seen as every type that a fixed-width column needs. */
interface Views {
  readonly u8: Uint8Array;
  readonly i32: Int32Array;
  readonly f64: Float64Array;
  readonly i64: BigInt64Array;
}

type SetFixed = (views: Views, row: number, value: Exclude<Value, null>) => boolean;

const setBoolean: SetFixed = (views, row, value) => {
  if (typeof value !== 'boolean') return false;
  views.u8[row] = value ? 1 : 0;
  return true;
};

/** Two 32-bit halves: making a BigInt for each value costs ten times as much. */
function setHalves(views: Views, row: number, value: number): void {
  views.i32[2 * row] = value | 0;
  views.i32[2 * row + 1] = Math.floor(value / 4_294_967_296);
}

const setBigint: SetFixed = (views, row, value) => {
  if (typeof value === 'number' && Number.isSafeInteger(value)) {
    setHalves(views, row, value);
    return true;
  }
  if (typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value) return false;
  views.i64[row] = value;
  return true;
};

const DECIMAL_BOUND = 10n ** 38n;

const setDecimal: SetFixed = (views, row, value) => {
  const integer = typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof integer !== 'bigint' || integer >= DECIMAL_BOUND || integer <= -DECIMAL_BOUND) return false;
  views.i64[2 * row] = BigInt.asIntN(64, integer);
  views.i64[2 * row + 1] = integer >> 64n;
  return true;
};

const setDouble: SetFixed = (views, row, value) => {
  if (typeof value === 'number') views.f64[row] = value;
  else if (value instanceof IntegralFloat) views.f64[row] = value.value;
  else if (typeof value === 'bigint') views.f64[row] = Number(value);
  else return false;
  return true;
};

/** The last time that a Date holds; a TIMESTAMP holds a little more. */
const MAX_TIME_MILLIS = 8.64e15;

/** Takes milliseconds since the epoch, stores microseconds. */
const setTimestamp: SetFixed = (views, row, value) => {
  if (typeof value !== 'number' || !(Math.abs(value) <= MAX_TIME_MILLIS)) return false;
  setHalves(views, row, Math.round(value * 1000));
  return true;
};

class FixedBuilder implements ColumnBuilder {
  readonly textBytes = 0;
  private readonly width: number;
  private readonly setFixed: SetFixed;
  private readonly validity: Validity;
  private views: Views;

  constructor(capacity: number, width: number, setFixed: SetFixed) {
    this.width = width;
    this.setFixed = setFixed;
    this.validity = new Validity(capacity);
    this.views = viewsOf(capacity * width);
  }

  reserve(rows: number): void {
    this.validity.reserve(rows);
    if (rows * this.width <= this.views.u8.length) return;
    const views = viewsOf(rows * this.width);
    views.u8.set(this.views.u8);
    this.views = views;
  }

  set(row: number, value: Exclude<Value, null>): boolean {
    if (!this.setFixed(this.views, row, value)) return false;
    this.validity.setValid(row);
    return true;
  }

  setNull(row: number): void {
    this.validity.setNull(row);
  }

  writeTo(vector: Vector, count: number): void {
    bindings.copy_data_to_vector(vector, 0, this.views.u8.buffer as ArrayBuffer, 0, count * this.width);
    this.validity.writeTo(vector, count);
  }
}

function viewsOf(bytes: number): Views {
  const buffer = new ArrayBuffer(Math.ceil(bytes / 16) * 16);
  return {
    u8: new Uint8Array(buffer),
    i32: new Int32Array(buffer),
    f64: new Float64Array(buffer),
    i64: new BigInt64Array(buffer),
  };
}

/** Size of DuckDB's string header, and the text that fits into it. */
const HEADER_BYTES = 16;
const INLINE_BYTES = 12;

/** Integers that fit no number column are kept as their digits; nothing else is turned into text. */
const varcharText = (value: Exclude<Value, null>): string | null =>
  typeof value === 'string' ? value : typeof value === 'bigint' || Number.isSafeInteger(value) ? String(value) : null;

class TextBuilder implements ColumnBuilder {
  textBytes = 0;
  private readonly textOf: (value: Exclude<Value, null>) => string | null;
  private readonly validity: Validity;
  private headers: Uint8Array;
  /** Texts that do not fit into their header, and their rows. */
  private readonly longRows: number[] = [];
  private readonly longTexts: string[] = [];

  constructor(capacity: number, textOf: (value: Exclude<Value, null>) => string | null) {
    this.textOf = textOf;
    this.validity = new Validity(capacity);
    this.headers = new Uint8Array(capacity * HEADER_BYTES);
  }

  reserve(rows: number): void {
    this.validity.reserve(rows);
    if (rows * HEADER_BYTES <= this.headers.length) return;
    const headers = new Uint8Array(rows * HEADER_BYTES);
    headers.set(this.headers);
    this.headers = headers;
  }

  set(row: number, value: Exclude<Value, null>): boolean {
    const text = typeof value === 'string' && this.textOf === varcharText ? value : this.textOf(value);
    if (text === null) return false;
    this.validity.setValid(row);
    this.textBytes += text.length;
    if (text.length > INLINE_BYTES || !this.setInline(row * HEADER_BYTES, text)) {
      this.longRows.push(row);
      this.longTexts.push(text);
    }
    return true;
  }

  setNull(row: number): void {
    this.validity.setNull(row);
  }

  /** Short ASCII goes straight into the header; false for other text. */
  private setInline(at: number, text: string): boolean {
    const headers = this.headers;
    headers.fill(0, at, at + HEADER_BYTES);
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) {
        headers.fill(0, at, at + HEADER_BYTES);
        return false;
      }
      headers[at + 4 + i] = code;
    }
    headers[at] = text.length;
    return true;
  }

  writeTo(vector: Vector, count: number): void {
    for (const row of this.longRows) this.headers.fill(0, row * HEADER_BYTES, (row + 1) * HEADER_BYTES);
    bindings.copy_data_to_vector(vector, 0, this.headers.buffer as ArrayBuffer, 0, count * HEADER_BYTES);
    for (let i = 0; i < this.longRows.length; i++) {
      const row = this.longRows[i]!;
      // A row that was given up half-way may have left its text behind.
      if (row < count) bindings.vector_assign_string_element(vector, row, this.longTexts[i]!);
    }
    this.validity.writeTo(vector, count);
    this.headers.fill(0);
    this.longRows.length = 0;
    this.longTexts.length = 0;
    this.textBytes = 0;
  }
}

class ListBuilder implements ColumnBuilder {
  private readonly items: ColumnBuilder;
  private readonly validity: Validity;
  /** Per row: offset and length as little-endian 64-bit integers. */
  private entries: Uint32Array;
  private itemCapacity: number;

  constructor(capacity: number, items: ColumnBuilder) {
    this.items = items;
    this.itemCapacity = capacity;
    this.validity = new Validity(capacity);
    this.entries = new Uint32Array(capacity * 4);
  }

  get textBytes(): number {
    return this.items.textBytes;
  }

  reserve(rows: number): void {
    this.validity.reserve(rows);
    if (rows * 4 <= this.entries.length) return;
    const entries = new Uint32Array(rows * 4);
    entries.set(this.entries);
    this.entries = entries;
  }

  set(row: number, value: Exclude<Value, null>): boolean {
    if (!Array.isArray(value)) return false;
    const list: readonly Value[] = value;
    const offset = this.endOf(row - 1);
    if (offset + list.length > this.itemCapacity) {
      this.itemCapacity = 2 * (offset + list.length);
      this.items.reserve(this.itemCapacity);
    }
    for (let i = 0; i < list.length; i++) {
      const item = list[i] ?? null;
      if (item === null) this.items.setNull(offset + i);
      else if (!this.items.set(offset + i, item)) return false;
    }
    this.validity.setValid(row);
    this.setEntry(row, offset, list.length);
    return true;
  }

  setNull(row: number): void {
    this.validity.setNull(row);
    this.setEntry(row, this.endOf(row - 1), 0);
  }

  private endOf(row: number): number {
    return row < 0 ? 0 : this.entries[4 * row]! + this.entries[4 * row + 2]!;
  }

  private setEntry(row: number, offset: number, length: number): void {
    this.entries[4 * row] = offset;
    this.entries[4 * row + 2] = length;
  }

  writeTo(vector: Vector, count: number): void {
    const total = this.endOf(count - 1);
    bindings.list_vector_reserve(vector, total);
    bindings.list_vector_set_size(vector, total);
    this.items.writeTo(bindings.list_vector_get_child(vector), total);
    bindings.copy_data_to_vector(vector, 0, this.entries.buffer as ArrayBuffer, 0, count * 16);
    this.validity.writeTo(vector, count);
  }
}
