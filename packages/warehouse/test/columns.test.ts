import { ANY, entityOf, FLOAT, INT, listOf, optional, STR, unionOf } from '@lapwing/sml';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nameColumns } from '../src/columns/column-names.ts';
import {
  type ColumnType,
  columnList,
  parseColumnType,
  printColumnType,
  sqlType,
  widen,
} from '../src/columns/column-type.ts';
import { columnTypeOf } from '../src/columns/feature-column.ts';
import { schemaOf } from '../src/columns/schema.ts';
import { quoteName, quoteText } from '../src/duckdb/quote.ts';
import type { FileEntry } from '../src/manifest/manifest.ts';
import { chooseGroup } from '../src/write/compaction.ts';

const types: fc.Arbitrary<ColumnType> = fc.letrec<{ type: ColumnType }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 2 },
    fc.constantFrom<ColumnType>(
      { kind: 'boolean' },
      { kind: 'bigint' },
      { kind: 'decimal' },
      { kind: 'double' },
      { kind: 'varchar' },
      { kind: 'json' },
    ),
    tie('type').map(columnList),
  ),
})).type;

const joined = (a: ColumnType, b: ColumnType) => printColumnType(widen(a, b));

describe('widening', () => {
  test('is a join: idempotent, commutative, associative, and never narrower', () => {
    fc.assert(
      fc.property(types, types, types, (a, b, c) => {
        expect(joined(a, a)).toBe(printColumnType(a));
        expect(joined(a, b)).toBe(joined(b, a));
        expect(joined(widen(a, b), c)).toBe(joined(a, widen(b, c)));
        expect(joined(widen(a, b), b)).toBe(joined(a, b));
      }),
    );
  });

  test('types survive the manifest', () => {
    fc.assert(
      fc.property(types, (type) => {
        expect(parseColumnType(printColumnType(type))).toEqual(type);
      }),
    );
    expect(() => parseColumnType('blob')).toThrow(/blob/);
  });
});

test('features have the columns that the documentation promises', () => {
  const sql = [STR, INT, FLOAT, optional(INT), listOf(entityOf(INT)), unionOf(STR, INT), ANY].map((type) =>
    sqlType(columnTypeOf(type)),
  );
  expect(sql).toEqual(['VARCHAR', 'BIGINT', 'DOUBLE', 'BIGINT', 'BIGINT[]', 'VARCHAR', 'VARCHAR']);
});

test('names that differ by case, or look like another’s second column, stay apart', () => {
  const first = nameColumns(['Id', 'ID', 'ID__2'], new Map());
  expect([...first]).toEqual([
    ['Id', 'Id'],
    ['ID', 'ID__2'],
    ['ID__2', 'ID__2__2'],
  ]);
  expect([...nameColumns(['id', 'Id'], first)]).toEqual([['id', 'id__3']]);
});

test('quoting closes nothing early', () => {
  expect(quoteName('a"; DROP')).toBe('"a""; DROP"');
  expect(quoteText("it's\0")).toBe("('it''s' || chr(0) || '')");
  expect(() => quoteName('a\0')).toThrow(/NUL/);
});

describe('which files are merged', () => {
  const files = (...rows: number[]): FileEntry[] =>
    rows.map((count, id) => ({
      id,
      schema: schemaOf([]),
      rows: count,
      bytes: count * 100,
      minTimeMillis: 0,
      maxTimeMillis: 1,
      minPosition: id * 10,
      maxPosition: id * 10 + 9,
    }));
  const policy = { targetRows: 100, targetBytes: 1e9, minFiles: 3 };
  const chosen = (...rows: number[]) => chooseGroup(files(...rows), policy).map((file) => file.id);

  test('neighbours that fit together, the longest run first', () => {
    expect(chosen(10, 10)).toEqual([]);
    expect(chosen(10, 10, 10)).toEqual([0, 1, 2]);
    expect(chosen(10, 200, 10, 10, 10, 10)).toEqual([2, 3, 4, 5]);
    expect(chosen(40, 40, 40, 40)).toEqual([]);
  });

  test('a large file is not written again for a few small ones', () => {
    expect(chosen(80, 1, 1, 1)).toEqual([1, 2, 3]);
    expect(chosen(80, 1, 1)).toEqual([]);
  });

  test('bytes count too', () => {
    expect(chooseGroup(files(10, 10, 10), { ...policy, targetBytes: 2500 })).toEqual([]);
  });
});
