export type * from './ast/nodes.ts';
export type * from './ast/span.ts';
export type * from './diagnostics/diagnostic.ts';
export type * from './evaluate/ruleset.ts';
export * from './functions/declaration.ts';
export type * from './program/program.ts';
export * from './types/types.ts';
export * from './values/values.ts';
