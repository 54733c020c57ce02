/** Lists as files: imports with a dry run, and exports of any version. */
import { Readable } from 'node:stream';
import {
  entryLine,
  fileHeading,
  LIST_FORMATS,
  LIST_IMPORT_MODES,
  type ListEntry,
  type ListFormat,
  type ListImportMode,
} from '@lapwing/memory';
import { Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import type { Accounts } from '../../accounts/accounts.ts';
import type { ImportPreview } from '../../lists/preview.ts';
import type { System } from '../../system/system.ts';
import { callerOf } from '../authenticate.ts';
import { decodeBody } from '../body.ts';
import { requireListOwner } from '../list-access.ts';
import { badRequest, conflict, ProblemError } from '../problem.ts';
import { changeableList, knownList, type NameParameters, NameParams, Reason } from './lists.ts';

/** A million entries with notes. */
const FILE_BYTES_MAX = 128 << 20;
const Format = Type.Union(LIST_FORMATS.map((format) => Type.Literal(format)));

const TYPES: Readonly<Record<ListFormat, string>> = {
  text: 'text/plain; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson',
};

interface ImportQuerystring {
  readonly format?: ListFormat;
  readonly mode?: ListImportMode;
  readonly dryRun?: boolean;
  readonly invalid?: 'refuse' | 'skip';
  readonly ifVersion?: number;
  readonly reason?: string;
}

export function listFileRoutes(app: FastifyInstance, system: System, accounts: Accounts): void {
  const { lists } = system;
  // Files stay bytes, whatever type their sender names.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: FILE_BYTES_MAX }, (_request, body, done) =>
    done(null, body),
  );

  app.post<{ Params: NameParameters; Querystring: ImportQuerystring }>(
    '/v1/lists/:name/import',
    {
      bodyLimit: FILE_BYTES_MAX,
      schema: {
        tags: ['lists'],
        summary: 'Entries from a file, all at once; or, as a dry run, what they would change',
        params: NameParams,
        querystring: Type.Object({
          format: Type.Optional(Format),
          mode: Type.Optional(Type.Union(LIST_IMPORT_MODES.map((mode) => Type.Literal(mode)))),
          dryRun: Type.Optional(Type.Boolean()),
          invalid: Type.Optional(
            Type.Union([Type.Literal('refuse'), Type.Literal('skip')], {
              description: 'whether lines that are wrong refuse the file (as when absent) or are left out',
            }),
          ),
          ifVersion: Type.Optional(Type.Integer({ description: 'only if this is still the newest version' })),
          reason: Type.Optional(Reason),
        }),
      },
    },
    async (request) => {
      const { name } = request.params;
      const { mode = 'add', format = 'text', dryRun = false, invalid = 'refuse', ifVersion, reason } = request.query;
      const info = dryRun ? knownList(system, name) : changeableList(system, name);
      // What a file would change may be asked of any list.
      if (!dryRun) requireListOwner(request, accounts, info);
      if (!dryRun && reason === undefined) throw badRequest('reason: say why, or ask for a dry run');
      if (ifVersion !== undefined && ifVersion !== info.version) {
        throw conflict(`\`${name}\` is at version ${info.version}, not ${ifVersion}: somebody changed it meanwhile`);
      }
      const by = callerOf(request);
      const body = await decodeBody(request.body, request.headers['content-encoding'], FILE_BYTES_MAX);
      const { preview, version } = await lists.import(name, {
        mode,
        format,
        text: textOf(body),
        dryRun,
        skipInvalid: invalid === 'skip',
        by,
        reason: reason ?? '',
      });
      if (!dryRun && version === null) throw refused(preview);
      return { list: name, mode, format, dryRun, basedOn: info.version, version, ...preview };
    },
  );

  app.get<{ Params: NameParameters; Querystring: { format?: ListFormat; version?: number } }>(
    '/v1/lists/:name/export',
    {
      schema: {
        tags: ['lists'],
        summary: 'All entries of a version as a file, expired ones included',
        params: NameParams,
        querystring: Type.Object({
          format: Type.Optional(Format),
          version: Type.Optional(Type.Integer({ minimum: 1 })),
        }),
      },
    },
    async ({ params: { name }, query: { format = 'csv', version } }, reply) => {
      const wanted = version ?? knownList(system, name).version;
      const pages = lists.pages(name, wanted);
      // What cannot be answered is found out before anything is sent.
      const first = await pages.next();
      const extension = format === 'text' ? 'txt' : format;
      return reply
        .type(TYPES[format])
        .header('content-disposition', `attachment; filename="${name}-${wanted}.${extension}"`)
        .send(Readable.from(linesOf(first.done === true ? [] : first.value, pages, format)));
    },
  );
}

async function* linesOf(
  first: readonly ListEntry[],
  rest: AsyncIterable<readonly ListEntry[]>,
  format: ListFormat,
): AsyncGenerator<string> {
  yield fileHeading(format) + first.map((entry) => entryLine(entry, format)).join('');
  for await (const page of rest) yield page.map((entry) => entryLine(entry, format)).join('');
}

function textOf(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw badRequest('the file is not UTF-8 text');
  }
}

function refused({ invalid, problems }: ImportPreview): ProblemError {
  const lines = invalid === 1 ? '1 line is wrong' : `${invalid} lines are wrong`;
  return new ProblemError({
    status: 422,
    title: 'Unprocessable content',
    detail: `${lines}, so nothing was imported; mend them, or leave them out with invalid=skip`,
    errors: problems.map(({ line, problem }) => `line ${line}: ${problem}`),
  });
}
