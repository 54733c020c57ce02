/** `/v1/networks`: the network operations as jobs, with progress, results in pages and as files, and suggested rules. */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { NetworksError, suggestRule, termsOfColumns } from '@lapwing/networks';
import { Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import { durationMillis } from '../../networks/duration.ts';
import { exportShares } from '../../networks/export-shares.ts';
import { type JobRecord, JobsBusy, type NetworkJobs, type Prepare, writeRows } from '../../networks/jobs.ts';
import { PAGE_MAX } from '../../networks/limits.ts';
import { readLines } from '../../networks/line-file.ts';
import { checkSharesJob, NETWORK_FORMATS } from '../../networks/operations.ts';
import {
  type EdgesRequest,
  JobBody,
  type JobRequest,
  type PostsRequest,
  type SharesRequest,
} from '../../networks/request.ts';
import { suggestForRuleset } from '../../networks/suggest.ts';
import { compiler } from '../../system/rules.ts';
import type { System } from '../../system/system.ts';
import { callerOf } from '../authenticate.ts';
import { activeRuleset, filterOf, isoOf } from '../filter.ts';
import { badRequest, conflict, notFound, ProblemError } from '../problem.ts';

const tags = ['networks'];
const IdParams = Type.Object({ id: Type.String({ pattern: '^[0-9a-f]{16}$' }) });
const Results = Type.Union([
  Type.Literal('edges'),
  Type.Literal('clusters'),
  Type.Literal('chains'),
  Type.Literal('actors'),
  Type.Literal('links'),
]);
const MEDIA: Readonly<Record<(typeof NETWORK_FORMATS)[number], string>> = {
  graphml: 'application/graphml+xml',
  gexf: 'application/gexf+xml',
  json: 'application/json',
  csv: 'text/csv; charset=utf-8; header=present',
  parquet: 'application/vnd.apache.parquet',
};

interface Id {
  readonly id: string;
}

export function networkRoutes(app: FastifyInstance, system: System, jobs: NetworkJobs): void {
  const found = (id: string): JobRecord => {
    const record = jobs.get(id);
    if (record === null) throw notFound(`there is no network job ${id}`);
    return record;
  };
  const done = (id: string): JobRecord => {
    const record = found(id);
    if (record.state !== 'done') throw conflict(`the job is ${record.state}: only one that is done has results`);
    return record;
  };

  app.post<{ Body: JobRequest }>(
    '/v1/networks/jobs',
    {
      bodyLimit: 32 << 20,
      schema: {
        tags,
        summary: 'Begin a network job: coaction, clusters, chains, link or trust, over events or over rows of its own',
        body: JobBody,
      },
    },
    async (request, reply) => {
      const prepare = prepareFor(system, request.body);
      try {
        const record = await jobs.start(request.body, callerOf(request), prepare);
        return reply.code(202).send(view(record));
      } catch (error) {
        if (!(error instanceof JobsBusy)) throw error;
        throw new ProblemError({ status: 429, title: 'Too many requests', detail: error.message });
      }
    },
  );

  app.get('/v1/networks/jobs', { schema: { tags, summary: 'Network jobs, newest first' } }, async () => ({
    items: jobs.list().map(view),
  }));

  app.get<{ Params: Id }>(
    '/v1/networks/jobs/:id',
    { schema: { tags, summary: 'A network job: how far it is, or what came of it', params: IdParams } },
    async ({ params }) => view(found(params.id)),
  );

  app.post<{ Params: Id }>(
    '/v1/networks/jobs/:id/cancel',
    { schema: { tags, summary: 'End a network job that waits or runs', params: IdParams } },
    async (request, reply) => {
      const { id, state } = found(request.params.id);
      if (!(await jobs.cancel(id))) throw conflict(`the job is ${state} already`);
      return reply.code(202).send({});
    },
  );

  app.delete<{ Params: Id }>(
    '/v1/networks/jobs/:id',
    { schema: { tags, summary: 'Forget a network job that has ended, with its results', params: IdParams } },
    async (request, reply) => {
      const { id, state } = found(request.params.id);
      if (!(await jobs.remove(id))) throw conflict(`the job is ${state}: cancel it first`);
      return reply.code(204).send();
    },
  );

  app.get<{ Params: Id & { results: string }; Querystring: { limit?: number; cursor?: string } }>(
    '/v1/networks/jobs/:id/:results',
    {
      schema: {
        tags,
        summary: 'Results of a network job in pages: edges, clusters, chains, links or actors',
        params: Type.Object({ id: IdParams.properties.id, results: Results }),
        querystring: Type.Object({
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: PAGE_MAX, default: 50 })),
          cursor: Type.Optional(Type.String({ pattern: '^[0-9]{1,12}$' })),
        }),
      },
    },
    async ({ params: { id, results }, query: { limit = 50, cursor = '0' } }) => {
      const total = done(id).summary?.results[results];
      if (total === undefined) throw notFound(`this job has no ${results}`);
      const from = Number(cursor);
      const items = await readLines(join(jobs.directoryOf(id), results), from, limit);
      const next = from + items.length < total && items.length > 0 ? String(from + items.length) : null;
      return { items, total, next };
    },
  );

  app.get<{ Params: Id & { number: number } }>(
    '/v1/networks/jobs/:id/clusters/:number',
    {
      schema: {
        tags,
        summary: 'One cluster with all of its members, and a rule that would find it',
        params: Type.Object({ id: IdParams.properties.id, number: Type.Integer({ minimum: 1 }) }),
      },
    },
    async ({ params: { id, number } }) => {
      const record = done(id);
      if (record.summary?.results['clusters'] === undefined) throw notFound('this job has no clusters');
      const [card] = await readLines(join(jobs.directoryOf(id), 'clusters'), number - 1, 1);
      if (!isCard(card)) throw notFound(`there is no cluster ${number}`);
      return { ...card, suggestedRule: await suggestion(system, record.request, card, number) };
    },
  );

  app.get<{ Params: Id; Querystring: { format: (typeof NETWORK_FORMATS)[number] } }>(
    '/v1/networks/jobs/:id/export',
    {
      schema: {
        tags,
        summary: 'The network as a file: a link that a browser can follow',
        params: IdParams,
        querystring: Type.Object({ format: Type.Union(NETWORK_FORMATS.map((format) => Type.Literal(format))) }),
      },
    },
    async ({ params: { id }, query: { format } }, reply) => {
      if (done(id).summary?.results['edges'] === undefined) throw notFound('this job has no network');
      return reply
        .type(MEDIA[format])
        .header('content-disposition', `attachment; filename="network-${id}.${format}"`)
        .header('cache-control', 'no-store')
        .send(createReadStream(join(jobs.directoryOf(id), `network.${format}`)));
    },
  );

  function view({ id, by, request, state, summary, error, ...times }: JobRecord) {
    const { createdAtMillis, startedAtMillis, endedAtMillis } = times;
    return {
      id,
      by,
      operation: request.operation,
      request,
      state,
      progress: jobs.progressOf(id),
      createdAt: isoOf(createdAtMillis),
      startedAt: isoOf(startedAtMillis),
      endedAt: isoOf(endedAtMillis),
      error,
      summary,
    };
  }
}

/** What is wrong with a filter is said before there is a job. */
function prepareFor(system: System, request: JobRequest): Prepare {
  if (request.operation === 'trust') return prepareEdges(system, request.edges);
  if (request.operation === 'link') return preparePosts(system, request.posts);
  try {
    checkSharesJob(request);
  } catch (error) {
    throw error instanceof NetworksError ? badRequest(error.message) : error;
  }
  return prepareShares(system, request.shares);
}

function prepareShares(system: System, shares: SharesRequest): Prepare {
  if (shares.kind === 'rows') {
    const { rows } = shares;
    return async (directory) => {
      const input = join(directory, 'shares.ndjson');
      await writeRows(input, rows);
      return { input, columns: { of: 'shares', columns: { actor: 'actor', object: 'object', time: 'time' } } };
    };
  }
  const { kind: _, actor, object, ...parameters } = shares;
  checkFeatures(system, [actor, object]);
  const filter = filterOf(system, parameters);
  return async (directory, signal) => {
    const input = join(directory, 'shares.parquet');
    const { columns } = await exportShares(system.warehouse, { filter, actor, object }, input, { signal });
    return { input, columns: { of: 'shares', columns } };
  };
}

function preparePosts(system: System, posts: PostsRequest): Prepare {
  if (posts.kind === 'rows') {
    const { rows } = posts;
    const keys = rows.some(({ key }) => key !== undefined) ? { key: 'key' } : {};
    return async (directory) => {
      const input = join(directory, 'posts.ndjson');
      await writeRows(input, rows);
      return { input, columns: { of: 'posts', columns: { actor: 'actor', text: 'text', time: 'time', keys } } };
    };
  }
  const { kind: _, actor, text, keys = [], ...parameters } = posts;
  const names = [...new Set([actor, text, ...keys])];
  checkFeatures(system, names);
  const filter = filterOf(system, parameters);
  return async (directory, signal) => {
    const input = join(directory, 'posts.parquet');
    await system.warehouse.exportFile({ kind: 'events', filter, columns: names }, input, { signal });
    const columns = { actor, text, time: '__time', keys: Object.fromEntries(keys.map((key) => [key, key])) };
    return { input, columns: { of: 'posts', columns } };
  };
}

function prepareEdges(system: System, edges: EdgesRequest): Prepare {
  if (edges.kind === 'rows') {
    const { rows } = edges;
    const weighted = rows.some(({ weight }) => weight !== undefined);
    return async (directory) => {
      const input = join(directory, 'edges.ndjson');
      await writeRows(input, rows);
      const columns = { source: 'source', target: 'target', ...(weighted && { weight: 'weight' }) };
      return { input, columns: { of: 'edges', columns } };
    };
  }
  const { kind: _, source, target, weight, ...parameters } = edges;
  const names = [source, target, ...(weight === undefined ? [] : [weight])];
  checkFeatures(system, names);
  const filter = filterOf(system, parameters);
  return async (directory, signal) => {
    const input = join(directory, 'edges.parquet');
    await system.warehouse.exportFile({ kind: 'events', filter, columns: [...new Set(names)] }, input, { signal });
    const columns = { source, target, ...(weight !== undefined && { weight }) };
    return { input, columns: { of: 'edges', columns } };
  };
}

function checkFeatures(system: System, names: readonly string[]): void {
  const { program } = activeRuleset(system).ruleset;
  const unknown = names.filter((name) => program.definitions.get(name)?.extracted !== true);
  if (unknown.length > 0) throw badRequest(`the rules in force have no feature ${unknown.join(', ')}`);
}

interface Card {
  readonly size: number;
  readonly edges: number;
  readonly weight: number;
  readonly first: string;
  readonly last: string;
}

function isCard(value: unknown): value is Card {
  return typeof value === 'object' && value !== null && 'size' in value && 'first' in value;
}

/** A rule for the cluster, within the rules in force where it came from their events; null where nothing can be suggested. */
async function suggestion(system: System, request: JobRequest, card: Card, number: number) {
  if (request.operation === 'trust' || request.operation === 'link') return null;
  const { shares, window = '60s', minRepetition = 1 } = request;
  const windowMillis = durationMillis(window) ?? Number.POSITIVE_INFINITY;
  const basis = { ...card, firstMillis: Date.parse(card.first), lastMillis: Date.parse(card.last) };
  const how = { windowMillis, minRepetition };
  if (shares.kind === 'rows') {
    const text = suggestRule(basis, number, termsOfColumns({ actor: 'actor', object: 'object' }, how));
    return { path: 'main.sml', text, files: { 'main.sml': text }, problems: null };
  }
  const { program } = activeRuleset(system).ruleset;
  const texts = await system.pipeline.rulesetFiles(program.hash);
  try {
    const { actor, object } = shares;
    const suggested = suggestForRuleset(basis, number, program, texts, { actor, object, ...how });
    const compiled = compiler(system.registry)({ ...texts, ...suggested.files });
    return { ...suggested, problems: compiled.ok ? null : compiled.diagnostics };
  } catch (error) {
    // The rules have changed since the job ran.
    if (error instanceof NetworksError) return null;
    throw error;
  }
}
