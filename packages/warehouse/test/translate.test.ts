/** Differential: an expression selects the same rows through SQL as through a direct evaluation of each row. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BOOL,
  EntityValue,
  type Expression,
  FLOAT,
  INT,
  IntegralFloat,
  listOf,
  RULE,
  STR,
  unionOf,
  type Value,
} from '@lapwing/sml';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWarehouse, type Predicate, type Warehouse } from '../src/index.ts';
import { translateExpression } from '../src/translate/translate.ts';
import * as e from './expressions.ts';
import { batch, features, row } from './make-rows.ts';
import { evaluate } from './oracle.ts';

const TYPES = {
  S: STR,
  T: STR,
  N: INT,
  M: INT,
  F: FLOAT,
  G: FLOAT,
  B: BOOL,
  R: RULE,
  L: listOf(STR),
  K: listOf(INT),
  U: STR,
  V: STR,
  I: STR,
  J: unionOf(STR, INT),
};
const ENTITIES: Readonly<Record<string, string>> = { U: 'User', V: 'User', I: 'Ip' };
const LIST = features(TYPES).map((feature) => ({ ...feature, entityType: ENTITIES[feature.name] ?? null }));

const TEXTS = ['', 'a', 'A', 'ab', 'aB', 'b a', 'héß😀', "'; DROP", '%', 'a_b', ' x\t', 'ΑΣ ΣΑ', 'İ', 'a\nb', '5'];
const INTS = [0, 1, -1, 2, 3, 5, -7, 2 ** 31, -(2 ** 53) + 1, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)];
const FLOATS = [0, 0.5, -0.5, 1, 2.5, -7.25, 1e20, 9007199254740992, 2 ** 63, 1e300, 5];

const float = (value: number): Value => (Number.isInteger(value) ? new IntegralFloat(value) : value);
const pick = <T>(from: readonly T[]) => fc.constantFrom(...from);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 4 });

const rowArbitrary: fc.Arbitrary<ReadonlyMap<string, Value>> = fc
  .record({
    S: maybe(pick(TEXTS)),
    T: maybe(pick(TEXTS)),
    N: maybe(pick(INTS)),
    M: maybe(pick(INTS)),
    F: maybe(pick([...FLOATS, Number.NaN, Number.POSITIVE_INFINITY]).map(float)),
    G: maybe(pick(FLOATS).map(float)),
    B: maybe(fc.boolean()),
    R: maybe(fc.boolean()),
    L: maybe(fc.array(maybe(pick(TEXTS)), { maxLength: 3 })),
    K: maybe(fc.array(pick(INTS.slice(0, 6)), { maxLength: 3 })),
    U: maybe(pick(['a', 'ab', '5']).map((id) => new EntityValue('User', id))),
    V: maybe(pick(['a', 'ab', '5']).map((id) => new EntityValue('User', id))),
    I: maybe(pick(['a', 'ab', '5']).map((id) => new EntityValue('Ip', id))),
    J: maybe(fc.oneof(pick(TEXTS), pick(INTS))),
  })
  .map((record) => new Map<string, Value>(Object.entries(record)));

/** Well-typed expressions of a depth. */
interface Typed {
  readonly str: fc.Arbitrary<Expression>;
  readonly int: fc.Arbitrary<Expression>;
  readonly float: fc.Arbitrary<Expression>;
  readonly bool: fc.Arbitrary<Expression>;
}

const names = (...of: string[]) => pick(of.map(e.name));
const literals: Typed = {
  str: pick(TEXTS).map(e.str),
  int: pick(INTS).map((value) => (value < 0 ? e.negative(e.int(-value)) : e.int(value))),
  float: pick(FLOATS).map((value) => (value < 0 ? e.negative(e.float(-value)) : e.float(value))),
  bool: fc.boolean().map(e.bool),
};
const leaves: Typed = {
  str: fc.oneof(names('S', 'T'), literals.str),
  int: fc.oneof(names('N', 'M'), literals.int),
  float: fc.oneof(names('F', 'G'), literals.float),
  bool: names('B', 'R'),
};

function deeper(of: Typed): Typed {
  const call = (name: string, record: Record<string, fc.Arbitrary<Expression>>) =>
    fc.record(record).map((args) => e.call(name, args));
  const number = fc.oneof(of.int, of.float);
  const binary = (operand: fc.Arbitrary<Expression>, ...operators: ('+' | '-' | '*' | '/' | '//' | '%')[]) =>
    fc.tuple(operand, pick(operators), operand).map(([a, operator, b]) => e.binary(a, operator, b));
  const compared = (
    a: fc.Arbitrary<Expression>,
    b: fc.Arbitrary<Expression>,
    ...operators: ('==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in')[]
  ) => fc.tuple(a, pick(operators), b).map(([x, operator, y]) => e.compare(x, operator, y));
  const strLists = fc.oneof(
    names('L'),
    fc.array(of.str, { minLength: 1, maxLength: 3 }).map((items) => e.list(...items)),
    call('StringSplit', { s: of.str, sep: pick(['a', ' ', '_']).map(e.str) }),
  );
  const intLists = fc.oneof(
    names('K'),
    fc.array(of.int, { minLength: 1, maxLength: 3 }).map((items) => e.list(...items)),
  );
  const nameOrNone = fc.oneof(names('S', 'N', 'F', 'B', 'L', 'U', 'J'), fc.constant(e.none));
  return {
    str: fc.oneof(
      leaves.str,
      binary(of.str, '+'),
      call('StringToLower', { s: of.str }),
      call('StringStrip', { s: of.str }),
      call('StringLStrip', { s: of.str, chars: pick(['a', 'ab ', '😀ß']).map(e.str) }),
      call('StringRStrip', { s: of.str }),
      call('StringReplace', { s: of.str, old: pick(['a', 'b a', '😀', '.']).map(e.str), new: of.str }),
      fc
        .tuple(of.str, fc.nat(3), fc.nat(4))
        .map(([s, start, more]) => e.call('StringSlice', { s, start: e.int(start), end: e.int(start + more) })),
      call('StringJoin', {
        s: literals.str,
        iterable: fc.array(literals.str, { minLength: 1, maxLength: 2 }).map((l) => e.list(...l)),
      }),
      call('ListRead', {
        list: strLists,
        index: fc.integer({ min: -3, max: 3 }).map((i) => (i < 0 ? e.negative(e.int(-i)) : e.int(i))),
      }),
      pick([e.format('x', { name: 'S' }), e.format({ name: 'N' }, '-', { name: 'B' })]),
    ),
    int: fc.oneof(
      leaves.int,
      binary(of.int, '+', '-', '*', '//', '%'),
      of.int.map(e.negative),
      call('StringLength', { s: of.str }),
      call('ListLength', { list: fc.oneof(strLists, intLists) }),
    ),
    float: fc.oneof(
      leaves.float,
      binary(number, '/'),
      binary(of.float, '+', '-', '*', '//', '%'),
      of.float.map(e.negative),
    ),
    bool: fc.oneof(
      leaves.bool,
      compared(of.str, of.str, '==', '!=', 'in', 'not in'),
      compared(number, number, '==', '!=', '<', '<=', '>', '>='),
      compared(of.bool, of.bool, '==', '!='),
      compared(names('U', 'V', 'I'), names('U', 'V', 'I'), '==', '!='),
      compared(names('U'), of.str, '==', '!=', 'in', 'not in'),
      compared(
        names('U'),
        fc.array(names('V', 'I'), { minLength: 1, maxLength: 2 }).map((l) => e.list(...l)),
        'in',
        'not in',
      ),
      call('StringStartsWith', { s: names('U'), start: of.str }),
      compared(nameOrNone, fc.constant(e.none), '==', '!='),
      compared(names('J'), fc.oneof(literals.str, pick([0, 1, 5, 7]).map(e.int)), '==', '!='),
      compared(names('L'), strLists, '==', '!='),
      compared(of.str, strLists, 'in', 'not in'),
      compared(of.int, intLists, 'in', 'not in'),
      call('StringStartsWith', { s: of.str, start: of.str }),
      call('StringEndsWith', { s: of.str, end: of.str }),
      // A pattern without and one with an exact form in SQL.
      call('RegexMatch', { target: of.str, pattern: pick(['a+', '(?=a)', '[Aa]b$', '^.$', 'a.b', 'x|😀']).map(e.str) }),
      of.bool.map(e.not),
      fc.array(of.bool, { minLength: 2, maxLength: 3 }).map((operands) => e.and(...operands)),
      fc.array(of.bool, { minLength: 2, maxLength: 3 }).map((operands) => e.or(...operands)),
    ),
  };
}

const path = mkdtempSync(join(tmpdir(), 'lapwing-warehouse-'));
const ROWS = fc.sample(rowArbitrary, { numRuns: 250, seed: 5 });
let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openWarehouse(path);
  const rows = ROWS.map((values, i) =>
    row(
      i,
      LIST.map((feature) => values.get(feature.name) ?? null),
    ),
  );
  await warehouse.append(batch(LIST, rows.slice(0, 125)));
  await warehouse.flush();
  await warehouse.append(batch(LIST, rows.slice(125)));
});

afterAll(async () => {
  await warehouse.close();
  rmSync(path, { recursive: true, force: true });
});

async function selected(predicate: Predicate, which: 'possible' | 'certain'): Promise<number[]> {
  const where = { ...predicate, certain: predicate[which], residuals: [] };
  const { items } = await warehouse.events({ where, limit: 1000, features: [] });
  return items.map((item) => item.position).sort((a, b) => a - b);
}

/** The same expression, printed as SML when it fails. */
const readable = (expression: Expression): Expression =>
  Object.assign({ [fc.toStringMethod]: () => e.show(expression) }, expression);

const RUNS = Number(process.env['LAPWING_TRANSLATE_RUNS'] ?? 150);

test(`${RUNS} random expressions mean in SQL what they mean in a rule`, { timeout: 20_000 + RUNS * 50 }, async () => {
  let exact = 0;
  const typed = deeper(deeper(leaves));
  await fc.assert(
    fc.asyncProperty(typed.bool.map(readable), async (expression) => {
      const predicate = translateExpression(expression, LIST);
      const expected = ROWS.flatMap((values, i) => (evaluate(expression, values) === true ? [i] : []));
      const why = `${e.show(expression)}\n${predicate.certain}`;
      if (predicate.residuals.length === 0) {
        exact++;
        expect(predicate.possible).toBe(predicate.certain);
        expect(await selected(predicate, 'certain'), why).toEqual(expected);
      } else {
        const certain = await selected(predicate, 'certain');
        const possible = new Set(await selected(predicate, 'possible'));
        expect(
          certain.filter((i) => !expected.includes(i)),
          why,
        ).toEqual([]);
        expect(
          expected.filter((i) => !possible.has(i)),
          `${why}\n${predicate.possible}`,
        ).toEqual([]);
      }
    }),
    { numRuns: RUNS },
  );
  expect(exact).toBeGreaterThan(RUNS / 2);
});
