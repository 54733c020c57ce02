/** No split lets a row, or what must stay together, be on both sides. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  groupFolds,
  leaveOneGroupOut,
  type Split,
  splitByGroup,
  splitByTime,
  stratifiedFolds,
} from '../src/core/data/splits.ts';

const groups = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), { minLength: 1, maxLength: 60 });

/** Both sides together are all rows, each once. */
function whole({ train, test }: Split, rows: number): void {
  expect([...train, ...test].sort((a, b) => a - b)).toEqual([...Array(rows).keys()]);
}

it('folds of classes: each row is judged once, and classes are spread evenly', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0, 1, 2), { minLength: 5, maxLength: 80 }), fc.nat(9), (classes, seed) => {
      const folds = stratifiedFolds(classes, 5, seed);
      for (const fold of folds) whole(fold, classes.length);
      expect(folds.flatMap(({ test }) => [...test]).sort((a, b) => a - b)).toEqual([...classes.keys()]);
      for (const c of [0, 1, 2]) {
        const counts = folds.map(({ test }) => [...test].filter((row) => classes[row] === c).length);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }
    }),
  );
});

it('groups stay on one side', () => {
  fc.assert(
    fc.property(groups, fc.nat(9), (of, seed) => {
      for (const split of [...groupFolds(of, 3, seed), ...leaveOneGroupOut(of), splitByGroup(of, 0.3, seed)]) {
        whole(split, of.length);
        const left = new Set(Array.from(split.train, (row) => of[row]));
        for (const row of split.test) expect(left.has(of[row])).toBe(false);
      }
    }),
  );
});

it('what judges is later than all that was learned from', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20), { minLength: 1, maxLength: 60 }), (times) => {
      const split = splitByTime(times, 0.4);
      whole(split, times.length);
      for (const late of split.test)
        for (const early of split.train) expect(times[late]!).toBeGreaterThan(times[early]!);
    }),
  );
});

it('a group stays on its side when rows are added', () => {
  const side = (of: readonly string[]) => [...splitByGroup(of, 0.5, 1).test].map((row) => of[row]);
  const names = Array.from({ length: 40 }, (_, n) => `author ${n}`);
  const before = new Set(side(names));
  for (const name of side([...names, 'one more', 'and one']).filter((one) => names.includes(one!)))
    expect(before.has(name)).toBe(true);
  expect(before.size).toBeGreaterThan(10);
  expect(before.size).toBeLessThan(30);
});
