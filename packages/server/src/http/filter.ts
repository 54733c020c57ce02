/** The filter that lists and charts share: an SML expression, an action, a rule, a span of event time. */
import type { Ruleset } from '@lapwing/sml';
import { type Filter, translateQuery } from '@lapwing/warehouse';
import { Type } from '@sinclair/typebox';
import type { System } from '../system/system.ts';
import { badRequest, ProblemError } from './problem.ts';

export const FilterQuery = {
  q: Type.Optional(Type.String({ maxLength: 10_000, description: 'an SML expression over features' })),
  action: Type.Optional(Type.String({ maxLength: 256 })),
  rule: Type.Optional(Type.String({ maxLength: 256 })),
  from: Type.Optional(Type.String({ description: 'event time, ISO 8601, inclusive' })),
  to: Type.Optional(Type.String({ description: 'event time, ISO 8601, exclusive' })),
};

export interface FilterParameters {
  readonly q?: string;
  readonly action?: string;
  readonly rule?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Throws a ProblemError with the rendered diagnostics where the expression is not valid. */
export function filterOf(system: System, { q, action, rule, from, to }: FilterParameters): Filter {
  return {
    ...(q === undefined || q.trim() === '' ? {} : { where: predicateOf(system, q) }),
    ...(action === undefined || action === '' ? {} : { action }),
    ...(rule === undefined || rule === '' ? {} : { rule }),
    ...(from === undefined || from === '' ? {} : { fromMillis: timeOf('from', from) }),
    ...(to === undefined || to === '' ? {} : { toMillis: timeOf('to', to) }),
  };
}

export function predicateOf(system: System, text: string): NonNullable<Filter['where']> {
  const { ruleset } = activeRuleset(system);
  const translated = translateQuery(text, ruleset.program, system.registry);
  if (translated.ok) return translated.predicate;
  throw badRequest('the query is not a valid expression', [translated.diagnostics]);
}

export function activeRuleset(system: System): {
  readonly ruleset: Ruleset;
  readonly position: number;
  readonly at: number;
} {
  const { active } = system.pipeline;
  if (active === null) {
    throw new ProblemError({ status: 503, title: 'Unavailable', detail: 'no ruleset is in force' });
  }
  return { ruleset: active.ruleset, position: active.position, at: active.activatedAtMillis };
}

export const isoOf = (millis: number | null): string | null =>
  millis === null ? null : new Date(millis).toISOString();

export function timeOf(name: string, text: string): number {
  const millis = Date.parse(text);
  if (Number.isNaN(millis)) throw badRequest(`${name}: ${JSON.stringify(text)} is no time; write ISO 8601`);
  return millis;
}
