/** From an analyst's text to a predicate: parse, check against the ruleset's features, translate. */
import {
  checkQuery,
  type Definition,
  type Expression,
  type Feature,
  type Program,
  type Registry,
  renderDiagnostics,
} from '@lapwing/sml';
import type { Predicate } from './predicate.ts';
import { translateExpression } from './translate.ts';

export type TranslatedQuery =
  | { readonly ok: true; readonly predicate: Predicate }
  /** Rendered as for rules: what is wrong, where, and a hint. */
  | { readonly ok: false; readonly diagnostics: string };

/**
 * Translate a query over the features that a ruleset exports. `registry` holds the functions of its rules.
 *
 * @example
 * translateQuery("UserId == 'x' and HasLink", program, registry)
 */
export function translateQuery(text: string, program: Program, registry: Registry): TranslatedQuery {
  const { query, diagnostics } = checkQuery(text, program, registry);
  if (query === null) return { ok: false, diagnostics: renderDiagnostics(diagnostics) };
  return { ok: true, predicate: translateExpression(query.expression, queryFeatures(program)) };
}

/** The exported features of a program, as far as translating needs them. */
export function queryFeatures(program: Program): Feature[] {
  const exported = [...program.definitions.values()].filter((definition) => definition.extracted);
  return exported.map((definition, index) => ({
    index,
    name: definition.name,
    type: definition.type,
    entityType: entityTypeOf(program, definition),
    path: definition.path,
    line: definition.span.line,
    isRule: definition.type.kind === 'rule',
  }));
}

/** Names that stand for other names are followed this far. */
const MAX_ALIASES = 100;

/** The constant `type` of the call that makes an entity, or null where it cannot be told. */
function entityTypeOf(program: Program, definition: Definition): string | null {
  if (definition.type.kind !== 'entity' && definition.type.kind !== 'union') return null;
  const value = resolveName(program, definition.path, definition.statement.value);
  if (value?.kind !== 'call') return null;
  const argument = value.arguments.find((candidate) => candidate.name === 'type')?.value;
  const type = argument === undefined ? null : resolveName(program, definition.path, argument);
  return type?.kind === 'string' ? type.value : null;
}

function resolveName(program: Program, path: string, expression: Expression): Expression | null {
  let value = expression;
  let from = path;
  for (let hops = 0; value.kind === 'name'; hops++) {
    const next = program.definitions.get(value.name) ?? program.definitions.get(`${from}:${value.name}`);
    if (next === undefined || hops === MAX_ALIASES) return null;
    value = next.statement.value;
    from = next.path;
  }
  return value;
}
