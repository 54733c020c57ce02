/** A list's entries in any version, its versions, how two of them differ, and going back to one. */
import { Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import type { Accounts } from '../../accounts/accounts.ts';
import type { System } from '../../system/system.ts';
import { callerOf } from '../authenticate.ts';
import { isoOf } from '../filter.ts';
import { requireListOwner } from '../list-access.ts';
import { badRequest, notFound } from '../problem.ts';
import { changeableList, entryView, knownList, type NameParameters, NameParams, Reason } from './lists.ts';

const Limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 }));
const Cursor = Type.Optional(Type.String({ maxLength: 2_000, description: '`next` of the page before' }));
const Version = Type.Integer({ minimum: 1 });

interface Paging {
  readonly limit?: number;
  readonly cursor?: string;
}

interface EntriesQuerystring extends Paging {
  readonly version?: number;
  readonly search?: string;
  readonly status?: 'all' | 'live' | 'expired';
}

export function listVersionRoutes(app: FastifyInstance, system: System, accounts: Accounts): void {
  const { lists } = system;
  const { archive } = lists;

  app.get<{ Params: NameParameters; Querystring: EntriesQuerystring }>(
    '/v1/lists/:name/entries',
    {
      schema: {
        tags: ['lists'],
        summary: 'Entries of a list, in order of value, with who brought them',
        params: NameParams,
        querystring: Type.Object({
          version: Type.Optional(Version),
          search: Type.Optional(Type.String({ maxLength: 200, description: 'in value or note' })),
          status: Type.Optional(Type.Union([Type.Literal('all'), Type.Literal('live'), Type.Literal('expired')])),
          limit: Limit,
          cursor: Cursor,
        }),
      },
    },
    async ({ params: { name }, query }) => {
      const version = await versionOf(name, query.version);
      const { search = '', status = 'all', limit = 100, cursor = null } = query;
      const atMillis = lists.nowMillis;
      const page = await archive.entries(name, { version, search, status, atMillis, after: cursor, limit });
      return {
        version,
        at: isoOf(atMillis),
        total: page.total,
        items: page.items.map(({ since, ...entry }) => ({
          ...entryView(entry),
          expired: entry.expiresAtMillis !== null && entry.expiresAtMillis <= atMillis,
          since: { version: since.version, at: isoOf(since.atMillis), by: since.by, reason: since.reason },
        })),
        next: page.next,
      };
    },
  );

  app.get<{ Params: NameParameters; Querystring: Paging }>(
    '/v1/lists/:name/versions',
    {
      schema: {
        tags: ['lists'],
        summary: 'Versions of a list, newest first; those of a deleted list too',
        params: NameParams,
        querystring: Type.Object({ limit: Limit, cursor: Cursor }),
      },
    },
    async ({ params: { name }, query: { limit = 50, cursor } }) => {
      const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(cursor);
      if (!Number.isSafeInteger(before)) throw badRequest('cursor: is none of this list');
      const versions = await archive.versions(name, before, limit + 1);
      if (versions.length === 0 && cursor === undefined) throw notFound(`there is no list \`${name}\`, and never was`);
      return {
        items: versions.slice(0, limit).map(({ atMillis, ...version }) => ({ ...version, at: isoOf(atMillis) })),
        next: versions.length > limit ? String(versions[limit - 1]?.version) : null,
      };
    },
  );

  app.get<{ Params: NameParameters; Querystring: Paging & { from: number; to?: number } }>(
    '/v1/lists/:name/diff',
    {
      schema: {
        tags: ['lists'],
        summary: 'What became of the entries between two versions',
        params: NameParams,
        querystring: Type.Object({
          from: Type.Integer({ minimum: 0 }),
          to: Type.Optional(Version),
          limit: Limit,
          cursor: Cursor,
        }),
      },
    },
    async ({ params: { name }, query: { from, to, limit = 100, cursor = null } }) => {
      const until = await versionOf(name, to);
      // 0 is the version before the first one: it has no entries.
      if (from > 0) await versionOf(name, from);
      const { items, ...counts } = await archive.diff(name, from, until, cursor, limit);
      return {
        from,
        to: until,
        ...counts,
        items: items.map(({ value, before, after }) => ({
          value,
          change: before === null ? 'added' : after === null ? 'removed' : 'changed',
          before: before === null ? null : entryView(before),
          after: after === null ? null : entryView(after),
        })),
      };
    },
  );

  app.post<{ Params: NameParameters; Body: { readonly version: number; readonly reason: string } }>(
    '/v1/lists/:name/rollback',
    {
      schema: {
        tags: ['lists'],
        summary: 'Make a list what it was in a version; this is a new version',
        params: NameParams,
        body: Type.Object({ version: Version, reason: Reason }, { additionalProperties: false }),
      },
    },
    async (request) => {
      const { name } = request.params;
      requireListOwner(request, accounts, changeableList(system, name));
      const { version, reason } = request.body;
      await versionOf(name, version);
      return { version: await lists.rollBack(name, version, { by: callerOf(request), reason }) };
    },
  );

  /** A version that there is; the newest when none is asked for. Throws a 404. */
  async function versionOf(name: string, wanted: number | undefined): Promise<number> {
    if (wanted === undefined) return knownList(system, name).version;
    const [found] = await archive.versions(name, wanted + 1, 1);
    if (found?.version === wanted) return wanted;
    throw notFound(found === undefined ? `there is no list \`${name}\`` : `\`${name}\` has no version ${wanted}`);
  }
}
