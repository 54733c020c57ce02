/** The engine: pure functions of columns of numbers. */

export { type Calibration, type CalibrationOptions, calibrate } from './calibration.ts';
export { type Cluster, type ClusterOptions, clusters, type Member, type PushedObject } from './clusters.ts';
export { coactionGraph } from './coaction.ts';
export { connectedComponents } from './components.ts';
export { NetworksError } from './errors.ts';
export { adjustedPValues } from './false-discovery.ts';
export { type CappedObject, type CoactionGraph, connectedActors } from './graph.ts';
export { type LeidenOptions, leiden } from './leiden/leiden.ts';
export { modularity } from './leiden/modularity.ts';
export { CoactionNull, NULL_BLOCK_MILLIS } from './null-model.ts';
export type { CoactionOptions, Weight } from './options.ts';
export { poissonUpperTail } from './poisson.ts';
export type { Shares } from './shares.ts';
export { shuffleWithinBlocks } from './shuffle.ts';
export { type Significance, type SignificanceOptions, significance } from './significance.ts';
export { type FairnessGoodness, type FairnessOptions, fairnessGoodness } from './trust/fairness-goodness.ts';
export { type PageRank, type PageRankOptions, pageRank } from './trust/pagerank.ts';
export { sybilRank } from './trust/sybilrank.ts';
export { edgesWhere, type Neighbours, neighboursOf } from './undirected.ts';
