/**
 * Several kinds of co-action at once: how similar two actors are in each, and altogether (as the multi-layer networks of Luceri et
 * al., WWW 2024, with the similarity of Pacheco et al., ICWSM 2021).
 */
import { coactionGraph } from '../coaction.ts';
import { NetworksError } from '../errors.ts';
import type { CoactionGraph } from '../graph.ts';
import type { Shares } from '../shares.ts';
import { type Significance, significance } from '../significance.ts';
import { TfIdf } from './tf-idf.ts';

export interface Layer {
  readonly name: string;
  /** Actors are numbered alike in all layers. */
  readonly shares: Shares;
  readonly windowMillis: number;
  readonly minRepetition?: number;
}

export interface LayeredGraph {
  readonly actors: number;
  /** Pairs that an edge of any layer joins, in order of `from`, then `to`; `from < to`. */
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly layers: readonly LayerOfEdges[];
}

/** What one layer says, by edge of the layered graph. */
export interface LayerOfEdges {
  readonly name: string;
  /** Objects that both shared within the window; 0 where the layer does not join the two. */
  readonly weight: Uint32Array;
  /**
   * Cosine of the actors' objects, weighted by `tf · ln(actors / sharers)`, where the product counts objects shared within the
   * window: 0 where the layer does not join the two.
   */
  readonly similarity: Float64Array;
  /** Of the layer's own test against chance; 1 where the layer does not join the two. */
  readonly qValue: Float64Array;
  readonly graph: CoactionGraph;
}

/** Throws a NetworksError where layers differ in their actors, or share a name. */
export function layeredGraph(layers: readonly Layer[]): LayeredGraph {
  const actors = layers[0]?.shares.actors ?? 0;
  if (layers.length === 0) throw new NetworksError('there must be a layer');
  if (new Set(layers.map(({ name }) => name)).size < layers.length)
    throw new NetworksError('two layers have the same name');
  const graphs = layers.map(({ name, shares, windowMillis, minRepetition = 1 }) => {
    if (shares.actors !== actors) throw new NetworksError(`layer ${name} has ${shares.actors} actors, not ${actors}`);
    return coactionGraph(shares, { windowMillis, minRepetition });
  });
  const { from, to, edgeOf } = union(actors, graphs);
  return {
    actors,
    from,
    to,
    layers: layers.map((layer, i) => {
      const graph = graphs[i]!;
      const tested = significance(layer.shares, graph, layer.minRepetition ?? 1, layer);
      return layerOfEdges(layer, graph, tested, edgeOf[i]!, from.length);
    }),
  };
}

/** The pairs of all graphs, and for each graph's edges which pair they are. */
function union(actors: number, graphs: readonly CoactionGraph[]) {
  const keys = new Float64Array(graphs.reduce((sum, graph) => sum + graph.from.length, 0));
  let filled = 0;
  for (const { from, to } of graphs) {
    for (let edge = 0; edge < from.length; edge++) keys[filled++] = from[edge]! * actors + to[edge]!;
  }
  keys.sort();
  const pairs = keys.filter((key, i) => i === 0 || key !== keys[i - 1]);
  const edgeOf = graphs.map(({ from, to }) => {
    // Edges are in the order of pairs, so that both are walked once.
    let at = 0;
    return Uint32Array.from(from, (a, edge) => {
      const key = a * actors + to[edge]!;
      while (pairs[at]! < key) at++;
      return at;
    });
  });
  return {
    from: Uint32Array.from(pairs, (key) => Math.floor(key / actors)),
    to: Uint32Array.from(pairs, (key) => key % actors),
    edgeOf,
  };
}

function layerOfEdges(
  { name, shares, windowMillis }: Layer,
  graph: CoactionGraph,
  { qValue }: Significance,
  edgeOf: Uint32Array,
  edges: number,
): LayerOfEdges {
  const made = {
    weight: new Uint32Array(edges),
    similarity: new Float64Array(edges),
    qValue: new Float64Array(edges).fill(1),
  };
  const vectors = new TfIdf(shares);
  for (let edge = 0; edge < graph.from.length; edge++) {
    const at = edgeOf[edge]!;
    made.weight[at] = graph.weight[edge]!;
    made.similarity[at] = vectors.cosineWithin(graph.from[edge]!, graph.to[edge]!, windowMillis);
    made.qValue[at] = qValue[edge]!;
  }
  return { name, ...made, graph };
}
