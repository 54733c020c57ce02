/** Names that annotations are made of. */
import { BOOL, FLOAT, INT, NONE, type SmlType, STR } from '../types/types.ts';

export const SIMPLE_TYPES: ReadonlyMap<string, SmlType> = new Map([
  ['str', STR],
  ['bool', BOOL],
  ['int', INT],
  ['float', FLOAT],
  ['None', NONE],
]);

/** Say how a value is stored, not what it is. */
export const WRAPPERS = ['Secret', 'ExtractSecret', 'ExtractLiteral'] as const;
export type Wrapper = (typeof WRAPPERS)[number];
