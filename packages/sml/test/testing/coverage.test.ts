/** Coverage counts the outcomes of rules, of their conditions, and of what these are made of. */
import { expect, test } from 'vitest';
import { explainEvent } from '../../src/explain/explain.ts';
import type { JsonObject } from '../../src/functions/declaration.ts';
import { Coverage } from '../../src/testing/index.ts';
import { action, compile } from '../support/evaluate.ts';

const ruleset = compile(`N: int = JsonData(path='$.n', required=False)
B: bool = JsonData(path='$.b')
R = Rule(when_all=[N > 1, B or not (N == 5), True], description='d')
S = Rule(when_all=[R], description='d')
WhenRules(rules_any=[R, S], then=[])
`);

const report = (...events: JsonObject[]) => {
  const coverage = new Coverage(ruleset);
  for (const data of events) coverage.record(explainEvent(ruleset, action(data)));
  return coverage.report();
};

test('nothing was seen before the first event', () => {
  // R, three conditions and parts of it: `N > 1`, the `or`, `B`, `not`, `N == 5`; S and its condition.
  expect(report()).toMatchObject({ seen: 0, total: 16, percent: 0 });
});

test('each outcome counts once', () => {
  const { rules, seen, percent } = report({ n: 2, b: false }, { n: 2, b: false }, { b: true });
  expect(rules[0]).toMatchObject({ name: 'R', seen: { true: 2, false: 0, failed: 1 } });
  expect(
    rules[0]?.conditions.map(({ source, seen: counts }) => [source, counts.true, counts.false, counts.failed]),
  ).toEqual([
    ['N > 1', 2, 0, 1],
    ['B or not (N == 5)', 3, 0, 0],
    ['B', 1, 2, 0],
    ['not (N == 5)', 3, 0, 0],
    ['N == 5', 0, 3, 0],
  ]);
  expect(seen).toBe(9);
  expect(percent).toBeCloseTo(56.25);
});

test('everything was seen', () => {
  expect(report({ n: 2, b: false }, { n: 5, b: false }, { n: 0, b: true })).toMatchObject({ percent: 100 });
});
