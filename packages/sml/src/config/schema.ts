/**
 * Checks a configuration value against a schema. Messages, types and the leniency about scalars are those of the reference's
 * validation library (pydantic 1): a number is accepted where a text is expected, a numeric text where a number is.
 */
import type { ConfigMap, ConfigNode } from './document.ts';

export type Schema =
  | { readonly kind: 'text' | 'integer' | 'number' | 'anything' }
  | { readonly kind: 'choice'; readonly options: readonly string[] }
  | { readonly kind: 'list' | 'set'; readonly item: Schema }
  | { readonly kind: 'table'; readonly value: Schema }
  | ObjectSchema;

interface ObjectSchema {
  readonly kind: 'object';
  readonly fields: Readonly<Record<string, Field>>;
  /** Accept keys that are not listed. */
  readonly open?: boolean;
}

export interface Field {
  readonly schema: Schema;
  readonly required?: boolean;
  /** A further condition on a value of the right shape; returns what is wrong with it. */
  readonly check?: (node: ConfigNode) => Complaint | null;
}

export interface Complaint {
  readonly text: string;
  readonly type: string;
}

export interface Violation extends Complaint {
  readonly path: readonly (string | number)[];
}

const complaint = (text: string, type: string): Complaint => ({ text, type });

/** All violations, outermost first. */
export function violations(schema: Schema, node: ConfigNode, path: readonly (string | number)[] = []): Violation[] {
  const wrong = (found: Complaint): Violation[] => [{ ...found, path }];
  if (schema.kind === 'anything') return [];
  if (node.kind === 'scalar' && node.value === null) {
    return wrong(complaint('none is not an allowed value', 'type_error.none.not_allowed'));
  }
  switch (schema.kind) {
    case 'text':
      return node.kind === 'scalar' && !(node.value instanceof Date)
        ? []
        : wrong(complaint('str type expected', 'type_error.str'));
    case 'integer':
      return integerOf(node) === null ? wrong(complaint('value is not a valid integer', 'type_error.integer')) : [];
    case 'number':
      return numberOf(node) === null ? wrong(complaint('value is not a valid float', 'type_error.float')) : [];
    case 'choice': {
      const permitted = schema.options.map((option) => `'${option}'`).join(', ');
      const known = node.kind === 'scalar' && schema.options.some((option) => option === node.value);
      return known
        ? []
        : wrong(complaint(`value is not a valid enumeration member; permitted: ${permitted}`, 'type_error.enum'));
    }
    case 'list':
    case 'set':
      return node.kind === 'list'
        ? node.items.flatMap((item, index) => violations(schema.item, item, [...path, index]))
        : wrong(complaint(`value is not a valid ${schema.kind}`, `type_error.${schema.kind}`));
    case 'table':
      return node.kind === 'map'
        ? [...node.entries].flatMap(([key, entry]) => violations(schema.value, entry.value, [...path, key]))
        : wrong(complaint('value is not a valid dict', 'type_error.dict'));
    case 'object':
      return node.kind === 'map'
        ? objectViolations(schema, node, path)
        : wrong(complaint('value is not a valid dict', 'type_error.dict'));
  }
}

function objectViolations(schema: ObjectSchema, node: ConfigMap, path: readonly (string | number)[]): Violation[] {
  const found: Violation[] = [];
  for (const [name, field] of Object.entries(schema.fields)) {
    const entry = node.entries.get(name);
    if (entry === undefined) {
      if (field.required) found.push({ text: 'field required', type: 'value_error.missing', path: [...path, name] });
      continue;
    }
    const inner = violations(field.schema, entry.value, [...path, name]);
    found.push(...inner);
    const failed = inner.length === 0 ? field.check?.(entry.value) : null;
    if (failed) found.push({ ...failed, path: [...path, name] });
  }
  if (schema.open) return found;
  for (const name of node.entries.keys()) {
    if (!Object.hasOwn(schema.fields, name)) {
      found.push({ text: 'extra fields not permitted', type: EXTRA, path: [...path, name] });
    }
  }
  return found;
}

/** The type of a violation that is about a key, not about its value. */
export const EXTRA = 'value_error.extra';

/** As pydantic: integers, whole and fractional numbers (truncated), booleans and texts of digits. */
export function integerOf(node: ConfigNode): number | null {
  if (node.kind !== 'scalar') return null;
  if (typeof node.value === 'string') return /^\s*[+-]?\d+\s*$/.test(node.value) ? Number(node.value) : null;
  const number = numberOf(node);
  return number === null || !Number.isFinite(number) ? null : Math.trunc(number);
}

export function numberOf(node: ConfigNode): number | null {
  if (node.kind !== 'scalar') return null;
  switch (typeof node.value) {
    case 'number':
    case 'bigint':
    case 'boolean':
      return Number(node.value);
    case 'string':
      return node.value.trim() !== '' && Number.isFinite(Number(node.value)) ? Number(node.value) : null;
    default:
      return null;
  }
}
