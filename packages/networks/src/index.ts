/** Finds who acts together. `@lapwing/networks/core` is the engine alone, without readers and writers. */
export * from './core/index.ts';
export { type EdgeColumns, type NamedEdges, readEdges } from './readers/read-edges.ts';
export { type NamedShares, readShares, type ShareColumns } from './readers/read-shares.ts';
export type { CsvLayout } from './readers/source.ts';
export { type Network, type NetworkEdge, type NetworkNode, type NetworkParts, toNetwork } from './writers/network.ts';
export { writeNetwork } from './writers/write-network.ts';
