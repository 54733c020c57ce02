/** Layers against their definition, and what is learned from labels. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fitLogistic,
  fusedSimilarity,
  type Layer,
  layeredGraph,
  learnFusion,
  logit,
  probability,
  randomOf,
  type Shares,
} from '../src/core/index.ts';
import { alignActors } from '../src/index.ts';
import { naiveCoaction } from './oracle.ts';

function sharesOf(rows: readonly (readonly [number, number, number])[], actors: number, objects: number): Shares {
  return {
    actors,
    objects,
    actor: Uint32Array.from(rows, ([actor]) => actor),
    object: Uint32Array.from(rows, ([, object]) => object),
    timeMillis: Float64Array.from(rows, ([, , time]) => time),
  };
}

describe('layers', () => {
  const rows = fc.array(fc.tuple(fc.nat(4), fc.nat(3), fc.nat(20)), { maxLength: 25 });

  it('have the cosine of what was shared within the window, and a weighted mean of it', () => {
    fc.assert(
      fc.property(
        fc.tuple(rows, rows),
        fc.tuple(fc.nat(8), fc.constant(Number.POSITIVE_INFINITY)),
        (given, windows) => {
          const layers: Layer[] = given.map((of, i) => ({
            name: `${i}`,
            shares: sharesOf(of, 5, 4),
            windowMillis: windows[i]!,
          }));
          const graph = layeredGraph(layers);
          const pairs = Array.from(graph.from, (a, edge) => `${a}-${graph.to[edge]}`);
          const joined = layers.map(({ shares, windowMillis }) => naiveCoaction(shares, { windowMillis }));
          expect(pairs).toEqual([...new Set(joined.flatMap((of) => [...of.keys()]))].sort());
          for (const [i, of] of given.entries()) {
            const times = (a: number, o: number) =>
              of.filter(([actor, object]) => actor === a && object === o).map(([, , time]) => time);
            const present = new Set(of.map(([actor]) => actor)).size;
            const idf = (o: number) =>
              Math.log(present / new Set(of.filter(([, object]) => object === o).map(([actor]) => actor)).size);
            const value = (a: number, o: number) => (times(a, o).length === 0 ? 0 : times(a, o).length * idf(o));
            const norm = (a: number) => Math.hypot(...[0, 1, 2, 3].map((o) => value(a, o)));
            for (const [edge, a] of graph.from.entries()) {
              const b = graph.to[edge]!;
              const product = [0, 1, 2, 3]
                .filter((o) => times(a, o).some((x) => times(b, o).some((y) => Math.abs(x - y) <= windows[i]!)))
                .reduce((sum, o) => sum + value(a, o) * value(b, o), 0);
              expect(graph.layers[i]!.similarity[edge]).toBeCloseTo(
                product === 0 ? 0 : product / (norm(a) * norm(b)),
                9,
              );
              expect(graph.layers[i]!.weight[edge]).toBe(joined[i]!.get(`${a}-${b}`) ?? 0);
            }
          }
          const fused = fusedSimilarity(graph, [3, 1]);
          for (const edge of graph.from.keys()) {
            expect(fused[edge]).toBeCloseTo(
              (3 * graph.layers[0]!.similarity[edge]! + graph.layers[1]!.similarity[edge]!) / 4,
              12,
            );
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('learn which of them tells groups apart', () => {
    const random = randomOf(3);
    const links: [number, number, number][] = [];
    const tags: [number, number, number][] = [];
    for (let actor = 0; actor < 60; actor++) {
      // Links are those of a group of ten; hashtags are anybody's.
      for (let i = 0; i < 12; i++)
        links.push([actor, Math.floor(actor / 10) * 8 + random.below(8), random.below(1000)]);
      for (let i = 0; i < 3; i++) links.push([actor, 48 + random.below(40), random.below(1000)]);
      for (let i = 0; i < 15; i++) tags.push([actor, random.below(40), random.below(1000)]);
    }
    const graph = layeredGraph([
      { name: 'links', shares: sharesOf(links, 60, 88), windowMillis: Number.POSITIVE_INFINITY },
      { name: 'tags', shares: sharesOf(tags, 60, 40), windowMillis: Number.POSITIVE_INFINITY },
    ]);
    // Labels of half of the accounts are known.
    const labels = Array.from({ length: 60 }, (_, actor) => (actor % 2 === 0 ? Math.floor(actor / 10) : -1));
    const learned = learnFusion(graph, labels);
    expect(learned.share[0]).toBeGreaterThan(0.8);
    const others = [...graph.from.keys()].filter(
      (edge) => labels[graph.from[edge]!] === -1 && labels[graph.to[edge]!] === -1,
    );
    const right = others.filter(
      (edge) =>
        learned.probability[edge]! > 0.5 === (Math.floor(graph.from[edge]! / 10) === Math.floor(graph.to[edge]! / 10)),
    );
    expect(right.length / others.length).toBeGreaterThan(0.97);
    expect(() => learnFusion(graph, new Int32Array(60))).toThrow('examples of both');
  });

  it('refuse what does not fit together', () => {
    const layer = { name: 'a', shares: sharesOf([], 2, 0), windowMillis: 1 };
    expect(() => layeredGraph([])).toThrow('must be a layer');
    expect(() => layeredGraph([layer, layer])).toThrow('the same name');
    expect(() => layeredGraph([layer, { ...layer, name: 'b', shares: sharesOf([], 3, 0) }])).toThrow(
      'layer b has 3 actors, not 2',
    );
    const graph = layeredGraph([layer]);
    expect(() => fusedSimilarity(graph, [1, 1])).toThrow('2 weights for 1 layers');
    expect(() => fusedSimilarity(graph, [0])).toThrow('not all 0');
  });

  it('number actors alike that were read apart', () => {
    const read = (names: string[], rows: [number, number, number][]) => ({
      actorNames: names,
      shares: sharesOf(rows, names.length, 1),
    });
    const { actorNames, shares } = alignActors([
      read(['b', 'd'], [[1, 0, 0]]),
      read(
        ['a', 'd'],
        [
          [0, 0, 0],
          [1, 0, 0],
        ],
      ),
    ]);
    expect(actorNames).toEqual(['a', 'b', 'd']);
    expect(shares.map(({ actor }) => [...actor])).toEqual([[2], [0, 2]]);
  });
});

describe('logistic regression', () => {
  it('is where the gradient of its penalized likelihood is zero', () => {
    const random = randomOf(1);
    const rows = Array.from({ length: 400 }, () => [random.next() * 10, random.next(), 7]);
    const isTrue = rows.map(([x = 0, y = 0]) => Number(random.next() < probability(x - 5 - 2 * y)));
    const model = fitLogistic(rows, isTrue, { ridge: 1e-6 });
    const residuals = rows.map((row, i) => isTrue[i]! - probability(logit(model, row)));
    for (const f of [0, 1])
      expect(residuals.reduce((sum, residual, i) => sum + residual * rows[i]![f]!, 0)).toBeCloseTo(0, 3);
    expect(residuals.reduce((sum, residual) => sum + residual, 0)).toBeCloseTo(0, 6);
    expect(model.weights[0]).toBeGreaterThan(0.7);
    expect(model.weights[1]).toBeLessThan(0);
    expect(model.weights[2]).toBeCloseTo(0, 6);
  });

  it('leaves out what argues the wrong way, and bears what separates perfectly', () => {
    const rows = Array.from({ length: 40 }, (_, i) => [i, -i]);
    const isTrue = rows.map((_, i) => Number(i >= 20));
    const { weights } = fitLogistic(rows, isTrue, { nonNegative: true });
    expect(weights[0]).toBeGreaterThan(0);
    expect(weights[1]).toBe(0);
    expect(() => fitLogistic([[1]], [1])).toThrow('examples of both');
  });
});
