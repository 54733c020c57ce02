/** The engine: pure functions of columns of numbers. */
export { coactionGraph } from './coaction.ts';
export { NetworksError } from './errors.ts';
export { type CappedObject, type CoactionGraph, connectedActors } from './graph.ts';
export type { CoactionOptions, Weight } from './options.ts';
export type { Shares } from './shares.ts';
