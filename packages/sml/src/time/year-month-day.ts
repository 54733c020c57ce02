/** Which of the numbers of a written date is the year, which the month and which the day. */

export type Part = 'year' | 'month' | 'day';

/** Thrown for what is no date; never leaves this directory. */
export class NotADate extends Error {}

export class YearMonthDay {
  readonly values: number[] = [];
  /** A year was written with its century. */
  century = false;
  readonly #index = new Map<Part, number>();

  /** Adds a number as written; more than two digits, or more than 100, can only be a year. */
  add(written: string | number, part: Part | null = null): void {
    let kind = part;
    const isYear = typeof written === 'string' ? /^\d{3,}$/.test(written) : written > 100;
    if (isYear) {
      this.century = true;
      if (kind !== null && kind !== 'year') throw new NotADate();
      kind = 'year';
    }
    if (typeof written === 'string' && !/^[0-9]+$/.test(written)) throw new NotADate();
    this.values.push(Math.trunc(Number(written)));
    if (kind === null) return;
    if (this.#index.has(kind)) throw new NotADate();
    this.#index.set(kind, this.values.length - 1);
  }

  couldBeDay(value: number): boolean {
    if (this.#index.has('day')) return false;
    const month = this.#valueOf('month');
    if (month === null) return value >= 1 && value <= 31;
    const year = this.#valueOf('year') ?? 2000;
    return value >= 1 && value <= daysInMonth(year, month);
  }

  #valueOf(part: Part): number | null {
    const index = this.#index.get(part);
    return index === undefined ? null : (this.values[index] ?? null);
  }

  /** The parts by name; month before day before year where nothing else tells, as in the United States. */
  resolve(): Partial<Record<Part, number>> {
    const { values } = this;
    const named = this.#index;
    const known = [...named.keys()];
    if (values.length > 0 && (values.length === known.length || (values.length === 3 && known.length === 2))) {
      return this.#resolveNamed();
    }
    if (values.length > 3) throw new NotADate();
    const month = named.get('month');
    if (values.length === 1 || (month !== undefined && values.length === 2)) return this.#resolveOne(month);
    const [a = 0, b = 0, c = 0] = values;
    if (values.length === 2) {
      if (a > 31) return { year: a, month: b };
      return b > 31 ? { month: a, year: b } : { month: a, day: b };
    }
    return values.length === 3 ? resolveThree(a, b, c, month, named.get('year') === 0) : {};
  }

  #resolveNamed(): Partial<Record<Part, number>> {
    const index = new Map(this.#index);
    if (this.values.length === 3 && index.size === 2) {
      const missing = (['year', 'month', 'day'] as const).find((part) => !index.has(part));
      const free = [0, 1, 2].find((i) => ![...index.values()].includes(i));
      if (missing !== undefined && free !== undefined) index.set(missing, free);
    }
    return Object.fromEntries([...index].map(([part, i]) => [part, this.values[i]]));
  }

  #resolveOne(month: number | undefined): Partial<Record<Part, number>> {
    const resolved: Partial<Record<Part, number>> = {};
    const other = this.values[month === undefined ? 0 : 1 - month];
    if (month !== undefined) resolved.month = this.values[month] ?? 0;
    if (other === undefined) return resolved;
    if (other > 31) resolved.year = other;
    else resolved.day = other;
    return resolved;
  }
}

function resolveThree(a: number, b: number, c: number, month: number | undefined, yearFirst: boolean) {
  switch (month) {
    case 0:
      return b > 31 ? { month: a, year: b, day: c } : { month: a, day: b, year: c };
    case 1:
      return a > 31 ? { year: a, month: b, day: c } : { day: a, month: b, year: c };
    case 2:
      return b > 31 ? { day: a, year: b, month: c } : { year: a, day: b, month: c };
    default:
      if (a > 31 || yearFirst) return { year: a, month: b, day: c };
      return a > 12 ? { day: a, month: b, year: c } : { month: a, day: b, year: c };
  }
}

/** Days of a month of the Gregorian calendar; `month` from 1. */
export function daysInMonth(year: number, month: number): number {
  if (month < 1 || month > 12) throw new NotADate();
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}
