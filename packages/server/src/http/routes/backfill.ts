/** Back-fills of the rules in force: what is offered, begin one, see how far it is, stop it. It is read beside the events that come in. */
import { parseDuration, parseRangeTime } from '@lapwing/pipeline/backtest';
import { Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import type { System } from '../../system/system.ts';
import { callerOf } from '../authenticate.ts';
import { activeRuleset } from '../filter.ts';
import { badRequest, conflict, notFound } from '../problem.ts';
import { Reason } from './lists.ts';

export function backfillRoutes(app: FastifyInstance, system: System): void {
  const { backfills } = system;

  app.get(
    '/v1/ruleset/backfill',
    {
      schema: {
        tags: ['rules'],
        summary: 'The back-fill under way, or the last one since the start; and new counters that wait for one',
      },
    },
    async () => ({ ...(backfills.current ?? { state: 'none' }), offer: backfills.offer }),
  );

  app.post<{ Body: { readonly since?: string; readonly reason: string } }>(
    '/v1/ruleset/backfill',
    {
      schema: {
        tags: ['rules'],
        summary: 'Count for the rules in force what they would have counted had they been there before',
        body: Type.Object(
          {
            since: Type.Optional(
              Type.String({ description: '7d, 36h or an ISO 8601 event time; as far as counters need when absent' }),
            ),
            reason: Reason,
          },
          { additionalProperties: false },
        ),
      },
    },
    async (request, reply) => {
      activeRuleset(system);
      const { since, reason } = request.body;
      const sinceMillis = since === undefined ? null : startOf(since, system.pipeline.memory.newestMillis);
      const begun = backfills.begin({ by: callerOf(request), reason, sinceMillis });
      if (begun === null) throw conflict(`a back-fill by ${backfills.current?.by} is under way`);
      return reply.code(202).send(begun);
    },
  );

  app.delete(
    '/v1/ruleset/backfill',
    { schema: { tags: ['rules'], summary: 'Stop the back-fill under way; nothing has changed then' } },
    async () => {
      const { current } = backfills;
      if (current?.state !== 'running') throw notFound('no back-fill is under way');
      await backfills.stop();
      return current;
    },
  );
}

function startOf(since: string, newestMillis: number): number {
  const duration = parseDuration(since);
  const millis = duration === null ? parseRangeTime(since) : newestMillis - duration;
  if (millis === null) throw badRequest(`since: ${since} is no length of time and no time; write 7d or 2026-10-01`);
  return millis;
}
