/** One similarity of what several layers say, with weights that are given or learned. */
import { NetworksError } from '../errors.ts';
import { fitLogistic, type LogisticModel, logit, probability } from '../learning/logistic.ts';
import type { LayeredGraph } from './layers.ts';

/** By edge, the weighted mean of the layers' similarities. Throws a NetworksError where a weight is below 0, or all are 0. */
export function fusedSimilarity(
  { layers, from }: LayeredGraph,
  weights: readonly number[] = layers.map(() => 1),
): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (weights.length !== layers.length)
    throw new NetworksError(`${weights.length} weights for ${layers.length} layers`);
  if (weights.some((weight) => !(weight >= 0)) || !(total > 0)) {
    throw new NetworksError('weights of layers must be 0 or more, and not all 0');
  }
  return Float64Array.from(from.keys(), (edge) =>
    layers.reduce((sum, layer, i) => sum + (weights[i]! / total) * layer.similarity[edge]!, 0),
  );
}

export interface LearnedFusion {
  /** Of the layers' similarities; no layer speaks against an edge. */
  readonly model: LogisticModel;
  /** Parts of the log odds that are the layers', from 0 to 1, by what they add on average: which layer matters how much. */
  readonly share: readonly number[];
  readonly examples: number;
  readonly positives: number;
  /** By edge, the probability that the two belong together, among pairs like those that were labelled. */
  readonly probability: Float64Array;
}

/**
 * Weights from accounts whose group is known, `labels[actor]`, or -1: an edge within a group is an example of what belongs together,
 * one between two groups of what does not. Throws a NetworksError where there are not both.
 */
export function learnFusion(graph: LayeredGraph, labels: ArrayLike<number>): LearnedFusion {
  const edges = [...graph.from.keys()].filter(
    (edge) => labels[graph.from[edge]!]! >= 0 && labels[graph.to[edge]!]! >= 0,
  );
  const isTrue = edges.map((edge) => Number(labels[graph.from[edge]!] === labels[graph.to[edge]!]));
  const row = (edge: number) => graph.layers.map(({ similarity }) => similarity[edge]!);
  const model = fitLogistic(edges.map(row), isTrue, { nonNegative: true });
  const added = graph.layers.map(
    ({ similarity }, i) => model.weights[i]! * (similarity.reduce((sum, value) => sum + value, 0) || 0),
  );
  const total = added.reduce((sum, value) => sum + value, 0);
  return {
    model,
    share: added.map((value) => (total > 0 ? value / total : 0)),
    examples: edges.length,
    positives: isTrue.reduce((sum, value) => sum + value, 0),
    probability: Float64Array.from(graph.from.keys(), (edge) => probability(logit(model, row(edge)))),
  };
}
