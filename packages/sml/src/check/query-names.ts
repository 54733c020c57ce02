/** The names that a query may use: the features that are stored with events, and the constants of the rules. */
import type { Expression } from '../ast/nodes.ts';
import { argumentOf } from '../compile/describe.ts';
import { definitionOf, entityTypeOf } from '../compile/sites.ts';
import type { Definition, Program } from '../program/program.ts';
import type { SmlType } from '../types/types.ts';

/** A stored feature as rules see it: an entity is an entity, a rule a rule. */
export interface QueryFeature {
  readonly name: string;
  /** The type in rules, before unwrapping. */
  readonly type: SmlType;
  /** The entity type (`User`), where values are entities; null elsewhere. */
  readonly entityType: string | null;
  /** Rules that are the same rule have the same number: two rules are equal only to themselves. */
  readonly ruleIndex: number;
}

export interface QueryNames {
  readonly features: ReadonlyMap<string, QueryFeature>;
  /** Names that stand for literals. */
  readonly constants: ReadonlyMap<string, Definition>;
  /** Names of the rules that cannot be asked for, and why. */
  readonly refused: ReadonlyMap<string, string>;
}

/** Names of a ruleset by what a query can do with them. Worked out once for each program. */
export function queryNames(program: Program): QueryNames {
  const known = NAMES.get(program);
  if (known !== undefined) return known;
  const features = new Map<string, QueryFeature>();
  const constants = new Map<string, Definition>();
  const refused = new Map<string, string>();
  const ruleIndexes = new Map<string, number>();
  for (const [key, definition] of program.definitions) {
    if (key.includes(':')) continue;
    if (definition.secret && !definition.extracted) refused.set(key, 'it is a secret, and secrets are not stored');
    else if (isLiteral(definition.statement.value) && !definition.extracted) constants.set(key, definition);
    else if (!definition.extracted) refused.set(key, 'it is not stored with events');
    else {
      const held = heldEntity(program, definition);
      if (definition.type.kind === 'effect')
        refused.set(key, 'it is an effect, of which nothing is stored under its name');
      else if (held === 'mixed')
        refused.set(key, 'its values are entities or not, and the stored row does not say which');
      else {
        const origin = originOf(program, definition);
        if (!ruleIndexes.has(origin)) ruleIndexes.set(origin, ruleIndexes.size);
        const ruleIndex = ruleIndexes.get(origin) ?? -1;
        features.set(key, { name: key, type: definition.type, entityType: held, ruleIndex });
      }
    }
  }
  const names = { features, constants, refused };
  NAMES.set(program, names);
  return names;
}

const NAMES = new WeakMap<Program, QueryNames>();

const isLiteral = (node: Expression): boolean =>
  ['string', 'int', 'float', 'bool', 'none'].includes(node.kind) ||
  (node.kind === 'list' && node.items.every(isLiteral));

/** The name that this one stands for, through names that stand for names. */
function originOf(program: Program, definition: Definition): string {
  let found = definition;
  for (let hops = 0; hops < MAX_HOPS && found.statement.value.kind === 'name'; hops++) {
    const next = definitionOf(program, found.path, found.statement.value.name);
    if (next === undefined) break;
    found = next;
  }
  return `${found.path}:${found.name}`;
}

/** Names that stand for other names are followed this far. */
const MAX_HOPS = 100;

/**
 * The type of the entities that a feature holds. An entity that went through `ResolveOptional` stays one although its static type is
 * that of its id; `mixed` where its default is none.
 */
function heldEntity(program: Program, definition: Definition): string | 'mixed' | null {
  const { type } = definition;
  if (isEntity(type)) return entityTypeOf(program, definition) ?? 'mixed';
  let found = definition;
  for (let hops = 0; hops < MAX_HOPS; hops++) {
    const { value } = found.statement;
    if (value.kind === 'name') {
      const next = definitionOf(program, found.path, value.name);
      if (next === undefined) return null;
      found = next;
      continue;
    }
    return value.kind === 'call' ? resolvedEntity(program, found.path, value) : null;
  }
  return null;
}

function resolvedEntity(program: Program, path: string, expression: Expression): string | 'mixed' | null {
  if (expression.kind === 'name') {
    const definition = definitionOf(program, path, expression.name);
    return definition === undefined ? null : heldEntity(program, definition);
  }
  if (expression.kind !== 'call') return null;
  if (expression.function.kind !== 'name' || expression.function.name !== 'ResolveOptional') {
    if (!isEntity(program.typeOf(expression))) return null;
    const type = argumentOf(expression, 'type');
    return type?.kind === 'string' ? type.value : 'mixed';
  }
  const value = argumentOf(expression, 'optional_value');
  const fallback = argumentOf(expression, 'default_value');
  const held = value === undefined || program.unwrapped.has(value) ? null : resolvedEntity(program, path, value);
  if (fallback === undefined || fallback.kind === 'none') return held;
  const other = program.unwrapped.has(fallback) ? null : resolvedEntity(program, path, fallback);
  return held === other ? held : 'mixed';
}

function isEntity(type: SmlType): boolean {
  return type.kind === 'entity' || (type.kind === 'union' && type.members.some(isEntity));
}
