import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  adjustedPValues,
  CoactionNull,
  coactionGraph,
  poissonUpperTail,
  type Shares,
  shuffleWithinBlocks,
  significance,
} from '../src/core/index.ts';
import { randomOf } from '../src/core/random.ts';
import { naiveCoaction } from './oracle.ts';

const BLOCK = 10;

function sharesOf(rows: readonly (readonly [number, number, number])[], actors: number, objects: number): Shares {
  return {
    actors,
    objects,
    actor: Uint32Array.from(rows, ([actor]) => actor),
    object: Uint32Array.from(rows, ([, object]) => object),
    timeMillis: Float64Array.from(rows, ([, , time]) => time),
  };
}

/** Every way in which a list can be ordered. */
function* permutations(values: readonly number[]): Generator<readonly number[]> {
  if (values.length < 2) yield values;
  for (let i = 0; i < values.length; i++) {
    const rest = [...values.slice(0, i), ...values.slice(i + 1)];
    for (const tail of permutations(rest)) yield [values[i]!, ...tail];
  }
}

/** Every way in which chance could have dealt the shares of two blocks. */
function* dealt(shares: Shares): Generator<Shares> {
  const rows = (block: number) =>
    [...shares.actor.keys()].filter((row) => Math.floor(shares.timeMillis[row]! / BLOCK) === block);
  const [early, late] = [rows(0), rows(1)];
  for (const first of permutations(early.map((row) => shares.actor[row]!))) {
    for (const second of permutations(late.map((row) => shares.actor[row]!))) {
      const actor = shares.actor.slice();
      early.forEach((row, i) => {
        actor[row] = first[i]!;
      });
      late.forEach((row, i) => {
        actor[row] = second[i]!;
      });
      yield { ...shares, actor };
    }
  }
}

const small = fc
  .array(fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2 * BLOCK - 1)), { minLength: 2, maxLength: 6 })
  .map((rows) => sharesOf(rows, 3, 3));

describe('the null model', () => {
  it('bounds what chance gives from above, over every way to deal the shares', () => {
    fc.assert(
      fc.property(small, fc.integer({ min: 0, max: BLOCK }), (shares, windowMillis) => {
        let ways = 0;
        let joined = 0;
        for (const way of dealt(shares)) {
          ways++;
          joined += naiveCoaction(way, { windowMillis }).get('0-1') ?? 0;
        }
        const bound = new CoactionNull(shares, windowMillis, BLOCK).expectedObjects(0, 1);
        expect(bound).toBeGreaterThanOrEqual(joined / ways - 1e-9);
      }),
      { numRuns: 60 },
    );
  });

  it('is exact where no object has more than one pair', () => {
    const shares = sharesOf(
      [
        [0, 0, 1],
        [1, 0, 2],
        [0, 1, 3],
        [2, 1, 4],
        [1, 2, 5],
      ],
      3,
      3,
    );
    // Two objects with one pair each; two of 0, two of 1 and one of 2 among five shares.
    expect(new CoactionNull(shares, 5, BLOCK).expectedObjects(0, 1)).toBeCloseTo(2 * ((2 * 2 * 2) / (5 * 4)), 12);
  });

  it('refuses graphs whose edges count something else', () => {
    const shares = sharesOf([], 0, 0);
    for (const settings of [{ weight: 'pairs' }, { weight: 'messages' }, { directed: true }] as const) {
      const graph = coactionGraph(shares, { windowMillis: 1, ...settings });
      expect(() => significance(shares, graph, 1, { windowMillis: 1 })).toThrow('only edges that count objects');
    }
  });

  it('refuses blocks shorter than the window', () => {
    expect(() => new CoactionNull(sharesOf([], 0, 0), 2, 1)).toThrow('as long as the window');
  });
});

describe('p-values and q-values', () => {
  it('the Poisson tail is the sum of its terms', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.double({ min: 1e-6, max: 30, noNaN: true }), (count, mean) => {
        let below = 0;
        let term = Math.exp(-mean);
        for (let k = 0; k < count; k++) {
          below += term;
          term *= mean / (k + 1);
        }
        expect(poissonUpperTail(count, mean)).toBeCloseTo(1 - below, 9);
      }),
    );
    // From Stirling's series on, against the recurrence of terms: P(X >= 200 | 100).
    expect(poissonUpperTail(200, 100) / 2.0e-19).toBeGreaterThan(0.1);
    expect(poissonUpperTail(3, 1e-4) / (1e-4 ** 3 / 6)).toBeCloseTo(1, 3);
  });

  it('Benjamini and Hochberg by their definition', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }),
        fc.nat(100),
        (given, more) => {
          const hypotheses = given.length + more;
          const q = adjustedPValues(Float64Array.from(given), hypotheses);
          for (const level of [0.01, 0.05, 0.5]) {
            const sorted = given.toSorted((a, b) => a - b);
            const last = sorted.findLastIndex((p, i) => (p * hypotheses) / (i + 1) <= level);
            const discovered = given.filter((p) => last >= 0 && p <= sorted[last]!).length;
            expect(q.filter((value) => value <= level).length).toBe(discovered);
          }
        },
      ),
    );
    expect(() => adjustedPValues(Float64Array.of(0.1, 0.2), 1)).toThrow('2 p-values for 1 hypotheses');
  });
});

describe('on a platform', () => {
  const random = randomOf(11);
  const hour = 3_600_000;
  /** 300 people, 3,000 shares of 200 objects on one day, some much more popular than others. */
  const organic = Array.from({ length: 3000 }, () => {
    const object = Math.floor(200 * random.next() ** 3);
    return [random.below(300), object, Math.floor(random.next() * 24 * hour)] as const;
  });
  const ring = Array.from({ length: 6 }, (_, object) =>
    Array.from({ length: 5 }, (_, member) => [300 + member, 200 + object, object * 3 * hour + member * 1000] as const),
  ).flat();

  const discoveries = (shares: Shares) => {
    const graph = coactionGraph(shares, { windowMillis: 60_000, minRepetition: 2 });
    const { qValue } = significance(shares, graph, 2, { windowMillis: 60_000 });
    return [...qValue.keys()]
      .filter((edge) => qValue[edge]! <= 0.05)
      .map((edge) => [graph.from[edge]!, graph.to[edge]!]);
  };

  it('finds the ring, all of it, and nobody else', () => {
    const found = discoveries(sharesOf([...organic, ...ring], 305, 206));
    expect(found).toHaveLength(10);
    expect(found.flat().every((actor) => actor >= 300)).toBe(true);
  });

  it('finds nothing once chance deals the shares', () => {
    const shares = sharesOf([...organic, ...ring], 305, 206);
    const runs = 40;
    let withAny = 0;
    for (let run = 0; run < runs; run++) {
      if (discoveries(shuffleWithinBlocks(shares, hour, random.next)).length > 0) withAny++;
    }
    // 0.05 of 40 are 2; more than 6 come by chance once in a thousand.
    expect(withAny).toBeLessThanOrEqual(6);
  });
});
