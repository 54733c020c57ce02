/** Rows for the tests of this package; imports nothing of the test runner, so that child processes can use it. */
import { type Feature, type Outcome, type SmlType, STR } from '@lapwing/sml';
import type { Row, RowBatch } from '../src/rows.ts';

export const T0 = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

export function features(types: Readonly<Record<string, SmlType>>): Feature[] {
  return Object.entries(types).map(([name, type], index) => ({
    index,
    name,
    type,
    entityType: null,
    path: 'main.sml',
    line: index + 1,
    isRule: false,
  }));
}

export function row(position: number, values: readonly (Outcome | undefined)[], more: Partial<Row> = {}): Row {
  return {
    position,
    eventId: `e${position}`,
    action: 'post',
    timeMillis: T0 + position * 1000,
    ingestedAtMillis: T0 + position * 1000 + 5,
    values,
    verdicts: [],
    labelMutations: [],
    hits: [],
    observations: '[]',
    errorCount: 0,
    ...more,
  };
}

export function batch(list: readonly Feature[], rows: readonly Row[], rulesetHash = 'r1'): RowBatch {
  return { features: list, rulesetHash, rows };
}

/** One feature `Name` of type str, rows `from` to `to` (exclusive) with the values `v<position>`. */
export function simple(from: number, to: number): RowBatch {
  const list = features({ Name: STR });
  return batch(
    list,
    Array.from({ length: to - from }, (_, i) => row(from + i, [`v${from + i}`])),
  );
}
