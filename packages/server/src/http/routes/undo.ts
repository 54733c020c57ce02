/** Undoing as a batch: what one would do, beginning one, and what has come of those that there were. */
import type { UndoBatch, UndoScope } from '@lapwing/enforcement';
import { Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import type { UndoAsked } from '../../brakes/undo.ts';
import type { System } from '../../system/system.ts';
import { personOf } from '../authenticate.ts';
import { timeOf } from '../filter.ts';
import { badRequest, notFound, ProblemError } from '../problem.ts';
import { madeView, Reason } from './brakes.ts';

const BATCHES_LISTED = 100;
const LABELS_LISTED = 500;
const Name = Type.String({ minLength: 1, maxLength: 256 });
const Scope = {
  rule: Type.Optional(Name),
  version: Type.Optional(
    Type.String({ minLength: 1, maxLength: 128, description: 'of the rule; all versions when absent' }),
  ),
  ruleset: Type.Optional(Type.String({ minLength: 1, maxLength: 128, description: 'hash of a ruleset' })),
  person: Type.Optional(Type.String({ minLength: 1, maxLength: 320 })),
  from: Type.String({ description: 'event time, ISO 8601, inclusive' }),
  to: Type.String({ description: 'event time, ISO 8601, inclusive' }),
};

interface ScopeBody {
  readonly rule?: string;
  readonly version?: string;
  readonly ruleset?: string;
  readonly person?: string;
  readonly from: string;
  readonly to: string;
}

const IdParams = Type.Object({ id: Type.String({ format: 'uuid' }) });

export function undoRoutes(app: FastifyInstance, system: System): void {
  const tags = ['undo'];
  const found = async (id: string): Promise<UndoBatch> => {
    const batch = await system.effects.undo.batch(id);
    if (batch === null) throw notFound(`there is no undo batch ${id}`);
    return batch;
  };

  app.post<{ Body: ScopeBody }>(
    '/v1/undo/forecast',
    {
      schema: {
        tags,
        summary: 'What a batch would take back, without taking anything back',
        body: Type.Object(Scope, { additionalProperties: false }),
      },
    },
    async ({ body }) => system.undo.forecast(askedOf(body)),
  );

  app.post<{ Body: ScopeBody & { reason: string } }>(
    '/v1/undo',
    {
      schema: {
        tags,
        summary: 'Take back what a rule, a ruleset or a person did between two times; a person has to be signed in',
        body: Type.Object({ ...Scope, reason: Reason }, { additionalProperties: false }),
      },
    },
    async (request, reply) => {
      const { reason, ...scope } = request.body;
      const id = await system.undo.begin(askedOf(scope), personOf(request), reason);
      return reply.code(202).send(undoView(await found(id), 0));
    },
  );

  app.get('/v1/undo', { schema: { tags, summary: 'Undo batches, newest first' } }, async () => {
    const [batches, last] = await Promise.all([
      system.effects.undo.list({ limit: BATCHES_LISTED }),
      system.effects.undo.lastSequence(),
    ]);
    return { items: batches.map((batch) => undoView(batch, last)) };
  });

  app.get<{ Params: { id: string } }>(
    '/v1/undo/:id',
    { schema: { tags, summary: 'One batch: who, why, how far, and what came of it', params: IdParams } },
    async ({ params: { id } }) => {
      const [batch, labels, last] = await Promise.all([
        found(id),
        system.effects.undo.labels(id, { limit: LABELS_LISTED }),
        system.effects.undo.lastSequence(),
      ]);
      return { ...undoView(batch, last), labels: labels.map(({ sequence: _, ...label }) => label) };
    },
  );

  app.post<{ Params: { id: string }; Body: { reason: string } }>(
    '/v1/undo/:id/cancel',
    {
      schema: {
        tags,
        summary: 'Stop a batch; what was taken back stays so',
        params: IdParams,
        body: Type.Object({ reason: Reason }, { additionalProperties: false }),
      },
    },
    async (request, reply) => {
      const batch = await found(request.params.id);
      if (batch.state !== 'running') {
        throw new ProblemError({ status: 409, title: 'Conflict', detail: `the batch is ${batch.state}` });
      }
      system.undo.cancel(batch.id, personOf(request), request.body.reason);
      return reply.code(202).send(undoView(batch, await system.effects.undo.lastSequence()));
    },
  );
}

function askedOf({ from, to, ...scope }: ScopeBody): UndoAsked {
  const fromMillis = timeOf('from', from);
  const toMillis = timeOf('to', to);
  if (fromMillis > toMillis) throw badRequest('from: the time is after that of to');
  return { scope: scopeOf(scope), fromMillis, toMillis };
}

function scopeOf({ rule, version, ruleset, person }: Omit<ScopeBody, 'from' | 'to'>): UndoScope {
  if ([rule, ruleset, person].filter((held) => held !== undefined).length !== 1) {
    throw badRequest('say whose doings: one of rule, ruleset, person');
  }
  if (rule !== undefined) return { of: 'rule', rule, version: version ?? null };
  if (version !== undefined) throw badRequest('version: it goes with a rule');
  if (ruleset !== undefined) return { of: 'ruleset', hash: ruleset };
  return { of: 'person', person: person ?? '' };
}

function undoView({ atMillis, by, reason, ...batch }: UndoBatch, lastSequence: number) {
  const { id, scope, fromMillis, toMillis, state, endedAtMillis, cursor, effects, tally, outcomes } = batch;
  const scanned = cursor.pass > 1 ? 1 : lastSequence === 0 ? 0 : Math.min(1, cursor.sequence / lastSequence);
  return {
    id,
    scope,
    from: new Date(fromMillis).toISOString(),
    to: new Date(toMillis).toISOString(),
    ...madeView({ atMillis, by, reason }),
    state,
    /** Share of what has to be looked through. */
    progress: state === 'running' ? scanned : 1,
    endedAt: endedAtMillis === null ? null : new Date(endedAtMillis).toISOString(),
    effects,
    ...tally,
    outcomes,
  };
}
