/** Clusters over time: which goes on, splits, merges and ends; matching and agreement against their definitions. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  adjustedMutualInformation,
  clusterChains,
  leidenRuns,
  matchByWeight,
  neighboursOf,
} from '../src/core/index.ts';

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe('chains', () => {
  it('go on while members change a little', () => {
    const chains = clusterChains([[range(0, 10)], [range(2, 12)], [range(4, 14)]]);
    expect(chains).toHaveLength(1);
    expect(chains[0]?.links.map(({ similarity, joined, left }) => [similarity, joined, left])).toEqual([
      [null, 0, 0],
      [8 / 12, 2, 2],
      [8 / 12, 2, 2],
    ]);
  });

  it('split, merge, and end', () => {
    const chains = clusterChains([
      [range(0, 10), range(20, 26)],
      [range(0, 6), range(6, 10), range(20, 26)],
      [range(0, 6), [...range(6, 10), ...range(20, 26)]],
      [],
    ]);
    expect(chains.map(({ links }) => links.map(({ slice, cluster }) => `${slice}.${cluster}`))).toEqual([
      ['0.0', '1.0', '2.0'],
      ['0.1', '1.2', '2.1'],
      ['1.1'],
    ]);
    expect(chains[0]?.splitInto).toEqual([{ chain: 2, slice: 1 }]);
    expect(chains[1]?.mergedFrom).toEqual([{ chain: 2, slice: 2 }]);
    expect(chains[2]).toMatchObject({ splitInto: [], mergedFrom: [] });
  });

  it('come back after a gap where that is allowed', () => {
    const slices = [[range(0, 5)], [], [range(0, 5)]];
    expect(clusterChains(slices)).toHaveLength(2);
    expect(clusterChains(slices, { maxGap: 1 })).toHaveLength(1);
  });

  it('hold every cluster once, in order, each link as similar as asked for', () => {
    const slices = fc.array(fc.array(fc.uniqueArray(fc.nat(12), { minLength: 1, maxLength: 6 }), { maxLength: 4 }), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(slices, fc.constantFrom(0.2, 0.5, 1), fc.nat(2), (given, minSimilarity, maxGap) => {
        const chains = clusterChains(given, { minSimilarity, maxGap });
        const all = chains.flatMap(({ links }) => links.map(({ slice, cluster }) => `${slice}.${cluster}`));
        expect(all.toSorted()).toEqual(
          given.flatMap((of, slice) => of.map((_, cluster) => `${slice}.${cluster}`)).sort(),
        );
        for (const { links } of chains) {
          for (const [i, { slice, cluster, similarity }] of links.entries()) {
            if (i === 0) continue;
            const before = links[i - 1]!;
            expect(slice - before.slice).toBeGreaterThan(0);
            expect(slice - before.slice).toBeLessThanOrEqual(maxGap + 1);
            const [a, b] = [new Set(given[before.slice]![before.cluster]), new Set(given[slice]![cluster])];
            expect(similarity).toBeCloseTo(a.intersection(b).size / a.union(b).size, 12);
            expect(similarity).toBeGreaterThanOrEqual(minSimilarity);
          }
        }
      }),
    );
    expect(() => clusterChains([], { minSimilarity: 0 })).toThrow('minSimilarity');
    expect(() => clusterChains([], { maxGap: -1 })).toThrow('maxGap');
  });
});

it('a matching has the largest sum of weights', () => {
  const pairs = fc.uniqueArray(
    fc
      .tuple(fc.nat(4), fc.nat(4), fc.integer({ min: 1, max: 20 }))
      .map(([left, right, weight]) => ({ left, right, weight })),
    { maxLength: 14, selector: ({ left, right }) => `${left} ${right}` },
  );
  const best = (rest: readonly { left: number; right: number; weight: number }[]): number => {
    const [first, ...others] = rest;
    if (first === undefined) return 0;
    const without = others.filter(({ left, right }) => left !== first.left && right !== first.right);
    return Math.max(best(others), first.weight + best(without));
  };
  fc.assert(
    fc.property(pairs, (given) => {
      const matched = matchByWeight(given);
      expect(new Set(matched.map(({ left }) => left)).size).toBe(matched.length);
      expect(new Set(matched.map(({ right }) => right)).size).toBe(matched.length);
      expect(matched.reduce((sum, { weight }) => sum + weight, 0)).toBe(best(given));
    }),
  );
});

describe('agreement of two divisions', () => {
  it('is one where they are the same, and nothing on average where they are not', () => {
    expect(adjustedMutualInformation([0, 0, 1, 1, 2], [5, 5, 3, 3, 4])).toBeCloseTo(1, 12);
    expect(adjustedMutualInformation([0, 0, 0], [1, 1, 1])).toBe(1);
    // Over all ways to arrange a division of given sizes the mean is 0 by definition.
    const a = [0, 0, 0, 1, 1, 2];
    const orders = permutations([0, 0, 1, 1, 1, 2]);
    expect(orders).toHaveLength(720);
    expect(orders.reduce((sum, b) => sum + adjustedMutualInformation(a, b), 0) / orders.length).toBeCloseTo(0, 9);
    expect(() => adjustedMutualInformation([0], [])).toThrow('same length');
  });

  function permutations(values: readonly number[]): number[][] {
    if (values.length === 0) return [[]];
    return values.flatMap((value, i) => permutations(values.toSpliced(i, 1)).map((rest) => [value, ...rest]));
  }
});

describe('stability', () => {
  it('is full where the graph leaves no choice, and less where it does', () => {
    const clique = (from: number, size: number) =>
      range(from, from + size).flatMap((a) => range(a + 1, from + size).map((b) => [a, b] as const));
    const edges = [...clique(0, 6), ...clique(6, 6), [0, 6] as const];
    // A ring of 30 can be cut anywhere.
    const ring = range(0, 30).map((i) => [12 + i, 12 + ((i + 1) % 30)] as const);
    const all = [...edges, ...ring];
    const graph = neighboursOf(42, {
      from: Uint32Array.from(all, ([a]) => a),
      to: Uint32Array.from(all, ([, b]) => b),
      weight: all.map(() => 1),
    });
    const { community, stability, membership } = leidenRuns(graph, { runs: 8 });
    expect([stability[community[0]!], stability[community[6]!]]).toEqual([1, 1]);
    expect(membership.subarray(0, 12).every((share) => Math.abs(share - 1) < 1e-9)).toBe(true);
    expect(stability[community[20]!]).toBeLessThan(0.95);
    expect(() => leidenRuns(graph, { runs: 0 })).toThrow('runs must be');
  });
});
