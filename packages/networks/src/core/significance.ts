/** Which edges of a co-action graph chance does not explain. */
import { NetworksError } from './errors.ts';
import { adjustedPValues } from './false-discovery.ts';
import type { CoactionGraph } from './graph.ts';
import { CoactionNull, NULL_BLOCK_MILLIS } from './null-model.ts';
import { poissonUpperTail } from './poisson.ts';
import type { Shares } from './shares.ts';

export interface SignificanceOptions {
  /** That of the graph. */
  readonly windowMillis: number;
  /** Length of the blocks of time within which chance decides; an hour, or the window where that is longer. */
  readonly blockMillis?: number;
}

/** By edge of the graph. */
export interface Significance {
  /** Upper bound of the number of objects that would join the two by chance. */
  readonly expected: Float64Array;
  readonly pValue: Float64Array;
  /** Benjamini–Hochberg adjusted, over all pairs of actors that have shares enough for an edge. */
  readonly qValue: Float64Array;
  readonly hypotheses: number;
}

/**
 * Tests each edge of a graph of `objects` weights without direction, made of the same shares: how probable is it that as many
 * objects or more join the two by chance (see null-model.ts)? Throws a NetworksError for other graphs.
 */
export function significance(
  shares: Shares,
  graph: CoactionGraph,
  minRepetition: number,
  { windowMillis, blockMillis = Math.max(NULL_BLOCK_MILLIS, windowMillis) }: SignificanceOptions,
): Significance {
  if (graph.directed || graph.counts !== 'objects') {
    throw new NetworksError('only edges that count objects, without direction, have a null model');
  }
  const model = new CoactionNull(shares, windowMillis, blockMillis);
  const edges = graph.from.length;
  const expected = new Float64Array(edges);
  const pValue = new Float64Array(edges).fill(1);
  for (let edge = 0; edge < edges; edge++) {
    const [a, b] = [graph.from[edge]!, graph.to[edge]!];
    // What somebody shares with themselves is no evidence of two acting together.
    if (a === b) continue;
    expected[edge] = model.expectedObjects(a, b);
    pValue[edge] = poissonUpperTail(graph.weight[edge]!, expected[edge]!);
  }
  const hypotheses = Math.max(edges, pairsOfActive(shares, minRepetition));
  return { expected, pValue, qValue: adjustedPValues(pValue, hypotheses), hypotheses };
}

/** Pairs of actors with shares enough for an edge: known before looking at who shared what, so the choice biases nothing. */
function pairsOfActive({ actor, actors }: Shares, minRepetition: number): number {
  const count = new Uint32Array(actors);
  for (const a of actor) count[a]!++;
  let active = 0;
  for (const shares of count) if (shares >= minRepetition) active++;
  return (active * (active - 1)) / 2;
}
