/** `POST /v1/query`: an SML expression or a SELECT over the table `events`. */
import type { ResultTable, RowSource, SqlOptions, WarehouseError } from '@lapwing/warehouse';
import { Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import type { System } from '../../system/system.ts';
import { abandoned, EvaluationNote } from '../filter.ts';
import type { ProblemError } from '../problem.ts';
import { RowsBody, type RowsParameters, rowSource } from '../rows.ts';

const ROWS_MAX = 100_000;

interface QueryBody extends RowsParameters {
  readonly limit?: number;
}

export function queryRoutes(app: FastifyInstance, system: System): void {
  app.post<{ Body: QueryBody }>(
    '/v1/query',
    {
      schema: {
        tags: ['query'],
        summary: 'Ask the warehouse in SML or SQL: events, or numbers by group and over time',
        body: Type.Object(
          { ...RowsBody, limit: Type.Optional(Type.Integer({ minimum: 1, maximum: ROWS_MAX })) },
          { additionalProperties: false },
        ),
      },
    },
    async (request, reply) => {
      const { limit = 1000 } = request.body;
      const { source, filter } = rowSource(system, request.body);
      const note = new EvaluationNote(filter);
      const options = { limit, signal: abandoned(reply), onProgress: note.onProgress };
      const table = await answer(system, source, options);
      const evaluation = note.view();
      return evaluation === undefined ? table : { ...table, evaluation };
    },
  );
}

function answer(
  system: System,
  source: RowSource,
  options: SqlOptions & { readonly limit: number },
): Promise<ResultTable> {
  const { warehouse } = system;
  switch (source.kind) {
    case 'sql':
      return warehouse.sql(source.text, options);
    case 'events': {
      const { where, ...filter } = source.filter;
      return warehouse.select(where, { ...filter, ...options, columns: source.columns });
    }
    case 'aggregate':
      return warehouse.aggregate({ ...source.query, ...options, groups: options.limit });
    default:
      return source satisfies never;
  }
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
