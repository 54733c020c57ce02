/** The engine: pure functions of columns of numbers. */
export { coactionGraph } from './core/coaction.ts';
export { NetworksError } from './core/errors.ts';
export { type CappedObject, type CoactionGraph, connectedActors } from './core/graph.ts';
export type { CoactionOptions, Weight } from './core/options.ts';
export type { Shares } from './core/shares.ts';
