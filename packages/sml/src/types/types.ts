/** Static types of SML (what an expression can be, before it is run). */
export type SmlType =
  | { readonly kind: 'any' }
  | { readonly kind: 'str' | 'int' | 'float' | 'bool' | 'none' }
  | { readonly kind: 'list'; readonly item: SmlType }
  | { readonly kind: 'union'; readonly members: readonly SmlType[] }
  | { readonly kind: 'entity'; readonly id: SmlType }
  | { readonly kind: 'rule' }
  /** `name` is the effect's class name in the reference (`VerdictEffect`); absent for "any effect". */
  | { readonly kind: 'effect'; readonly name?: string }
  | { readonly kind: 'timedelta' }
  | { readonly kind: 'experiment' }
  /** A type variable of a generic function; one per function suffices. */
  | { readonly kind: 'variable'; readonly name: string };

export const ANY: SmlType = { kind: 'any' };
export const STR: SmlType = { kind: 'str' };
export const INT: SmlType = { kind: 'int' };
export const FLOAT: SmlType = { kind: 'float' };
export const BOOL: SmlType = { kind: 'bool' };
export const NONE: SmlType = { kind: 'none' };
export const RULE: SmlType = { kind: 'rule' };
export const EFFECT: SmlType = { kind: 'effect' };
export const TIMEDELTA: SmlType = { kind: 'timedelta' };
export const EXPERIMENT: SmlType = { kind: 'experiment' };
export const listOf = (item: SmlType): SmlType => ({ kind: 'list', item });
export const entityOf = (id: SmlType): SmlType => ({ kind: 'entity', id });
export const unionOf = (...members: SmlType[]): SmlType => ({ kind: 'union', members });
/** `Optional[T]`, printed `Optional[…]`. */
export const optional = (type: SmlType): SmlType => ({ kind: 'union', members: [type, NONE] });
export const variable = (name: string): SmlType => ({ kind: 'variable', name });
