/** Back-fills of the rules in force: begin one, see how far it is, stop it. It is read beside the events that come in. */
import { parseDuration, parseRangeTime } from '@lapwing/pipeline/backtest';
import { Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import type { System } from '../../system/system.ts';
import { callerOf } from '../authenticate.ts';
import { activeRuleset } from '../filter.ts';
import { badRequest, conflict, notFound } from '../problem.ts';
import { Reason } from './lists.ts';

interface Backfill {
  readonly rulesetHash: string;
  readonly by: string;
  readonly reason: string;
  readonly startedAt: string;
  state: 'running' | 'done' | 'stopped' | 'failed';
  /** 0 to 1. */
  share: number;
  events: number;
  /** Where it joined, and with how many keys; null until then. */
  position: number | null;
  keys: number | null;
  /** The journal, or `since`, held less than the counters may depend on; null until that is known. */
  partial: boolean | null;
  problem: string | null;
}

export function backfillRoutes(app: FastifyInstance, system: System): void {
  let current: Backfill | null = null;
  let stop = new AbortController();
  let ended: Promise<void> = Promise.resolve();
  app.addHook('onClose', async () => {
    stop.abort();
    await ended;
  });

  app.get(
    '/v1/ruleset/backfill',
    { schema: { tags: ['rules'], summary: 'The back-fill under way, or the last one since the start' } },
    async () => current ?? { state: 'none' },
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
      if (current?.state === 'running') throw conflict(`a back-fill by ${current.by} is under way`);
      const { since, reason } = request.body;
      const sinceMillis = since === undefined ? null : startOf(since, system.pipeline.memory.newestMillis);
      const by = callerOf(request);
      const backfill: Backfill = {
        rulesetHash: activeRuleset(system).ruleset.program.hash,
        by,
        reason,
        startedAt: new Date().toISOString(),
        state: 'running',
        share: 0,
        events: 0,
        position: null,
        keys: null,
        partial: null,
        problem: null,
      };
      current = backfill;
      stop = new AbortController();
      const { signal } = stop;
      ended = system.pipeline
        .backfill({ by, reason, sinceMillis, signal, onProgress: (progress) => Object.assign(backfill, progress) })
        .then(
          (result) => void Object.assign(backfill, result, { state: 'done', share: 1 }),
          (error: unknown) => {
            backfill.state = signal.aborted ? 'stopped' : 'failed';
            backfill.problem = signal.aborted ? null : error instanceof Error ? error.message : String(error);
          },
        );
      return reply.code(202).send(backfill);
    },
  );

  app.delete(
    '/v1/ruleset/backfill',
    { schema: { tags: ['rules'], summary: 'Stop the back-fill under way; nothing has changed then' } },
    async () => {
      if (current?.state !== 'running') throw notFound('no back-fill is under way');
      stop.abort();
      await ended;
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
