/** Trust that is kept up to date as edges come: the same as that of a run over all of them, for less work. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dropLinked,
  type Edges,
  fairnessGoodness,
  LiveFairness,
  LivePageRank,
  LiveSybilRank,
  neighboursOf,
  pageRank,
  sybilRank,
} from '../src/core/index.ts';

const NODES = 9;
/** Batches, each with the number of nodes that there are by then. */
const batches = fc.array(
  fc.tuple(
    fc.integer({ min: 3, max: NODES }),
    fc.array(fc.tuple(fc.nat(2 * NODES), fc.nat(2 * NODES), fc.integer({ min: -10, max: 10 })), { maxLength: 12 }),
  ),
  { minLength: 1, maxLength: 6 },
);

function* growing(given: readonly (readonly [number, readonly (readonly [number, number, number])[]])[]) {
  let nodes = 0;
  const all: [number, number, number][] = [];
  for (const [wanted, list] of given) {
    nodes = Math.max(nodes, wanted);
    const added = list.map(([a, b, w]): [number, number, number] => [a % nodes, b % nodes, w / 10]);
    all.push(...added);
    yield { nodes, added: columns(added), all: columns(all) };
  }
}

function columns(list: readonly [number, number, number][]): Edges & { weight: Float64Array } {
  return {
    from: Uint32Array.from(list, ([from]) => from),
    to: Uint32Array.from(list, ([, to]) => to),
    weight: Float64Array.from(list, ([, , weight]) => weight),
  };
}

const close = (ours: Float64Array, theirs: Float64Array, digits = 6) => {
  expect(ours.length).toBe(theirs.length);
  for (const [node, value] of ours.entries()) expect(value).toBeCloseTo(theirs[node]!, digits);
};

describe('trust kept up to date', () => {
  it('is PageRank, from everywhere and from trusted nodes', () => {
    fc.assert(
      fc.property(batches, fc.boolean(), (given, everywhere) => {
        const live = new LivePageRank({ tolerance: 1e-11, ...(everywhere ? {} : { trusted: [0, 2] }) });
        for (const { nodes, added, all } of growing(given)) {
          live.add(nodes, added);
          const teleport = new Float64Array(nodes).fill(everywhere ? 1 : 0);
          if (!everywhere) teleport[0] = teleport[2] = 1;
          close(live.scores(), pageRank(nodes, all, { teleport, tolerance: 1e-13, maxSteps: 2000 }).score, 8);
        }
      }),
    );
  });

  it('is SybilRank', () => {
    fc.assert(
      fc.property(batches, fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined }), (given, steps) => {
        const live = new LiveSybilRank({ trusted: [0, 1], ...(steps !== undefined && { steps }) });
        for (const { nodes, added, all } of growing(given)) {
          live.add(nodes, { ...added, weight: added.weight.map(Math.abs) });
          const graph = neighboursOf(nodes, { ...all, weight: all.weight.map(Math.abs) });
          close(live.scores(), sybilRank(graph, [0, 1], steps), 8);
        }
      }),
    );
  });

  it('is fairness and goodness', () => {
    fc.assert(
      fc.property(batches, fc.constantFrom({}, { priorRatings: 2, prior: 0.1 }), (given, options) => {
        const live = new LiveFairness(options);
        let before: ReturnType<typeof fairnessGoodness> | null = null;
        for (const { nodes, added, all } of growing(given)) {
          live.add(nodes, added);
          const cold = fairnessGoodness(nodes, all, { ...options, tolerance: 1e-12, maxRounds: 5000 });
          close(live.scores().goodness, cold.goodness);
          close(live.scores().fairness, cold.fairness);
          if (before !== null) {
            const warm = fairnessGoodness(nodes, all, { ...options, from: before, tolerance: 1e-12, maxRounds: 5000 });
            close(warm.goodness, cold.goodness);
          }
          before = cold;
        }
      }),
    );
  });

  it('walks few edges for a few that are added to many', () => {
    const nodes = 8_000;
    let state = 7;
    const random = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
    const make = (count: number) =>
      columns(
        Array.from({ length: count }, (): [number, number, number] => {
          // People know those near them, and now and then somebody far away.
          const a = Math.floor(random() * nodes);
          const b = random() < 0.02 ? Math.floor(random() * nodes) : (a + 1 + Math.floor(random() * 20)) % nodes;
          return [a, b, 0.5 + random() / 2];
        }),
      );
    const [all, more] = [make(50_000), make(3)];
    const tolerance = 1e-4;
    for (const live of [
      new LivePageRank({ trusted: [1, 2, 3], tolerance }),
      new LiveSybilRank({ trusted: [1, 2, 3], tolerance }),
      new LiveFairness({ tolerance }),
    ]) {
      live.add(nodes, all);
      const cold = live.walked;
      live.add(nodes, more);
      expect(live.walked - cold).toBeLessThan(cold / 2);
    }
  });

  it('refuses edges that lead nowhere, and trust without a beginning', () => {
    const away = { from: Uint32Array.of(0), to: Uint32Array.of(5), weight: [1] };
    expect(() => new LivePageRank().add(2, away)).toThrow('edge 0: 0 to 5 of 2 nodes');
    expect(() => new LivePageRank({ trusted: [] })).toThrow('no node is trusted');
    expect(() => new LiveSybilRank({ trusted: [] })).toThrow('at least one trusted actor');
    expect(() => new LiveSybilRank({ trusted: [7] }).add(2, columns([]))).toThrow('the trusted actor 7 is none of 2');
    expect(() => new LiveFairness().add(2, { ...away, to: Uint32Array.of(1), weight: [3] })).toThrow('rating 0: 3');
  });
});

describe('edges among linked accounts', () => {
  it('are dropped, also where accounts are linked through others', () => {
    const names = ['ann', 'bob', 'cat', 'dan'];
    const edges = {
      names,
      ...columns([
        [0, 1, 1],
        [0, 2, 1],
        [2, 3, 1],
        [3, 3, 1],
        [1, 3, 1],
      ]),
    };
    const linked: [string, string][] = [
      ['ann', 'gone'],
      ['gone', 'cat'],
    ];
    const kept = dropLinked(edges, linked);
    expect([...kept.from].map((from, edge) => `${names[from]}-${names[kept.to[edge]!]}`)).toEqual([
      'ann-bob',
      'cat-dan',
      'dan-dan',
      'bob-dan',
    ]);
  });
});
