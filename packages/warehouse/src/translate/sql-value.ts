/**
 * SQL expressions with what SQL does not know of them: their SML type, and what NULL stands for: the resolved `None`, or a failure
 * (sml.md §1.6 tells them apart). The stored NULL of a feature that cannot be None is a failure; that of one that can is `either`.
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
  readonly nullIs: 'never' | 'none' | 'failed' | 'either';
  /** The type of the entity that this is the id of; entities of different types are never equal. */
  readonly entityType?: string;
  /** The value stands here for itself, not for what it unwraps to: a rule equals no bool and no other rule. */
  readonly boxed?: 'entity' | 'rule' | 'experiment';
  /** How many times as long as a stored text that is not noted as long (`LONG_TEXT_CHARACTERS`) a text may be; 1 when absent. */
  readonly growth?: number;
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

/** Above this many times the length of a stored text, a text may be too long for a function of the language, and is none in SQL. */
const MAX_GROWTH = 12;

/** The growth of a text made of these. Throws an Untranslatable where it may become too long. */
export function grown(...parts: readonly SqlValue[]): number {
  const growth = parts.reduce((sum, part) => sum + (part.growth ?? 1), 0);
  if (growth > MAX_GROWTH) throw new Untranslatable('the text may become too long for a function');
  return growth;
}

/** What NULL is in the result of an operation that fails unless every operand has a value. */
export const strict = (...operands: readonly SqlValue[]): 'never' | 'failed' =>
  operands.every((operand) => operand.nullIs === 'never') ? 'never' : 'failed';

/** A value of which NULL says what it is. Throws an Untranslatable where it may be None or a failure, and that matters. */
export function decided(value: SqlValue): SqlValue {
  if (value.nullIs === 'either') throw new Untranslatable('whether it is None or has failed is not in its column');
  return value;
}

/** A value that is no box around another. Throws an Untranslatable. */
export function plain(value: SqlValue): SqlValue {
  if (value.boxed !== undefined) throw new Untranslatable(`this is done with the ${value.boxed} itself`);
  return value;
}

/** NULL where one of these failed; otherwise `sql`. */
export function failingWith(operands: readonly SqlValue[], sql: string): string {
  for (const operand of operands) decided(operand);
  const failable = operands.filter((operand) => operand.nullIs === 'failed');
  if (failable.length === 0) return sql;
  return `CASE WHEN ${failable.map((operand) => `${operand.sql} IS NULL`).join(' OR ')} THEN NULL ELSE ${sql} END`;
}

export const isNumber = (value: SqlValue): boolean => value.type.kind === 'int' || value.type.kind === 'float';
