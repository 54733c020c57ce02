/** A YAML map read field by field: every error says what is wrong, and in which line. */

import { isMap, isScalar, isSeq, type LineCounter, type YAMLMap } from 'yaml';
import { momentOf } from '../time/moment.ts';

const UNIT_MILLIS = { d: 86_400_000, h: 3_600_000, m: 60_000 } as const;

export interface Problem {
  readonly line: number;
  readonly message: string;
}

export class Reader {
  readonly #map: YAMLMap;
  readonly #lines: LineCounter;
  readonly #problems: Problem[];
  readonly #where: string;
  readonly #known = new Set<string>();

  constructor(map: YAMLMap, lines: LineCounter, problems: Problem[], where: string) {
    this.#map = map;
    this.#lines = lines;
    this.#problems = problems;
    this.#where = where;
  }

  number(key: string, low: number, high: number, fallback?: number): number {
    const value = this.#scalar(key, fallback === undefined);
    if (value === undefined) return fallback ?? low;
    if (typeof value === 'number' && value >= low && value <= high) return value;
    this.#report(key, `${this.#name(key)} is ${JSON.stringify(value)}, but has to be a number from ${low} to ${high}`);
    return low;
  }

  whole(key: string, low: number, high: number, fallback?: number): number {
    const value = this.number(key, low, high, fallback);
    if (!Number.isInteger(value)) this.#report(key, `${this.#name(key)} is ${value}, but has to be a whole number`);
    return value;
  }

  text(key: string, fallback?: string): string {
    const value = this.#scalar(key, fallback === undefined);
    if (value === undefined) return fallback ?? '';
    if (typeof value !== 'string')
      this.#report(key, `${this.#name(key)} is ${JSON.stringify(value)}, but has to be text`);
    return String(value);
  }

  oneOf<T extends string>(key: string, values: readonly T[], fallback?: T): T {
    const text = this.text(key, fallback);
    const value = values.find((one) => one === text);
    if (value === undefined && this.#map.has(key)) {
      this.#report(key, `${this.#name(key)} is ${JSON.stringify(text)}, but has to be one of ${values.join(', ')}`);
    }
    return value ?? values[0]!;
  }

  yes(key: string, fallback: boolean): boolean {
    const value = this.#scalar(key, false) ?? fallback;
    if (typeof value !== 'boolean')
      this.#report(key, `${this.#name(key)} is ${JSON.stringify(value)}, but has to be true or false`);
    return value === true;
  }

  /** A length of time as `2d12h`, `90m`, in milliseconds. */
  millis(key: string, fallback?: number): number {
    const value = this.#scalar(key, fallback === undefined);
    if (value === undefined) return fallback ?? 0;
    const parts = [...String(value).matchAll(/(\d+(?:\.\d+)?)([dhm])/g)];
    if (parts.length === 0 || parts.map(([part]) => part).join('') !== String(value)) {
      this.#report(
        key,
        `${this.#name(key)} is ${JSON.stringify(value)}, but has to be a length of time: 2d12h, 36h, 90m`,
      );
      return 0;
    }
    return parts.reduce(
      (sum, [, count, unit]) => sum + Number(count) * UNIT_MILLIS[unit as keyof typeof UNIT_MILLIS],
      0,
    );
  }

  /** A day or moment in ISO 8601, milliseconds since the epoch. */
  date(key: string, fallback: number): number {
    const value = this.#scalar(key, false);
    if (value === undefined) return fallback;
    const millis = momentOf(String(value));
    if (millis === null) {
      this.#report(
        key,
        `${this.#name(key)} is ${JSON.stringify(value)}, but has to be a day or a time with its zone: 2026-01-05, 2026-01-05T08:00Z`,
      );
    }
    return millis ?? fallback;
  }

  map(key: string): Reader | null {
    this.#known.add(key);
    const value = this.#map.get(key, true);
    if (value === undefined) return null;
    if (isMap(value)) return new Reader(value, this.#lines, this.#problems, this.#name(key));
    this.#report(key, `${this.#name(key)} has to hold fields`);
    return null;
  }

  list(key: string): Reader[] {
    this.#known.add(key);
    const value: unknown = this.#map.get(key, true);
    if (value === undefined) return [];
    if (!isSeq(value)) {
      this.#report(key, `${this.#name(key)} has to be a list`);
      return [];
    }
    return value.items.flatMap((item, i) => {
      if (isMap(item)) return [new Reader(item, this.#lines, this.#problems, `${this.#name(key)}[${i}]`)];
      this.#report(key, `${this.#name(key)}[${i}] has to hold fields`);
      return [];
    });
  }

  /** Refuse a field that has been read, for a reason that other fields give. */
  reject(key: string, why: string): void {
    this.#report(key, `${this.#name(key)} ${why}`);
  }

  has(key: string): boolean {
    return this.#map.has(key);
  }

  /** Report fields that nobody has asked for: a slip in a name must not go unnoticed. */
  end(): void {
    for (const { key } of this.#map.items) {
      const name = isScalar(key) ? String(key.value) : '';
      if (!this.#known.has(name))
        this.#report(name, `there is no field ${this.#name(name)}; it knows ${[...this.#known].join(', ')}`);
    }
  }

  #scalar(key: string, isRequired: boolean): unknown {
    this.#known.add(key);
    const value: unknown = this.#map.get(key, true);
    if (value === undefined) {
      if (isRequired) this.#report(key, `${this.#name(key)} is missing`);
      return undefined;
    }
    return isScalar(value) ? value.value : value;
  }

  #name(key: string): string {
    return this.#where === '' ? key : `${this.#where}.${key}`;
  }

  #report(key: string, message: string): void {
    const pair = this.#map.items.find(({ key: other }) => isScalar(other) && other.value === key);
    const node: unknown = pair?.key ?? this.#map;
    const offset = (node as { range?: readonly number[] | null }).range?.[0] ?? 0;
    this.#problems.push({ line: this.#lines.linePos(offset).line, message });
  }
}
