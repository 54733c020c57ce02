/** From an analyst's text to a predicate: parse, check against the ruleset's features, translate, compile. */
import {
  checkQuery,
  compileQuery,
  type Program,
  type Registry,
  renderDiagnostics,
  type TypedQuery,
} from '@lapwing/sml';
import { columnTypeOf } from '../columns/feature-column.ts';
import { featureAlias, type Predicate, type RowNeeds } from './predicate.ts';
import type { Surroundings } from './surroundings.ts';
import { EVALUATE_ALL, translateExpression } from './translate.ts';

export type TranslatedQuery =
  | {
      readonly ok: true;
      readonly predicate: Predicate;
      /** Rendered as for rules; empty where there are none. What only a query may say is among them. */
      readonly warnings: string;
    }
  /** Rendered as for rules: what is wrong, where, and a hint. */
  | { readonly ok: false; readonly diagnostics: string };

export interface TranslateOptions extends Surroundings {
  /** Evaluate every row instead of asking in SQL, to compare the two. */
  readonly evaluateAll?: boolean | undefined;
}

/**
 * Translate a query over the features that a ruleset exports. `registry` holds the functions of its rules.
 *
 * @example
 * translateQuery("UserId == 'x' and HasLink", program, registry)
 */
export function translateQuery(
  text: string,
  program: Program,
  registry: Registry,
  options: TranslateOptions = {},
): TranslatedQuery {
  const { query, diagnostics } = checkQuery(text, program, registry);
  if (query === null) return { ok: false, diagnostics: renderDiagnostics(diagnostics) };
  for (const [need, given, what] of [
    ['input', options.input, "the event's JSON, which only the journal holds"],
    ['state', options.stateAt, 'what was known at the time of the event'],
  ] as const) {
    if (!query.needs.has(need) || given !== undefined) continue;
    return {
      ok: false,
      diagnostics: `error: this query needs ${what}: ask the running server, or make it a feature of the rules`,
    };
  }
  const compiled = compileQuery(query);
  const names = compiled.features.map(({ name }) => name);
  return {
    ok: true,
    predicate: {
      ...(options.evaluateAll === true ? EVALUATE_ALL : translateExpression(query, names)),
      features: compiled.features.map((feature) => ({ name: feature.name, type: columnTypeOf(feature.type), feature })),
      compiled,
      needs: needsOf(query),
      surroundings: options,
    },
    warnings: diagnostics.length === 0 ? '' : renderDiagnostics(diagnostics),
  };
}

function needsOf(query: TypedQuery): RowNeeds {
  const called = [...query.calls.values()].map(({ declaration }) => declaration);
  const event = called.filter(({ purity, category }) => purity === 'event' && category !== 'query');
  return {
    input: query.needs.has('input'),
    // Time alone is what `TimeSince` reads; of others it is not known.
    identity: event.some(({ name }) => name !== 'TimeSince') || query.needs.has('state'),
    decision: called.some(({ category }) => category === 'query'),
  };
}

/** The condition that SQL is asked, with the names of features in it, for people. */
export const askedSql = ({ possible, features }: Predicate): string =>
  features.reduce((text, { name }, i) => text.replaceAll(featureAlias(i), name), possible);

/** How a predicate will be answered, for people: what SQL is asked, and what is evaluated on the rows that it leaves. */
export function explainPredicate(predicate: Predicate): string {
  const lines = [`asked in SQL: ${askedSql(predicate)}`];
  for (const { source, reason } of predicate.residuals) {
    lines.push(`evaluated on rows: ${source}\n  because SQL cannot say it: ${reason}`);
  }
  return lines.join('\n');
}
