/** The brakes: what is in force and used, and people's changes to it, each with who and why. */
import {
  type BrakeChange,
  type Brakes,
  brakeLimits,
  type Cap,
  type CapUsage,
  capKey,
  enforcementLimits,
  type HoldCause,
  isEffectSelector,
  type MadeChange,
} from '@lapwing/enforcement';
import { ruleOwner } from '@lapwing/sml';
import { Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import type { System } from '../../system/system.ts';
import { callerOf, personOf } from '../authenticate.ts';
import { activeRuleset } from '../filter.ts';
import { badRequest, ProblemError } from '../problem.ts';

const ALERTS_LISTED = 100;
const LOG_LISTED = 100;
const ALERTS_AT_ONCE = 500;
const AlertId = Type.String({ pattern: '^[0-9a-f]{32}$' });
/** Of a cap for each rule, the rules that have used most of it. */
const USED_LISTED = 20;

export const Reason = Type.String({ minLength: 1, maxLength: 4000 });
const Because = Type.Object({ reason: Reason }, { additionalProperties: false });
const Name = Type.String({ minLength: 1, maxLength: 256 });
/** A list of types, not a union of schemas: under the latter, null would be coerced to 0. */
const Limit = Type.Unsafe<number | null>({
  type: ['integer', 'null'],
  minimum: 0,
  maximum: brakeLimits.capLimitMax,
  description: 'null lifts the cap for each rule from one rule',
});
const CapFields = {
  scope: Type.Union([Type.Literal('rule'), Type.Literal('each-rule'), Type.Literal('platform')]),
  rule: Type.Optional(Name),
  effects: Type.String({ maxLength: 140, description: '*, a kind, or a kind and a name, as label:spammer' }),
  spanSeconds: Type.Integer({ minimum: brakeLimits.spanSecondsMin, maximum: brakeLimits.spanSecondsMax }),
  reason: Reason,
};
const Entity = Type.Object(
  {
    type: Type.String({ minLength: 1, maxLength: brakeLimits.entityChars }),
    id: Type.String({ minLength: 1, maxLength: brakeLimits.entityChars }),
    reason: Reason,
  },
  { additionalProperties: false },
);

interface CapBody {
  readonly scope: Cap['scope'];
  readonly rule?: string;
  readonly effects: string;
  readonly spanSeconds: number;
  readonly limit: number | null;
  readonly reason: string;
}

interface EntityBody {
  readonly type: string;
  readonly id: string;
  readonly reason: string;
}

export function brakeRoutes(app: FastifyInstance, system: System): void {
  const tags = ['brakes'];

  app.get('/v1/brakes', { schema: { tags, summary: 'What holds effects now, and how much of it is used' } }, async () =>
    brakesView(system),
  );

  app.post<{ Body: { reason: string } }>(
    '/v1/brakes/halt',
    { schema: { tags, summary: 'Hold every automatic effect from now on; a key may do it too', body: Because } },
    async (request) => {
      await change(system, { kind: 'halt' }, callerOf(request), request.body.reason, 'enforcement is halted already');
      return { halted: madeView(brakesOf(system).halt) };
    },
  );

  app.post<{ Body: { reason: string } }>(
    '/v1/brakes/resume',
    { schema: { tags, summary: 'Let automatic effects apply again; what was held stays held', body: Because } },
    async (request) => {
      await change(system, { kind: 'resume' }, personOf(request), request.body.reason, 'enforcement is not halted');
      return { halted: null };
    },
  );

  app.post<{ Body: CapBody }>(
    '/v1/brakes/caps',
    {
      schema: {
        tags,
        summary: 'Set a cap; one of the same scope, rule, effects and span gets the new limit',
        body: Type.Object({ ...CapFields, limit: Limit }, { additionalProperties: false }),
      },
    },
    async (request) => {
      const { limit, reason } = request.body;
      const cap: Cap = { ...capOf(request.body), limit };
      const caps = brakesOf(system).capsInForce();
      if (limit === null && cap.scope !== 'rule') throw badRequest('limit: only one rule can be without a limit');
      if (caps.length >= brakeLimits.caps && !caps.some((held) => capKey(held.cap) === capKey(cap))) {
        throw badRequest(`there are ${brakeLimits.caps} caps already`);
      }
      await change(system, { kind: 'set-cap', cap }, personOf(request), reason, null);
      return { cap };
    },
  );

  app.post<{ Body: Omit<CapBody, 'limit'> }>(
    '/v1/brakes/caps/unset',
    {
      schema: {
        tags,
        summary: 'Take back what a person set: what the file says holds again, which may be nothing',
        body: Type.Object(CapFields, { additionalProperties: false }),
      },
    },
    async (request) => {
      const cap = capOf(request.body);
      await change(
        system,
        { kind: 'unset-cap', cap },
        personOf(request),
        request.body.reason,
        'no person set this cap',
      );
      return { cap };
    },
  );

  for (const kind of ['protect', 'unprotect'] as const) {
    app.post<{ Body: EntityBody }>(
      `/v1/brakes/${kind}`,
      {
        schema: {
          tags,
          summary:
            kind === 'protect' ? 'Keep automatic effects off an entity' : 'Let automatic effects on an entity again',
          body: Entity,
        },
      },
      async (request) => {
        const { type, id, reason } = request.body;
        const count = brakesOf(system).protectedEntities().length;
        if (kind === 'protect' && count >= brakeLimits.protectedEntities) {
          throw badRequest(`there are ${brakeLimits.protectedEntities} protected entities already`);
        }
        const otherwise = `${type} ${id} is ${kind === 'protect' ? 'protected already' : 'not protected'}`;
        await change(system, { kind, entity: { type, id } }, personOf(request), reason, otherwise);
        return { type, id, protected: kind === 'protect' };
      },
    );
  }

  app.post<{ Body: { rule: string; reason: string } }>(
    '/v1/brakes/reset',
    {
      schema: {
        tags,
        summary: 'Let a rule go on that the emergency brake stopped; what was held stays held',
        body: Type.Object({ rule: Name, reason: Reason }, { additionalProperties: false }),
      },
    },
    async (request) => {
      const { rule, reason } = request.body;
      await change(system, { kind: 'reset', rule }, personOf(request), reason, `the rule ${rule} is not stopped`);
      return { rule };
    },
  );

  app.get<{ Querystring: { rule?: string; state?: 'open' | 'seen' | 'all'; limit?: number } }>(
    '/v1/brakes/alerts',
    {
      schema: {
        tags,
        summary: 'What the brakes have told, newest first',
        querystring: Type.Object({
          rule: Type.Optional(Name),
          state: Type.Optional(Type.Union([Type.Literal('open'), Type.Literal('seen'), Type.Literal('all')])),
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
        }),
      },
    },
    async ({ query: { rule, state = 'all', limit = ALERTS_LISTED } }) => {
      const filter = {
        ...(rule === undefined ? {} : { rule }),
        ...(state === 'all' ? {} : { seen: state === 'seen' }),
      };
      const [alerts, open] = await Promise.all([
        system.effects.brakes.alerts(filter, { limit }),
        system.effects.brakes.openAlertCount(),
      ]);
      const items = alerts.map(({ sequence: _, atMillis, seen, ...alert }) => ({
        ...alert,
        at: new Date(atMillis).toISOString(),
        seen: madeView(seen),
      }));
      return { open, items };
    },
  );

  app.post<{ Body: { ids?: readonly string[]; all?: boolean; reason: string } }>(
    '/v1/brakes/alerts/acknowledge',
    {
      schema: {
        tags,
        summary: 'Say that somebody has seen to alerts, and what came of it: those of the ids, or all that are open',
        body: Type.Object(
          {
            ids: Type.Optional(Type.Array(AlertId, { minItems: 1, maxItems: ALERTS_AT_ONCE })),
            all: Type.Optional(Type.Boolean()),
            reason: Reason,
          },
          { additionalProperties: false },
        ),
      },
    },
    async (request) => {
      const { ids, all = false, reason } = request.body;
      if ((ids !== undefined) === all) throw badRequest('say which: ids, or all');
      return acknowledgeAlerts(system, ids ?? null, personOf(request), reason);
    },
  );

  app.get('/v1/brakes/log', { schema: { tags, summary: 'Who changed the brakes, newest first' } }, async () => {
    const entries = await system.effects.brakes.log({ limit: LOG_LISTED });
    return { items: entries.map(({ position, change, ...made }) => ({ position, ...madeView(made), change })) };
  });
}

/** Journal that alerts were seen to. Those that somebody has seen to already, or that there are not, are told. */
async function acknowledgeAlerts(
  { pipeline, effects: { brakes } }: System,
  ids: readonly string[] | null,
  by: string,
  reason: string,
) {
  let acknowledged = 0;
  let notOpen: readonly string[] = [];
  for (;;) {
    const open =
      ids === null
        ? (await brakes.alerts({ seen: false }, { limit: ALERTS_AT_ONCE })).map(({ id }) => id)
        : await brakes.openAlerts(ids);
    if (ids !== null) notOpen = ids.filter((id) => !open.includes(id));
    if (open.length === 0) break;
    const { position } = await pipeline.record({ type: 'seen', atMillis: pipeline.nowMillis(), by, reason, ids: open });
    await pipeline.committed(position);
    acknowledged += open.length;
    if (ids !== null) break;
  }
  return { acknowledged, notOpen };
}

function brakesOf({ pipeline }: System): Brakes {
  if (pipeline.brakes !== null) return pipeline.brakes;
  throw new ProblemError({ status: 503, title: 'Unavailable', detail: 'this pipeline has no brakes' });
}

/** Journal a change. `otherwise` is the refusal where there is nothing to change; null where that is fine. */
async function change(
  { pipeline }: System,
  what: BrakeChange,
  by: string,
  reason: string,
  otherwise: string | null,
): Promise<void> {
  const atMillis = pipeline.nowMillis();
  const { position, record } = await pipeline.record({ type: 'brakes', atMillis, by, reason, change: what });
  await pipeline.committed(position);
  if (record?.type === 'brakes' && !record.changed && otherwise !== null) {
    throw new ProblemError({ status: 409, title: 'Conflict', detail: otherwise });
  }
}

function capOf({ scope, rule, effects, spanSeconds }: Omit<CapBody, 'limit'>): Omit<Cap, 'limit'> {
  if (!isEffectSelector(effects)) {
    throw badRequest(`effects: '${effects}' names no effects: *, label, verdict, plugin, or one of these with a name`);
  }
  if ((scope === 'rule') !== (rule !== undefined))
    throw badRequest('rule: a cap of scope rule has one, others have none');
  return { scope, rule: rule ?? null, effects, spanSeconds };
}

async function brakesView(system: System) {
  const brakes = brakesOf(system);
  const { pipeline, effects } = system;
  const now = pipeline.nowMillis();
  const [held, refused, beyond, openAlerts] = await Promise.all([
    effects.brakes.heldCounts('held'),
    effects.brakes.heldCounts('refused'),
    effects.brakes.heldBeyond(),
    effects.brakes.openAlertCount(),
  ]);
  const usage = brakes.usage(now);
  const { program } = activeRuleset(system).ruleset;
  return {
    at: new Date(now).toISOString(),
    halted: madeView(brakes.halt),
    caps: brakes
      .capsInForce()
      .map(({ cap, changed }) => ({ ...cap, changed: madeView(changed), ...usageView(cap, usage) })),
    emergency: brakes.file?.emergency ?? null,
    stopped: brakes.stopped().map(({ name, version, stop }) => ({
      rule: name,
      version,
      owner: ruleOwner(program, name),
      at: new Date(stop.atMillis).toISOString(),
      hits: stop.hits,
      events: stop.events,
    })),
    anomaly: brakes.file?.anomaly ?? false,
    protected: brakes.protectedEntities().map(({ entity, changed }) => ({ ...entity, changed: madeView(changed) })),
    onProtected: brakes.file?.onProtected ?? 'hold',
    held: heldView(held),
    refused: heldView(refused),
    /** What was held while there was no room for more: counted, and not to be released. */
    beyond: heldView(beyond),
    heldLimits: {
      perRule: enforcementLimits.heldPerRule,
      inAll: enforcementLimits.heldInAll,
      settledDays: system.config.effectRetention.settledMillis / 86_400_000,
    },
    openAlerts,
  };
}

function heldView(counts: readonly { readonly rule: string; readonly cause: HoldCause; readonly count: number }[]) {
  return { total: counts.reduce((sum, { count }) => sum + count, 0), rules: counts };
}

function usageView(cap: Cap, usage: readonly CapUsage[]) {
  const used = usage
    .filter((item) => capKey(item.cap) === capKey(cap))
    .map(({ rule, used: count }) => ({ rule, used: count }))
    .sort((a, b) => b.used - a.used);
  return { usedMost: used[0]?.used ?? 0, used: used.slice(0, USED_LISTED) };
}

export function madeView(made: MadeChange | null) {
  return made === null ? null : { by: made.by, reason: made.reason, at: new Date(made.atMillis).toISOString() };
}
