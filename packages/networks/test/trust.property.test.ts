/** Reputation against what its definitions say, solved plainly. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fairnessGoodness, neighboursOf, pageRank, sybilRank } from '../src/core/index.ts';

const NODES = 7;
const edges = fc
  .array(
    fc.tuple(
      fc.nat(NODES - 1),
      fc.nat(NODES - 1),
      fc.integer({ min: -10, max: 10 }).map((tenths) => tenths / 10),
    ),
    { maxLength: 25 },
  )
  .map((list) => ({
    from: Uint32Array.from(list, ([from]) => from),
    to: Uint32Array.from(list, ([, to]) => to),
    weight: Float64Array.from(list, ([, , weight]) => weight),
  }));

const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);

describe('PageRank', () => {
  it('is the distribution of a surfer who follows edges by weight and begins anew by chance', () => {
    fc.assert(
      fc.property(edges, fc.double({ min: 0.05, max: 0.9, noNaN: true }), fc.nat(NODES - 1), (graph, restart, home) => {
        const teleport = new Float64Array(NODES);
        teleport[home] = 2;
        const { score } = pageRank(NODES, graph, { restart, teleport, tolerance: 1e-14, maxSteps: 2000 });
        expect(sum(score)).toBeCloseTo(1, 9);
        // One more step of the definition changes nothing.
        const next = new Float64Array(NODES);
        for (let node = 0; node < NODES; node++) {
          const out = [...graph.from.keys()].filter((edge) => graph.from[edge] === node && graph.weight[edge]! > 0);
          const total = out.reduce((weight, edge) => weight + graph.weight[edge]!, 0);
          if (out.length === 0) next[home]! += (1 - restart) * score[node]!;
          for (const edge of out)
            next[graph.to[edge]!]! += ((1 - restart) * score[node]! * graph.weight[edge]!) / total;
        }
        next[home]! += restart;
        for (let node = 0; node < NODES; node++) expect(next[node]).toBeCloseTo(score[node]!, 9);
      }),
    );
  });

  it('goes on from earlier scores, in fewer steps, to the same ones', () => {
    fc.assert(
      fc.property(edges, (graph) => {
        const cold = pageRank(NODES, graph);
        const warm = pageRank(NODES, graph, { from: cold.score });
        expect(warm.steps).toBeLessThanOrEqual(Math.min(2, cold.steps));
        for (let node = 0; node < NODES; node++) expect(warm.score[node]).toBeCloseTo(cold.score[node]!, 6);
      }),
    );
  });

  it('refuses what is no distribution', () => {
    const none = { from: new Uint32Array(), to: new Uint32Array(), weight: [] };
    expect(() => pageRank(2, none, { teleport: new Float64Array(1) })).toThrow('teleport has 1 values for 2 nodes');
    expect(() => pageRank(2, none, { teleport: new Float64Array(2) })).toThrow('teleport has no value above 0');
    expect(() => pageRank(2, none, { restart: 0 })).toThrow('restart must be');
  });
});

describe('SybilRank', () => {
  it('gives those behind a single edge less trust than honest people', () => {
    // Two cliques of six, joined by one edge; trust begins in the first.
    const from: number[] = [5];
    const to: number[] = [6];
    for (const start of [0, 6]) {
      for (let a = start; a < start + 6; a++) for (let b = a + 1; b < start + 6; b++) [from.push(a), to.push(b)];
    }
    const graph = neighboursOf(12, {
      from: Uint32Array.from(from),
      to: Uint32Array.from(to),
      weight: from.map(() => 1),
    });
    const trust = sybilRank(graph, [0, 1]);
    expect(Math.min(...trust.subarray(0, 6))).toBeGreaterThan(Math.max(...trust.subarray(6)));
    expect(() => sybilRank(graph, [])).toThrow('at least one trusted actor');
    expect(() => sybilRank(graph, [12])).toThrow('the trusted actor 12 is none of 12');
  });

  it('neither makes nor loses trust', () => {
    fc.assert(
      fc.property(edges, fc.nat(NODES - 1), fc.nat(8), ({ from, to, weight }, seed, steps) => {
        const graph = neighboursOf(NODES, { from, to, weight: weight.map(Math.abs) });
        const strength = Float64Array.from({ length: NODES }, (_, node) =>
          sum(graph.weight.subarray(graph.first[node], graph.first[node + 1])),
        );
        const trust = sybilRank(graph, [seed], steps).map((value, node) => value * (strength[node] || 1));
        expect(sum(trust)).toBeCloseTo(NODES, 6);
      }),
    );
  });
});

describe('fairness and goodness', () => {
  it('each follows from the other', () => {
    fc.assert(
      fc.property(edges, (graph) => {
        const { fairness, goodness } = fairnessGoodness(NODES, graph, { tolerance: 1e-12, maxRounds: 5000 });
        for (let node = 0; node < NODES; node++) {
          const gave = [...graph.from.keys()].filter((edge) => graph.from[edge] === node);
          const got = [...graph.to.keys()].filter((edge) => graph.to[edge] === node);
          const good = got.reduce((total, edge) => total + fairness[graph.from[edge]!]! * graph.weight[edge]!, 0);
          const apart = gave.reduce(
            (total, edge) => total + Math.abs(graph.weight[edge]! - goodness[graph.to[edge]!]!),
            0,
          );
          expect(goodness[node]).toBeCloseTo(got.length === 0 ? 0 : good / got.length, 6);
          expect(fairness[node]).toBeCloseTo(gave.length === 0 ? 1 : 1 - apart / gave.length / 2, 6);
        }
      }),
    );
  });

  it('refuses ratings that are not on the scale', () => {
    const wrong = { from: Uint32Array.of(0), to: Uint32Array.of(1), weight: [5] };
    expect(() => fairnessGoodness(2, wrong)).toThrow('rating 0: 5 is not within -1 and 1');
  });
});
