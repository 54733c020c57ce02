/** `POST /v1/query`: an SML expression or a SELECT over the table `events`. */
import type { WarehouseError } from '@lapwing/warehouse';
import { Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import type { System } from '../../system/system.ts';
import { predicateOf } from '../filter.ts';
import { badRequest, type ProblemError } from '../problem.ts';

const ROWS_MAX = 100_000;

interface QueryBody {
  readonly q?: string;
  readonly sql?: string;
  readonly limit?: number;
}

export function queryRoutes(app: FastifyInstance, system: System): void {
  app.post<{ Body: QueryBody }>(
    '/v1/query',
    {
      schema: {
        tags: ['query'],
        summary: 'Ask the warehouse in SML or SQL',
        body: Type.Object(
          {
            q: Type.Optional(Type.String({ maxLength: 10_000 })),
            sql: Type.Optional(Type.String({ maxLength: 100_000 })),
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: ROWS_MAX })),
          },
          { additionalProperties: false },
        ),
      },
    },
    async (request, reply) => {
      const { q, sql, limit = 1000 } = request.body;
      if ((q === undefined) === (sql === undefined)) throw badRequest('give either q (SML) or sql');
      const aborted = new AbortController();
      // The request closes when its body has been read; the answer, when it was sent or the caller went away.
      reply.raw.once('close', () => aborted.abort());
      const options = { limit, signal: aborted.signal };
      if (sql !== undefined) return system.warehouse.sql(sql, options);
      return system.warehouse.select(predicateOf(system, q ?? ''), options);
    },
  );
}

/** Questions that the warehouse refused or gave up on, as problems; anything else is not its caller's fault. */
export function warehouseProblem(error: WarehouseError): ProblemError['problem'] {
  switch (error.kind) {
    case 'timeout':
      return { status: 504, title: 'Timed out', detail: error.message };
    case 'cancelled':
      return { status: 499, title: 'Cancelled', detail: error.message };
    case 'syntax':
    case 'refused':
    case 'invalid':
    case 'residual':
      return { status: 400, title: 'Bad request', detail: error.message };
    default:
      return { status: 500, title: 'Internal error', detail: error.message };
  }
}
