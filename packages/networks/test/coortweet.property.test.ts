/** The network of CooRTweet against its definition, all pairs held at once. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CooRTweetOptions, cooRTweetNetwork, type Shares } from '../src/core/index.ts';

interface Row {
  readonly account: number;
  readonly object: number;
  readonly time: number;
  readonly content: number;
}

const rows = fc.array(
  fc
    .tuple(fc.nat(4), fc.nat(3), fc.nat(30), fc.nat(5))
    // A content is of one account and one time.
    .map(([account, object, time, number]) => ({
      account,
      object,
      time: time + number / 8,
      content: account * 10 + number,
    })),
  { maxLength: 40 },
);

/** Every content has the time of its first row, and names an object at most once. */
function consistent(given: readonly Row[]): Row[] {
  const times = new Map<number, number>();
  const seen = new Set<string>();
  return given.flatMap((row) => {
    const time = times.get(row.content) ?? row.time;
    times.set(row.content, time);
    if (seen.has(`${row.content} ${row.object}`)) return [];
    seen.add(`${row.content} ${row.object}`);
    return [{ ...row, time }];
  });
}

function sharesOf(of: readonly Row[]): Shares {
  return {
    actors: 5,
    objects: 4,
    actor: Uint32Array.from(of, ({ account }) => account),
    object: Uint32Array.from(of, ({ object }) => object),
    timeMillis: Float64Array.from(of, ({ time }) => time * 1000),
    message: Uint32Array.from(of, ({ content }) => content),
  };
}

type Pair = readonly [Row, Row];

/** Step by step as the package does it: filter, join, remove loops, filter by participation, order by time. */
function detectGroups(given: readonly Row[], windowSeconds: number, least: number, removeLoops: boolean): Pair[] {
  const x = given.filter(({ account }) => given.filter((row) => row.account === account).length >= least);
  let pairs: Pair[] = [];
  for (const [i, a] of x.entries()) {
    for (const b of x.slice(i + 1)) {
      if (a.object !== b.object || Math.abs(a.time - b.time) > windowSeconds) continue;
      pairs.push(a.time > b.time ? [b, a] : [a, b]);
    }
  }
  if (removeLoops) pairs = pairs.filter(([a, b]) => a.account !== b.account && a.content !== b.content);
  return participating(x, pairs, least);
}

function participating(x: readonly Row[], pairs: readonly Pair[], least: number): Pair[] {
  const matched = new Set(pairs.flatMap(([a, b]) => [a.content, b.content]));
  const kept = x.filter(({ content }) => matched.has(content));
  const contents = new Set(
    kept
      .filter(({ account }) => kept.filter((row) => row.account === account).length >= least)
      .map(({ content }) => content),
  );
  return pairs.filter(([a, b]) => contents.has(a.content) || contents.has(b.content));
}

function statistics(pairs: readonly Pair[]) {
  const [first, second] = [new Set(pairs.map(([a]) => a.content)).size, new Set(pairs.map(([, b]) => b.content)).size];
  return {
    weight: pairs.length,
    avgTimeDeltaSeconds: pairs.reduce((sum, [a, b]) => sum + b.time - a.time, 0) / pairs.length,
    contents: first,
    contentsLater: second,
    symmetry: Math.min(first, second) / Math.max(first, second),
  };
}

function naive(given: readonly Row[], options: CooRTweetOptions) {
  const { windowMillis = 10_000, minParticipation = 2, removeLoops = true, fastWindowMillis } = options;
  const groups = detectGroups(given, windowMillis / 1000, minParticipation, removeLoops);
  const isFast = (pair: Pair) => pair[1].time - pair[0].time <= (fastWindowMillis ?? 0) / 1000;
  const fast = new Set(participating(given, groups.filter(isFast), options.fastMinParticipation ?? minParticipation));
  const byEdge = Map.groupBy(groups, ([a, b]) => [a.account, b.account].sort().join('-'));
  return [...byEdge]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, pairs]) => {
      const quick = pairs.filter((pair) => fast.has(pair));
      return {
        key,
        ...statistics(pairs),
        fast: fastWindowMillis === undefined || quick.length === 0 ? null : statistics(quick),
      };
    });
}

const options = fc.record(
  {
    windowMillis: fc.nat(12).map((seconds) => seconds * 1000),
    minParticipation: fc.integer({ min: 1, max: 4 }),
    removeLoops: fc.boolean(),
  },
  { requiredKeys: [] },
);

describe('the network of CooRTweet', () => {
  it('has the weights, time differences, contents and symmetry of its definition', () => {
    fc.assert(
      fc.property(rows, options, fc.boolean(), fc.integer({ min: 1, max: 3 }), (all, asked, hasFast, fastLeast) => {
        const given = consistent(all);
        const window = asked.windowMillis ?? 10_000;
        const settings = {
          ...asked,
          ...(hasFast && { fastWindowMillis: window / 2, fastMinParticipation: fastLeast }),
        };
        // Of equal times the first row comes first, which is by account in the package; rows are given in that order.
        const ordered = given.toSorted((a, b) => a.account - b.account);
        const { edges } = cooRTweetNetwork(sharesOf(ordered), settings);
        const found = edges.map(({ from, to, isHeavy: _, ...of }) => ({ key: `${from}-${to}`, ...of }));
        const expected = naive(ordered, settings);
        expect(found.map(({ key }) => key)).toEqual(expected.map(({ key }) => key));
        for (const [i, edge] of found.entries()) {
          const { avgTimeDeltaSeconds, fast, ...rest } = edge;
          const { avgTimeDeltaSeconds: average, fast: quick, ...others } = expected[i]!;
          expect(rest).toEqual(others);
          expect(avgTimeDeltaSeconds).toBeCloseTo(average, 9);
          expect(fast?.weight ?? null).toBe(quick?.weight ?? null);
          expect(fast?.symmetry ?? null).toBe(quick?.symmetry ?? null);
        }
      }),
      { numRuns: 1000 },
    );
  });

  const shares = sharesOf(
    [
      [0, 0, 0, 1],
      [1, 0, 1, 11],
      [0, 1, 50, 2],
      [1, 1, 58, 12],
      [2, 1, 59, 21],
      [3, 2, 90, 31],
      [4, 2, 91, 41],
    ].map(([account = 0, object = 0, time = 0, content = 0]) => ({ account, object, time, content })),
  );
  const pairsIn = (asked: CooRTweetOptions) =>
    cooRTweetNetwork(shares, { minParticipation: 1, ...asked }).edges.map(({ from, to }) => `${from}-${to}`);

  it('marks edges over the percentile, and cuts the subgraphs', () => {
    // Weights: 0-1 two, 0-2 one, 1-2 one, 3-4 one.
    const { edges, weightThreshold } = cooRTweetNetwork(shares, { minParticipation: 1, edgeWeight: 0.5 });
    expect(weightThreshold).toBe(1);
    expect(edges.filter(({ isHeavy }) => isHeavy).map(({ from, to }) => [from, to])).toEqual([[0, 1]]);
    expect(pairsIn({ subgraph: 1 })).toEqual(['0-1']);
    // Within a second: 0-1, 1-2 and 3-4, once each; none weighs more than the median, all more than nothing can.
    expect(pairsIn({ fastWindowMillis: 1000, subgraph: 2 })).toEqual([]);
    expect(pairsIn({ fastWindowMillis: 8000, subgraph: 2 })).toEqual(['0-1']);
    expect(pairsIn({ fastWindowMillis: 8000, subgraph: 3 })).toEqual(['0-1', '0-2', '1-2']);
  });

  it('leaves out contents that are the object itself', () => {
    expect(pairsIn({ originals: new Map([[31, 2]]) })).toEqual(['0-1', '0-2', '1-2']);
    expect(pairsIn({ originals: new Map([[31, 2]]), removeLoops: false })).toContain('3-4');
  });

  it.each([
    [{ edgeWeight: 2 }, 'edgeWeight is a percentile'],
    [{ minParticipation: 0 }, 'minParticipation must be'],
    [{ subgraph: 2 }, 'subgraph 2 needs a fast window'],
    [{ subgraph: 1, fastWindowMillis: 1 }, 'subgraph 1 is of the network without'],
    [{ fastWindowMillis: 20_000 }, 'no longer than the window'],
  ] as const)('refuses %j', (asked, message) => {
    expect(() => cooRTweetNetwork(shares, asked)).toThrow(message);
  });
});
