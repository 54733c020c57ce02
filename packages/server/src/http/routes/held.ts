/** Effects that the brakes hold: listed, and let through or dropped by a person, singly or all of a rule. */
import { effectSelector, type HeldState, type HoldCause, isReversible, type StoredHeld } from '@lapwing/enforcement';
import { Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import type { HeldSelection } from '../../brakes/held.ts';
import type { System } from '../../system/system.ts';
import { personOf } from '../authenticate.ts';
import { effectView } from '../effect-view.ts';
import { badRequest } from '../problem.ts';
import { madeView, Reason } from './brakes.ts';

const IDS_MAX = 1_000;
const CAUSES: readonly HoldCause[] = ['halt', 'protected', 'emergency', 'cap'];
const STATES: readonly HeldState[] = ['held', 'refused', 'released', 'dropped'];
const Cause = Type.Union(CAUSES.map((cause) => Type.Literal(cause)));
const Name = Type.String({ minLength: 1, maxLength: 256 });

interface SettleBody {
  readonly ids?: readonly string[];
  readonly rule?: string;
  readonly cause?: HoldCause;
  readonly all?: boolean;
  readonly reason: string;
}

export function heldRoutes(app: FastifyInstance, system: System): void {
  const tags = ['brakes'];

  app.get<{ Querystring: { state?: HeldState; rule?: string; cause?: HoldCause; limit?: number; cursor?: number } }>(
    '/v1/brakes/held',
    {
      schema: {
        tags,
        summary: 'Effects that did not apply, newest first',
        querystring: Type.Object({
          state: Type.Optional(Type.Union(STATES.map((state) => Type.Literal(state)))),
          rule: Type.Optional(Name),
          cause: Type.Optional(Cause),
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
          cursor: Type.Optional(Type.Integer({ minimum: 1 })),
        }),
      },
    },
    async ({ query: { state = 'held', rule, cause, limit = 50, cursor } }) => {
      const filter = { state, ...(rule === undefined ? {} : { rule }), ...(cause === undefined ? {} : { cause }) };
      const page = cursor === undefined ? { limit } : { limit, before: cursor };
      const items = await system.effects.brakes.held(filter, page);
      return { items: items.map(heldView), next: items.length < limit ? null : String(items.at(-1)?.sequence ?? '') };
    },
  );

  for (const how of ['release', 'drop'] as const) {
    app.post<{ Body: SettleBody }>(
      `/v1/brakes/held/${how}`,
      {
        schema: {
          tags,
          summary:
            how === 'release'
              ? 'Apply held effects now: those of the ids, or all of a rule, a cause, or all'
              : 'Drop held effects: those of the ids, or all of a rule, a cause, or all',
          body: Type.Object(
            {
              ids: Type.Optional(
                Type.Array(Type.String({ pattern: '^[0-9a-f]{32}$' }), { minItems: 1, maxItems: IDS_MAX }),
              ),
              rule: Type.Optional(Name),
              cause: Type.Optional(Cause),
              all: Type.Optional(Type.Boolean()),
              reason: Reason,
            },
            { additionalProperties: false },
          ),
        },
      },
      async (request) => {
        const { reason } = request.body;
        return system.held.settle(how, selectionOf(request.body), personOf(request), reason);
      },
    );
  }
}

/** Nothing named is not everything: whoever means that says so. */
function selectionOf({ ids, rule, cause, all = false }: SettleBody): HeldSelection {
  const byRule = rule !== undefined || cause !== undefined;
  if ([ids !== undefined, byRule, all].filter(Boolean).length !== 1) {
    throw badRequest('say which: ids, or rule and cause, or all');
  }
  if (ids !== undefined) return { ids };
  return { ...(rule === undefined ? {} : { rule }), ...(cause === undefined ? {} : { cause }) };
}

export function heldView({ effect, heldAtMillis, rule, cause, detail, state, decided }: StoredHeld) {
  return {
    ...effectView({ effect, labelOutcome: null }),
    selector: effectSelector(effect.body),
    eventId: effect.eventId,
    reversible: isReversible(effect.body.kind),
    heldAt: new Date(heldAtMillis).toISOString(),
    heldRule: rule,
    cause,
    detail,
    state,
    decided: madeView(decided),
  };
}
