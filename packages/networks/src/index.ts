/** Finds who acts together. `@lapwing/networks/core` is the engine alone, without readers. */
export * from './core/index.ts';
export { type NamedShares, readShares, type ShareColumns } from './readers/read-shares.ts';
