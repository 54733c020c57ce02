/**
 * SQL expressions with what SQL does not know of them: their SML type, and what NULL stands for. A stored NULL is the resolved
 * `None`; a NULL that an operation yields is a failure (sml.md §1.6 tells them apart).
 */
import type { SmlType } from '@lapwing/sml';

export type ValueType =
  /** `bits`: no value has a larger magnitude, sign not counted. */
  | { readonly kind: 'int'; readonly bits: number }
  | { readonly kind: 'float' | 'str' | 'bool' | 'none' | 'json' }
  | { readonly kind: 'list'; readonly item: ValueType };

export interface SqlValue {
  readonly sql: string;
  readonly type: ValueType;
  readonly nullIs: 'never' | 'none' | 'failed';
  /** Of an entity: entities of different types are never equal. */
  readonly entityType?: string | null;
  /** The value itself, where it was written out. */
  readonly literal?: string | number | bigint | boolean;
}

/** Thrown inside the translator, never out of it: this part has to be evaluated on the row. */
export class Untranslatable extends Error {}

/** Bits of a BIGINT, of what its column may have become (HUGEINT), and the most that HUGEINT arithmetic may reach. */
const COLUMN_BITS = 63;
export const HUGEINT_BITS = 126;

/** The type of a feature's values; unions other than Optional are JSON text. */
export function valueTypeOf(type: SmlType): ValueType {
  switch (type.kind) {
    case 'str':
    case 'bool':
    case 'float':
    case 'none':
      return { kind: type.kind };
    case 'int':
      return { kind: 'int', bits: COLUMN_BITS };
    case 'timedelta':
      return { kind: 'float' };
    case 'rule':
      return { kind: 'bool' };
    case 'entity':
      return valueTypeOf(type.id);
    case 'experiment':
      return { kind: 'list', item: { kind: 'str' } };
    case 'list':
      return { kind: 'list', item: valueTypeOf(type.item) };
    case 'union': {
      const [first, ...others] = type.members.filter((member) => member.kind !== 'none');
      return first === undefined ? { kind: 'none' } : others.length === 0 ? valueTypeOf(first) : { kind: 'json' };
    }
    case 'any':
    case 'effect':
    case 'variable':
      return { kind: 'json' };
    default:
      return type satisfies never;
  }
}

/** What NULL is in the result of an operation that fails unless every operand has a value. */
export const strict = (...operands: readonly SqlValue[]): 'never' | 'failed' =>
  operands.every((operand) => operand.nullIs === 'never') ? 'never' : 'failed';

/** NULL where one of these failed; otherwise `sql`. */
export function failingWith(operands: readonly SqlValue[], sql: string): string {
  const failable = operands.filter((operand) => operand.nullIs === 'failed');
  if (failable.length === 0) return sql;
  return `CASE WHEN ${failable.map((operand) => `${operand.sql} IS NULL`).join(' OR ')} THEN NULL ELSE ${sql} END`;
}

export const isNumber = (value: SqlValue): boolean => value.type.kind === 'int' || value.type.kind === 'float';
