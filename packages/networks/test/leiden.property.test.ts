import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectedComponents, leiden, modularity, type Neighbours, neighboursOf } from '../src/core/index.ts';

const graphs = fc
  .integer({ min: 1, max: 14 })
  .chain((nodes) =>
    fc
      .array(fc.tuple(fc.nat(nodes - 1), fc.nat(nodes - 1), fc.integer({ min: 1, max: 5 })), { maxLength: 40 })
      .map((edges) => graphOf(nodes, edges)),
  );

function graphOf(nodes: number, edges: readonly (readonly [number, number, number])[]): Neighbours {
  return neighboursOf(nodes, {
    from: Uint32Array.from(edges, ([from]) => from),
    to: Uint32Array.from(edges, ([, to]) => to),
    weight: edges.map(([, , weight]) => weight),
  });
}

/** The edges within communities alone. */
function inner(graph: Neighbours, community: Uint32Array): Neighbours {
  const edges: [number, number, number][] = [];
  for (let node = 0; node < graph.nodes; node++) {
    for (let i = graph.first[node]!; i < graph.first[node + 1]!; i++) {
      const other = graph.neighbour[i]!;
      if (node < other && community[node] === community[other]) edges.push([node, other, graph.weight[i]!]);
    }
  }
  return graphOf(graph.nodes, edges);
}

describe('Leiden', () => {
  it('L1: communities are connected', () => {
    fc.assert(
      fc.property(graphs, fc.nat(5), fc.constantFrom(0.5, 1, 2), (graph, seed, resolution) => {
        const community = leiden(graph, { seed, resolution });
        expect(connectedComponents(inner(graph, community))).toEqual(community);
      }),
    );
  });

  it('once nothing moves, no node gains by moving to another community, or by being alone', () => {
    fc.assert(
      fc.property(graphs, fc.nat(5), (graph, seed) => {
        const community = leiden(graph, { seed, rounds: 100 });
        const reached = modularity(graph, community);
        for (let node = 0; node < graph.nodes; node++) {
          // Alone: as a community that nobody else is in.
          for (const choice of new Set([...community, Math.max(...community) + 1])) {
            if (choice >= graph.nodes) continue;
            const other = community.slice();
            other[node] = choice;
            expect(modularity(graph, other)).toBeLessThanOrEqual(reached + 1e-9);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('L2: the same seed gives the same communities', () => {
    fc.assert(
      fc.property(graphs, fc.nat(), (graph, seed) => {
        expect(leiden(graph, { seed })).toEqual(leiden(graph, { seed }));
      }),
    );
  });

  it('finds cliques that a single edge joins', () => {
    const edges: [number, number, number][] = [[4, 5, 1]];
    for (const start of [0, 5]) {
      for (let a = start; a < start + 5; a++) for (let b = a + 1; b < start + 5; b++) edges.push([a, b, 1]);
    }
    expect([...leiden(graphOf(10, edges))]).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
  });

  it('refuses a resolution that is none', () => {
    expect(() => leiden(graphOf(1, []), { resolution: 0 })).toThrow('the resolution must be larger than 0');
  });
});
