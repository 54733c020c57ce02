/** The status history of notes as it grows: columns by the store's number of a note, of which one row is scored at a time. */
import { Column, unknownNumbers, zeroBytes } from '../data/column.ts';
import type { History } from '../data/dataset.ts';

const STATUSES = ['firstNonNmr', 'current', 'latestNonNmr', 'locked'] as const;
const TIMES = [
  ...(['firstNonNmrAt', 'currentAt', 'latestNonNmrAt', 'lockAt', 'retroLockAt', 'changedAt'] as const),
  ...(['stabilisingSince', 'firstStabilisingAt', 'scoredAtMinute', 'pcrhAt'] as const),
] as const;

/** One note's row: statuses as codes, times as epoch milliseconds or NaN. */
export type HistoryEntry = { readonly [Name in keyof History]: number };

type Statuses = Record<(typeof STATUSES)[number], Column<Uint8Array>>;
type Times = Record<(typeof TIMES)[number], Column<Float64Array>>;

export class LiveHistory {
  readonly #statuses = Object.fromEntries(STATUSES.map((name) => [name, new Column(zeroBytes)])) as Statuses;
  readonly #times = Object.fromEntries(TIMES.map((name) => [name, new Column(unknownNumbers)])) as Times;

  get(name: keyof History, note: number): number {
    return isStatus(name) ? this.#statuses[name].get(note) : this.#times[name].get(note);
  }

  /** The row as the history of a data set of this one note. */
  row(note: number): History {
    return columnsOf(
      (name) => Uint8Array.of(this.#statuses[name].get(note)),
      (name) => Float64Array.of(this.#times[name].get(note)),
    );
  }

  entry(note: number): HistoryEntry {
    const row = this.row(note);
    return Object.fromEntries(Object.entries(row).map(([name, column]) => [name, column[0]!])) as HistoryEntry;
  }

  /** Take over row `index` of another history. */
  put(note: number, from: History, index: number): void {
    for (const name of STATUSES) this.#statuses[name].set(note, from[name][index]!);
    for (const name of TIMES) this.#times[name].set(note, from[name][index]!);
  }

  restore(note: number, entry: HistoryEntry): void {
    for (const name of STATUSES) this.#statuses[name].set(note, entry[name]);
    for (const name of TIMES) this.#times[name].set(note, entry[name]);
  }

  /** A copy of the first `count` rows, which later changes leave alone. */
  snapshot(count: number): History {
    return columnsOf(
      (name) => this.#statuses[name].slice(count).slice(),
      (name) => this.#times[name].slice(count).slice(),
    );
  }
}

function isStatus(name: keyof History): name is (typeof STATUSES)[number] {
  return (STATUSES as readonly string[]).includes(name);
}

function columnsOf(
  statuses: (name: (typeof STATUSES)[number]) => Uint8Array,
  times: (name: (typeof TIMES)[number]) => Float64Array,
): History {
  return {
    firstNonNmrAt: times('firstNonNmrAt'),
    firstNonNmr: statuses('firstNonNmr'),
    currentAt: times('currentAt'),
    current: statuses('current'),
    latestNonNmrAt: times('latestNonNmrAt'),
    latestNonNmr: statuses('latestNonNmr'),
    lockAt: times('lockAt'),
    locked: statuses('locked'),
    retroLockAt: times('retroLockAt'),
    changedAt: times('changedAt'),
    stabilisingSince: times('stabilisingSince'),
    firstStabilisingAt: times('firstStabilisingAt'),
    scoredAtMinute: times('scoredAtMinute'),
    pcrhAt: times('pcrhAt'),
  };
}
