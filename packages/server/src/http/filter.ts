/** The filter that lists and charts share: an SML expression, an action, a rule, a span of event time. */
import type { Ruleset } from '@lapwing/sml';
import { askedSql, type Filter, type Progress, translateQuery } from '@lapwing/warehouse';
import { Type } from '@sinclair/typebox';
import type { FastifyReply } from 'fastify';
import { inputOf } from '../query/surroundings.ts';
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

/** A filter, and what the checker says of its expression although it is right. */
export interface AskedFilter extends Filter {
  /** Rendered diagnostics; empty where there are none. */
  readonly warnings: string;
}

/** Throws a ProblemError with the rendered diagnostics where the expression is not valid. */
export function filterOf(system: System, { q, action, rule, from, to }: FilterParameters): AskedFilter {
  const asked = q === undefined || q.trim() === '' ? null : translate(system, q);
  return {
    warnings: asked?.warnings ?? '',
    ...(asked === null ? {} : { where: asked.predicate }),
    ...(action === undefined || action === '' ? {} : { action }),
    ...(rule === undefined || rule === '' ? {} : { rule }),
    ...(from === undefined || from === '' ? {} : { fromMillis: timeOf('from', from) }),
    ...(to === undefined || to === '' ? {} : { toMillis: timeOf('to', to) }),
  };
}

function translate(system: System, text: string) {
  const { ruleset } = activeRuleset(system);
  const translated = translateQuery(text, ruleset.program, system.registry, {
    input: inputOf(system.journal),
    stateAt: system.past.stateAt,
  });
  if (translated.ok) return translated;
  throw badRequest('the query is not a valid expression', [translated.diagnostics]);
}

/** How a question was answered, gathered while it runs. */
export class EvaluationNote {
  private progress: Progress = { evaluated: 0, matched: 0, missing: 0 };
  private readonly filter: AskedFilter;

  constructor(filter: AskedFilter) {
    this.filter = filter;
  }

  readonly onProgress = (progress: Progress): void => {
    this.progress = progress;
  };

  /** Which part SQL was asked, which was evaluated on rows, and on how many; undefined without an expression. */
  view() {
    const { where, warnings } = this.filter;
    if (where === undefined) return undefined;
    const { residuals } = where;
    return { sql: askedSql(where), residuals, ...this.progress, ...(warnings === '' ? {} : { warnings }) };
  }

  /** … undefined also where SQL answered alone and there is nothing to say. */
  remarkable() {
    const view = this.view();
    const plain = view?.residuals.length === 0 && view.evaluated === 0 && view.warnings === undefined;
    return plain ? undefined : view;
  }
}

/** Aborted when the caller goes away before the answer is sent. */
export function abandoned(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  // The request closes when its body has been read; the answer, when it was sent or the caller went away.
  reply.raw.once('close', () => controller.abort());
  return controller.signal;
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

/** Throws a ProblemError that names the parameter. */
export function timeOf(name: string, text: string): number {
  const millis = Date.parse(text);
  if (Number.isNaN(millis)) throw badRequest(`${name}: ${JSON.stringify(text)} is no time; write ISO 8601`);
  return millis;
}
