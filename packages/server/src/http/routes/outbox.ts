/** Deliveries to others: how many wait, and those that were given up. */
import { Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import type { System } from '../../system/system.ts';
import { notFound } from '../problem.ts';

const LISTED = 200;
const IdParams = Type.Object({ id: Type.Integer({ minimum: 1 }) });

export function outboxRoutes(app: FastifyInstance, system: System): void {
  const { outbox } = system.effects;
  const urls = new Map(system.config.webhooks.map((sink) => [sink.name, sink.url]));

  app.get(
    '/v1/outbox',
    { schema: { tags: ['outbox'], summary: 'Deliveries that wait or were given up' } },
    async () => {
      const [counts, dead] = await Promise.all([outbox.counts(), outbox.list({ state: 'dead' }, { limit: LISTED })]);
      return {
        pending: counts.pending,
        deadLetters: dead.map(({ id, sink, effectId, attempts, lastError, dueAtMillis }) => ({
          id: String(id),
          sink,
          url: urls.get(sink) ?? '',
          effectId,
          attempts,
          lastError,
          at: new Date(dueAtMillis).toISOString(),
        })),
      };
    },
  );

  app.post<{ Params: { id: number } }>(
    '/v1/outbox/:id/retry',
    { schema: { tags: ['outbox'], summary: 'Try a dead letter again', params: IdParams } },
    async ({ params: { id } }, reply) => {
      if (!(await outbox.retry(id, Date.now()))) throw notFound(`there is no dead letter ${id}`);
      system.delivery.wake();
      return reply.code(204).send();
    },
  );

  app.delete<{ Params: { id: number } }>(
    '/v1/outbox/:id',
    { schema: { tags: ['outbox'], summary: 'Forget a dead letter', params: IdParams } },
    async ({ params: { id } }, reply) => {
      if (!(await outbox.drop(id))) throw notFound(`there is no dead letter ${id}`);
      return reply.code(204).send();
    },
  );
}
