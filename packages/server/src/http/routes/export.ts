/** `/v1/export`: all rows of a query as a file, however many there are. */
import type { ExportFormat } from '@lapwing/warehouse';
import { Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { System } from '../../system/system.ts';
import { abandoned, type FilterParameters, FilterQuery } from '../filter.ts';
import { RowsBody, type RowsParameters, rowSource } from '../rows.ts';

const FORMATS: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson',
  parquet: 'application/vnd.apache.parquet',
};

const Format = Type.Union([Type.Literal('csv'), Type.Literal('ndjson'), Type.Literal('parquet')]);
const Spreadsheet = Type.Boolean({
  description: "CSV to be opened in a spreadsheet: with a byte order mark, and a ' before what would be a formula",
});

interface ExportParameters {
  readonly format: ExportFormat;
  readonly spreadsheet?: boolean;
}

export function exportRoutes(app: FastifyInstance, system: System): void {
  app.get<{ Querystring: FilterParameters & ExportParameters & { readonly columns?: string } }>(
    '/v1/export',
    {
      schema: {
        tags: ['query'],
        summary: 'All events of a query as a file, newest first; a link that a browser can follow',
        querystring: Type.Object({
          ...FilterQuery,
          format: Format,
          spreadsheet: Type.Optional(Spreadsheet),
          columns: Type.Optional(
            Type.String({ maxLength: 20_000, description: 'names of features separated by commas; all, when absent' }),
          ),
        }),
      },
    },
    async ({ query }, reply) => {
      const { format, spreadsheet, columns, ...filter } = query;
      const names = columns === undefined || columns === '' ? 'all' : columns.split(',');
      return sendRows(
        system,
        reply,
        { ...filter, columns: names },
        { format, ...(spreadsheet ? { spreadsheet } : {}) },
      );
    },
  );

  app.post<{ Body: RowsParameters & ExportParameters }>(
    '/v1/export',
    {
      schema: {
        tags: ['query'],
        summary: 'All rows of a query as a file: events, numbers, or a SELECT',
        body: Type.Object(
          { ...RowsBody, format: Format, spreadsheet: Type.Optional(Spreadsheet) },
          { additionalProperties: false },
        ),
      },
    },
    async ({ body }, reply) => {
      const { format, spreadsheet, ...rows } = body;
      return sendRows(system, reply, rows, { format, ...(spreadsheet ? { spreadsheet } : {}) });
    },
  );
}

/** Rows are read as fast as the caller takes them, and no longer than the caller stays. */
async function sendRows(
  system: System,
  reply: FastifyReply,
  parameters: RowsParameters,
  options: ExportParameters,
): Promise<FastifyReply> {
  const { source } = rowSource(system, parameters);
  const stream = await system.warehouse.exportStream(source, { ...options, signal: abandoned(reply) });
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  return reply
    .type(FORMATS[options.format])
    .header('content-disposition', `attachment; filename="lapwing-${stamp}.${options.format}"`)
    .header('cache-control', 'no-store')
    .send(stream);
}
