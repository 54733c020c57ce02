/** Arithmetic, comparison, parsing and printing against CPython's answers (recorded in python.json). */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatFloat, reprString } from '../../src/text/python-format.ts';
import { BINARY_OPERATIONS, type FailAt } from '../../src/values/arithmetic.ts';
import { compare, equals } from '../../src/values/compare.ts';
import { pythonRepr, reprTimeDelta } from '../../src/values/format.ts';
import { makeFloat, makeInt, parsePythonFloat, parsePythonInt } from '../../src/values/numbers.ts';
import { FAILED, type Outcome, type Value } from '../../src/values/values.ts';

type Encoded = boolean | { int: string } | { float: string } | { error: string };
interface Recorded {
  readonly operations: [string, Encoded, Encoded, Encoded][];
  readonly parse: [string, Encoded, Encoded][];
  readonly reprs: [string, string][];
  readonly floats: string[];
}
const recorded: Recorded = JSON.parse(readFileSync(new URL('./python.json', import.meta.url), 'utf8'));

function floatOf(text: string): number {
  if (text.endsWith('inf')) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(text);
}

function decode(encoded: Encoded): Value {
  if (typeof encoded === 'boolean') return encoded;
  if ('int' in encoded) return makeInt(BigInt(encoded.int));
  if ('float' in encoded) return makeFloat(floatOf(encoded.float));
  throw new Error('an error is no operand');
}

/** What was expected and what came, in one form: kind and digits. */
function show(value: Outcome | undefined, error: string | null): string {
  if (error !== null) return `error ${error}`;
  if (value === undefined || value === FAILED) return 'error ValueError';
  return pythonRepr(value);
}
function showExpected(encoded: Encoded): string {
  if (typeof encoded === 'boolean') return encoded ? 'True' : 'False';
  if ('error' in encoded) return `error ${encoded.error}`;
  return 'int' in encoded ? encoded.int : encoded.float;
}

describe('as CPython has it', () => {
  it('computes and compares', () => {
    expect(recorded.operations.length).toBeGreaterThan(2_000);
    const differences: string[] = [];
    for (const [operator, left, right, expected] of recorded.operations) {
      let error: string | null = null;
      const fail: FailAt = (_site, kind) => {
        error = kind;
        return FAILED;
      };
      const result = apply(operator, decode(left), decode(right), fail);
      const shown = show(result, error);
      const text = `${showExpected(left)} ${operator} ${showExpected(right)}`;
      if (shown !== showExpected(expected)) differences.push(`${text} = ${showExpected(expected)}, not ${shown}`);
    }
    expect(differences).toEqual([]);
  });

  it.each(recorded.parse)('parses %j', (text, int, float) => {
    expect(show(parsePythonInt(text), null)).toBe(showExpected(int));
    expect(show(parsePythonFloat(text), null)).toBe(showExpected(float));
  });

  it.each(recorded.reprs)('prints %j', (text, repr) => {
    expect(reprString(text)).toBe(repr);
  });

  it.each(recorded.floats)('prints %s', (repr) => {
    expect(formatFloat(Number(repr))).toBe(repr);
  });

  it('prints durations', () => {
    expect(reprTimeDelta(0)).toBe('datetime.timedelta(0)');
    expect(reprTimeDelta(86_405.5)).toBe('datetime.timedelta(days=1, seconds=5, microseconds=500000)');
    expect(reprTimeDelta(-1)).toBe('datetime.timedelta(days=-1, seconds=86399)');
  });
});

function apply(operator: string, left: Value, right: Value, fail: FailAt): Outcome {
  if (operator === '==') return equals(left, right);
  if (operator === '<' || operator === '<=') return compare(operator, left, right, fail, 0);
  const operation = Object.entries(BINARY_OPERATIONS).find(([name]) => name === operator)?.[1];
  if (operation === undefined) throw new Error(operator);
  return operation(left, right, fail, 0);
}

describe('ints of any size', () => {
  const near = (power: number) => fc.bigInt({ min: 2n ** BigInt(power) - 40n, max: 2n ** BigInt(power) + 40n });
  const magnitude = fc.oneof(fc.bigInt({ min: 0n, max: 60n }), near(31), near(52), near(53), near(70));
  const int = fc.tuple(magnitude, fc.boolean()).map(([n, isNegative]) => (isNegative ? -n : n));

  it('divide and leave remainders as exact ints do', () => {
    const fail: FailAt = () => FAILED;
    fc.assert(
      fc.property(int, int, (a, b) => {
        const of = (operator: '//' | '%') => BINARY_OPERATIONS[operator](makeInt(a), makeInt(b), fail, 0);
        if (b === 0n) {
          expect([of('//'), of('%')]).toEqual([0, 0]);
          return;
        }
        const rest = ((a % b) + b) % b;
        expect([of('//'), of('%')]).toEqual([makeInt((a - rest) / b), makeInt(rest)]);
      }),
      { numRuns: 2000 },
    );
  });
});
