/** The bridging engine alone: what both sides like stands above what one side likes more. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bridge, type Opinions, opinionMatrix } from '../src/bridging/index.ts';

/** Item 0 is liked by everybody, item 1 by one side alone and all of it, item 2 by nobody; items 3 and 4 are the other side's. */
function opinions(): Opinions {
  const rows: [number, number, number][] = [];
  for (let person = 0; person < 40; person++) {
    const left = person % 2 === 0;
    rows.push(
      [person, 0, 2],
      [person, 1, left ? 2 : 0],
      [person, 2, 0],
      [person, 3, left ? 0 : 2],
      [person, 4, left ? 0 : 2],
    );
  }
  const column = (at: 0 | 1 | 2) => rows.map((row) => row[at]);
  return {
    people: 41,
    items: 6,
    person: Int32Array.from(column(0)),
    item: Int32Array.from(column(1)),
    label: Uint8Array.from(column(2)),
  };
}

test('what both sides like has the highest intercept, and what one likes the larger factor', () => {
  const { intercept, factor, deviation, personFactor, converged } = bridge(opinions());
  expect(converged).toBe(true);
  expect(intercept[0]).toBeGreaterThan(intercept[1]! + 0.1);
  expect(intercept[1]).toBeGreaterThan(intercept[2]! + 0.1);
  expect(Math.abs(factor[1]!)).toBeGreaterThan(Math.abs(factor[0]!) + 0.3);
  expect(Math.sign(factor[1]!)).toBe(-Math.sign(factor[3]!));
  expect(Math.sign(personFactor[0]!)).toBe(-Math.sign(personFactor[1]!));
  expect(deviation[0]).toBeGreaterThan(0);
  // Nobody spoke of item 5, and person 40 said nothing.
  expect([intercept[5], personFactor[40]]).toEqual([Number.NaN, Number.NaN]);
});

test('the order of opinions changes nothing that can be seen', () => {
  const given = opinions();
  const base = bridge(given);
  fc.assert(
    fc.property(fc.shuffledSubarray([...given.item.keys()], { minLength: given.item.length }), (order) => {
      const pick = (column: Int32Array | Uint8Array) => order.map((row) => column[row]!);
      const again = bridge({
        ...given,
        person: Int32Array.from(pick(given.person)),
        item: Int32Array.from(pick(given.item)),
        label: Uint8Array.from(pick(given.label)),
      });
      for (let item = 0; item < 5; item++) expect(again.intercept[item]).toBeCloseTo(base.intercept[item]!, 8);
    }),
    { numRuns: 5 },
  );
});

test('refuses numbers out of range, and takes no opinions at all', () => {
  const one = { people: 1, items: 1, person: Int32Array.of(0), item: Int32Array.of(0), label: Uint8Array.of(2) };
  expect(opinionMatrix(one).count).toBe(1);
  expect(() => bridge({ ...one, item: Int32Array.of(1) })).toThrow(
    'opinion 0: person 0, item 1 or label 2 is out of range',
  );
  const none = { ...one, person: Int32Array.of(), item: Int32Array.of(), label: Uint8Array.of() };
  expect(bridge(none).intercept).toEqual(Float64Array.of(Number.NaN));
});
