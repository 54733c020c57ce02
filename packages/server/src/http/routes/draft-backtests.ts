/** Backtests of drafts: begun, watched, read. */
import { parseDuration, parseRangeTime, type RangeSpec, type WarmUp } from '@lapwing/pipeline/backtest';
import { type Static, Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import type { Authoring } from '../../authoring/authoring.ts';
import { applyOverlay, isTestPath } from '../../authoring/overlay.ts';
import type { BacktestRecord } from '../../drafts/backtest-records.ts';
import { badRequest, notFound } from '../problem.ts';
import { authorOf, told } from './drafts.ts';

const time = Type.Optional(Type.String({ maxLength: 40 }));
const Begin = Type.Object(
  {
    since: Type.Optional(
      Type.String({ maxLength: 20, description: 'so long before the newest event: 7d, 36h, 90m; or all' }),
    ),
    from: time,
    to: time,
    warmUp: Type.Optional(Type.String({ maxLength: 20, description: 'exact (the default), all, or a length of time' })),
  },
  { additionalProperties: false },
);
const IdParams = Type.Object({ id: Type.String({ maxLength: 64 }) });

interface Id {
  readonly id: string;
}

export function draftBacktestRoutes(app: FastifyInstance, authoring: Authoring): void {
  const { drafts, backtests, system } = authoring;
  const tags = ['drafts'];

  app.post<{ Params: Id; Body: Static<typeof Begin> }>(
    '/v1/rules/drafts/:id/backtest',
    {
      schema: {
        tags,
        summary: 'Begin a backtest of a draft against the rules in force',
        params: IdParams,
        body: Begin,
      },
    },
    async (request, reply) => {
      const draft = await told(drafts.get(request.params.id));
      const { range, span } = rangeOf(request.body);
      const { files: baseline } = await authoring.base();
      const overlay = Object.fromEntries(draft.files.map(({ path, text }) => [path, text]));
      const files = Object.fromEntries(
        Object.entries(applyOverlay(baseline, overlay)).filter(([path]) => !isTestPath(path)),
      );
      const id = await told(
        backtests.start({
          draftId: draft.id,
          revision: draft.revision,
          by: authorOf(request),
          span,
          dataDirectory: system.dataDirectory,
          name: draft.name,
          files,
          baseline,
          range,
          warmUp: warmUpOf(request.body.warmUp ?? 'exact'),
        }),
      );
      return reply.code(202).send(await view(id));
    },
  );

  app.get<{ Params: Id }>(
    '/v1/rules/drafts/:id/backtests',
    { schema: { tags, summary: 'Backtests of a draft, newest first', params: IdParams } },
    async ({ params }) => {
      await told(drafts.get(params.id));
      return { items: (await drafts.backtests.ofDraft(params.id)).map((record) => headView(record)) };
    },
  );

  app.get<{ Params: Id }>(
    '/v1/rules/backtests/:id',
    { schema: { tags, summary: 'A backtest: how far it is, or its report', params: IdParams } },
    ({ params }) => view(params.id),
  );

  app.get<{ Params: Id }>(
    '/v1/rules/backtests/:id/report.html',
    { schema: { tags, summary: 'The report as one HTML file', params: IdParams } },
    async ({ params }, reply) => {
      const html = await drafts.backtests.html(params.id);
      if (html === null) throw notFound('there is no such report');
      // A file to keep and to hand on. It brings its styles, which pages of the console may not.
      return reply
        .header('content-disposition', `attachment; filename="backtest-${params.id}.html"`)
        .type('text/html; charset=utf-8')
        .send(html);
    },
  );

  app.post<{ Params: Id }>(
    '/v1/rules/backtests/:id/cancel',
    { schema: { tags, summary: 'End a backtest early; what it decided until then is its report', params: IdParams } },
    async ({ params }, reply) => {
      if (!backtests.cancel(params.id)) throw notFound('this backtest does not run');
      return reply.code(202).send({});
    },
  );

  async function view(id: string) {
    const record = await drafts.backtests.get(id);
    if (record === null) throw notFound(`there is no backtest ${JSON.stringify(id)}`);
    const report: unknown = record.report === null ? null : JSON.parse(record.report);
    return { ...headView(record), progress: backtests.progressOf(id), report };
  }
}

function headView({
  id,
  draftId,
  revision,
  startedBy,
  startedAtMillis,
  endedAtMillis,
  state,
  span,
  error,
}: BacktestRecord) {
  return {
    id,
    draftId,
    revision,
    startedBy,
    startedAt: new Date(startedAtMillis).toISOString(),
    endedAt: endedAtMillis === null ? null : new Date(endedAtMillis).toISOString(),
    state,
    span,
    error,
  };
}

function rangeOf({ since, from, to }: Static<typeof Begin>): { readonly range: RangeSpec; readonly span: string } {
  if (from === undefined && to === undefined) {
    const text = since ?? '7d';
    if (text === 'all') return { range: { kind: 'between', fromMillis: null, toMillis: null }, span: 'all events' };
    return { range: { kind: 'since', millis: durationOf('since', text) }, span: `the last ${text}` };
  }
  if (since !== undefined) throw badRequest('since says it all: leave from and to out');
  const range: RangeSpec = {
    kind: 'between',
    fromMillis: from === undefined ? null : timeOf('from', from),
    toMillis: to === undefined ? null : timeOf('to', to),
  };
  return { range, span: `${from ?? 'the beginning'} to ${to ?? 'the end'}` };
}

function warmUpOf(text: string): WarmUp | 'exact' {
  if (text === 'exact') return 'exact';
  return text === 'all' ? { kind: 'all' } : { kind: 'window', millis: durationOf('warmUp', text) };
}

function durationOf(name: string, text: string): number {
  const millis = parseDuration(text);
  if (millis === null) throw badRequest(`${name}: ${text} is no length of time; write 7d, 36h or 90m`);
  return millis;
}

function timeOf(name: string, text: string): number {
  const millis = parseRangeTime(text);
  if (millis === null) throw badRequest(`${name}: ${text} is no time; write 2026-10-01 or 2026-10-01T12:00:00Z`);
  return millis;
}
