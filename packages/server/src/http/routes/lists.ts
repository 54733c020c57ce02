/** Lists: what there are, making and changing them, what a value matches, and the rules that look into them. */
import { isListName, LIST_KINDS, type ListInfo, type ListKind } from '@lapwing/memory';
import { Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import type { Accounts } from '../../accounts/accounts.ts';
import { explainMatch } from '../../lists/explain.ts';
import { rulesOf } from '../../lists/usage.ts';
import type { System } from '../../system/system.ts';
import { callerOf } from '../authenticate.ts';
import { isoOf, timeOf } from '../filter.ts';
import { listRefusal, requireListOwner } from '../list-access.ts';
import { badRequest, conflict, notFound } from '../problem.ts';

/** Entries of one request; a file with more of them is imported. */
const ENTRIES_MAX = 2_000;
const ENTRIES_BYTES_MAX = 8 << 20;

export const NameParams = Type.Object({ name: Type.String({ maxLength: 100 }) });
export const Reason = Type.String({ minLength: 1, maxLength: 4000, description: 'why; it is kept with the version' });
const Owner = Type.String({ maxLength: 256, description: 'a person or a team who answers for the list' });
const Description = Type.String({ maxLength: 4000 });
const Distance = Type.Integer({ minimum: 0, maximum: 64, description: 'bits that images may differ in' });
const Time = Type.Unsafe<string | null>({ type: ['string', 'null'], description: 'ISO 8601; null is never' });

export interface NameParameters {
  readonly name: string;
}

interface CreateBody {
  readonly name: string;
  readonly kind: ListKind;
  readonly owner?: string;
  readonly description?: string;
  readonly maxDistance?: number;
  readonly reason: string;
}

interface EntryBody {
  readonly value: string;
  readonly expiresAt?: string | null;
  readonly expiresAfterSeconds?: number;
  readonly note?: string;
}

export function listRoutes(app: FastifyInstance, system: System, accounts: Accounts): void {
  const { lists } = system;

  app.get('/v1/lists', { schema: { tags: ['lists'], summary: 'All lists, and those that rules miss' } }, async () => ({
    items: lists.all().map((info) => ({ ...listView(info), usedBy: rulesOf(lists.usesOf(info.name)) })),
    missing: lists.missing(),
    computed: lists.computedUses(),
  }));

  app.post<{ Body: CreateBody }>(
    '/v1/lists',
    {
      schema: {
        tags: ['lists'],
        summary: 'Make a list',
        body: Type.Object(
          {
            name: Type.String({ minLength: 1, maxLength: 100, description: 'lower case letters, digits, . _ -' }),
            kind: Type.Union(LIST_KINDS.map((kind) => Type.Literal(kind))),
            owner: Type.Optional(Owner),
            description: Type.Optional(Description),
            maxDistance: Type.Optional(Distance),
            reason: Reason,
          },
          { additionalProperties: false },
        ),
      },
    },
    async (request, reply) => {
      const { name, kind, owner, description = '', maxDistance = 0, reason } = request.body;
      const by = callerOf(request);
      if (!isListName(name)) throw badRequest(`\`${name}\` is no name for a list: lower case letters, digits, . _ -`);
      if (lists.info(name) !== null) throw conflict(`there is a list \`${name}\` already`);
      if (maxDistance > 0 && kind !== 'images') throw badRequest('maxDistance is for images alone');
      const properties = { kind, owner: owner ?? by, description, maxDistance };
      const version = await lists.change(name, { by, reason }, { operation: 'create', ...properties });
      return reply.code(201).send({ name, version });
    },
  );

  app.get<{ Params: NameParameters }>(
    '/v1/lists/:name',
    { schema: { tags: ['lists'], summary: 'One list, and the rules that look into it', params: NameParams } },
    async (request) => {
      const { name } = request.params;
      const info = knownList(system, name);
      return {
        ...listView(info),
        uses: lists.usesOf(name),
        computed: lists.computedUses(),
        refusal: listRefusal(request, accounts, info),
      };
    },
  );

  app.patch<{ Params: NameParameters; Body: Omit<CreateBody, 'name' | 'kind'> }>(
    '/v1/lists/:name',
    {
      schema: {
        tags: ['lists'],
        summary: 'Change owner, description or distance',
        params: NameParams,
        body: Type.Object(
          {
            owner: Type.Optional(Owner),
            description: Type.Optional(Description),
            maxDistance: Type.Optional(Distance),
            reason: Reason,
          },
          { additionalProperties: false },
        ),
      },
    },
    async (request) => {
      const { name } = request.params;
      const before = changeableList(system, name);
      requireListOwner(request, accounts, before);
      const { reason, owner = before.owner, description = before.description } = request.body;
      const { maxDistance = before.maxDistance } = request.body;
      if (maxDistance > 0 && before.kind !== 'images') throw badRequest('maxDistance is for images alone');
      const author = { by: callerOf(request), reason };
      return { version: await lists.change(name, author, { operation: 'describe', owner, description, maxDistance }) };
    },
  );

  app.delete<{ Params: NameParameters; Querystring: { reason: string } }>(
    '/v1/lists/:name',
    {
      schema: {
        tags: ['lists'],
        summary: 'Delete a list that no rule in force uses; its versions stay',
        params: NameParams,
        querystring: Type.Object({ reason: Reason }),
      },
    },
    async (request) => {
      const { name } = request.params;
      requireListOwner(request, accounts, changeableList(system, name));
      const uses = lists.usesOf(name);
      if (uses.length > 0) {
        throw conflict(
          `the list \`${name}\` is in use: rules would fail without it`,
          uses.map(({ path, line }) => `${path}:${line}`),
        );
      }
      const author = { by: callerOf(request), reason: request.query.reason };
      return { version: await lists.change(name, author, { operation: 'delete' }) };
    },
  );

  app.post<{ Params: NameParameters; Body: { readonly entries: readonly EntryBody[]; readonly reason: string } }>(
    '/v1/lists/:name/entries',
    {
      bodyLimit: ENTRIES_BYTES_MAX,
      schema: {
        tags: ['lists'],
        summary: 'Add entries, or change expiry and note of those that are there',
        params: NameParams,
        body: Type.Object(
          {
            entries: Type.Array(
              Type.Object(
                {
                  value: Type.String({ minLength: 1 }),
                  expiresAt: Type.Optional(Time),
                  expiresAfterSeconds: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 3_153_600_000 })),
                  note: Type.Optional(Type.String({ maxLength: 4000 })),
                },
                { additionalProperties: false },
              ),
              { minItems: 1, maxItems: ENTRIES_MAX },
            ),
            reason: Reason,
          },
          { additionalProperties: false },
        ),
      },
    },
    async (request) => {
      const { name } = request.params;
      requireListOwner(request, accounts, changeableList(system, name));
      const { entries, reason } = request.body;
      const now = lists.nowMillis;
      const put = entries.map(({ value, expiresAt, expiresAfterSeconds, note = '' }, index) => {
        if (expiresAfterSeconds !== undefined) {
          return { value, expiresAtMillis: now + expiresAfterSeconds * 1000, note };
        }
        return {
          value,
          expiresAtMillis: expiresAt == null ? null : timeOf(`entries[${index}].expiresAt`, expiresAt),
          note,
        };
      });
      const author = { by: callerOf(request), reason };
      return { version: await lists.change(name, author, { operation: 'put', entries: put }) };
    },
  );

  app.post<{ Params: NameParameters; Body: { readonly values: readonly string[]; readonly reason: string } }>(
    '/v1/lists/:name/entries/remove',
    {
      bodyLimit: ENTRIES_BYTES_MAX,
      schema: {
        tags: ['lists'],
        summary: 'Take entries out',
        params: NameParams,
        body: Type.Object(
          { values: Type.Array(Type.String(), { minItems: 1, maxItems: ENTRIES_MAX }), reason: Reason },
          { additionalProperties: false },
        ),
      },
    },
    async (request) => {
      const { name } = request.params;
      requireListOwner(request, accounts, changeableList(system, name));
      const { values, reason } = request.body;
      const author = { by: callerOf(request), reason };
      return { version: await lists.change(name, author, { operation: 'remove', values }) };
    },
  );

  app.post<{ Params: NameParameters; Body: { readonly value: string; readonly at?: string } }>(
    '/v1/lists/:name/test',
    {
      schema: {
        tags: ['lists'],
        summary: 'What a value would match, why, and which rules would see it',
        params: NameParams,
        body: Type.Object(
          {
            value: Type.String({ maxLength: 100_000 }),
            at: Type.Optional(Type.String({ description: 'event time, ISO 8601; now when absent' })),
          },
          { additionalProperties: false },
        ),
      },
    },
    async ({ params: { name }, body: { value, at } }) => {
      const { kind } = knownList(system, name);
      const atMillis = at === undefined ? lists.nowMillis : timeOf('at', at);
      const hit = lists.find(name, value, atMillis);
      return {
        value,
        at: isoOf(atMillis),
        matches: hit?.live === true,
        entry: hit === null ? null : { ...entryView(hit.entry), expired: !hit.live },
        why: hit === null ? 'no entry matches' : explainMatch(kind, hit.entry.value, value),
        rules: rulesOf(lists.usesOf(name)),
      };
    },
  );
}

/** Throws a 404 where there is no such list. */
export function knownList({ lists }: System, name: string): ListInfo {
  const info = lists.info(name);
  if (info === null) throw notFound(`there is no list \`${name}\``);
  return info;
}

/** Throws a 409 while an import is under way. */
export function changeableList(system: System, name: string): ListInfo {
  const info = knownList(system, name);
  if (info.importing === null) return info;
  throw conflict(`an import into \`${name}\` by ${info.importing.by} is under way; try again when it has ended`);
}

function listView({ name, kind, owner, description, maxDistance, version, entries, changed, importing }: ListInfo) {
  const { atMillis, by, reason } = changed;
  return {
    name,
    kind,
    owner,
    description,
    maxDistance,
    version,
    entries,
    changed: { at: isoOf(atMillis), by, reason },
    importing:
      importing === null ? null : { by: importing.by, at: isoOf(importing.atMillis), reason: importing.reason },
  };
}

export function entryView(entry: {
  readonly value: string;
  readonly expiresAtMillis: number | null;
  readonly note: string;
}) {
  return { value: entry.value, expiresAt: isoOf(entry.expiresAtMillis), note: entry.note };
}
