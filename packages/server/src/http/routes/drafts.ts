/** Drafts of the ruleset: saved, listed, put in force. */
import { type Static, Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Authoring } from '../../authoring/authoring.ts';
import { DRAFT_BODY_BYTES } from '../../authoring/limits.ts';
import { type ChangedFile, conflictsOf, deploy, deployInShadow } from '../../deploy/deploy.ts';
import { type Draft, type DraftContent, DraftError, type DraftHead, type DraftSummary } from '../../drafts/store.ts';
import { personOf } from '../authenticate.ts';
import { acceptedOverlay, authoringProblem } from '../authoring-problems.ts';
import { badRequest, ProblemError } from '../problem.ts';

const nullableText = (description: string) => Type.Unsafe<string | null>({ type: ['string', 'null'], description });

const Content = {
  name: Type.String({ minLength: 1, maxLength: 120, pattern: '\\S' }),
  description: Type.Optional(Type.String({ maxLength: 2_000 })),
  baseHash: Type.String({ maxLength: 64, description: 'the ruleset in force when its files were read' }),
  files: Type.Array(
    Type.Object({
      path: Type.String(),
      text: nullableText('null: the file goes'),
      base: nullableText('the text that was read; null where there was no such file'),
    }),
  ),
};
const Create = Type.Object(Content, { additionalProperties: false });
const Revision = Type.Integer({ minimum: 1, description: 'the revision that the change was made from' });
const Save = Type.Object({ ...Content, revision: Revision }, { additionalProperties: false });
const Deploy = Type.Object(
  {
    revision: Revision,
    reason: Type.String({ minLength: 1, maxLength: 2_000, pattern: '\\S' }),
    state: Type.Optional(
      Type.Union([Type.Literal('live'), Type.Literal('shadow')], {
        description:
          'live (the default), or beside the rules in force, where it changes nothing and the draft stays open',
      }),
    ),
  },
  { additionalProperties: false },
);
const IdParams = Type.Object({ id: Type.String({ maxLength: 64 }) });

interface Id {
  readonly id: string;
}

export function draftRoutes(app: FastifyInstance, authoring: Authoring): void {
  const { drafts, system } = authoring;
  const tags = ['drafts'];
  const bodyLimit = DRAFT_BODY_BYTES;

  app.get<{ Querystring: { deployed?: boolean } }>(
    '/v1/rules/drafts',
    {
      schema: {
        tags,
        summary: 'Drafts, the one saved last first',
        querystring: Type.Object({
          deployed: Type.Optional(Type.Boolean({ description: 'also those that were put in force' })),
        }),
      },
    },
    async ({ query }) => ({ items: (await drafts.list(query.deployed ?? false)).map(summaryView) }),
  );

  app.post<{ Body: Static<typeof Create> }>(
    '/v1/rules/drafts',
    { bodyLimit, schema: { tags, summary: 'Save a new draft', body: Create } },
    async (request, reply) => {
      const draft = await told(drafts.create(contentOf(request.body), authorOf(request)));
      return reply.code(201).send(await view(draft));
    },
  );

  app.get<{ Params: Id }>(
    '/v1/rules/drafts/:id',
    { schema: { tags, summary: 'A draft with the texts of the files that it changes', params: IdParams } },
    async ({ params }) => view(await told(drafts.get(params.id))),
  );

  app.put<{ Params: Id; Body: Static<typeof Save> }>(
    '/v1/rules/drafts/:id',
    {
      bodyLimit,
      schema: {
        tags,
        summary: 'Save a draft; 409 where somebody else saved it meanwhile',
        params: IdParams,
        body: Save,
      },
    },
    async (request) => {
      const { params, body } = request;
      return view(await told(drafts.save(params.id, body.revision, contentOf(body), authorOf(request))));
    },
  );

  app.delete<{ Params: Id; Querystring: { revision: number } }>(
    '/v1/rules/drafts/:id',
    {
      schema: {
        tags,
        summary: 'Throw a draft away',
        params: IdParams,
        querystring: Type.Object({ revision: Revision }),
      },
    },
    async ({ params, query }, reply) => {
      await told(drafts.remove(params.id, query.revision));
      return reply.code(204).send();
    },
  );

  app.get<{ Params: Id }>(
    '/v1/rules/drafts/:id/diff',
    { schema: { tags, summary: 'What a draft changes, against the files in force', params: IdParams } },
    async ({ params }) => {
      const draft = await told(drafts.get(params.id));
      const present = await authoring.present();
      const conflicts = new Set(conflictsOf(draft.files, present));
      return {
        baseHash: draft.baseHash,
        activeHash: (await authoring.base()).hash,
        files: draft.files.map(({ path, text, base }) => ({
          path,
          change: base === null ? 'added' : text === null ? 'removed' : 'changed',
          base,
          present: present[path] ?? null,
          text,
          conflict: conflicts.has(path),
        })),
      };
    },
  );

  app.post<{ Params: Id; Body: Static<typeof Deploy> }>(
    '/v1/rules/drafts/:id/deploy',
    { schema: { tags, summary: 'Put a draft in force, with a reason', params: IdParams, body: Deploy } },
    async (request) => {
      const { params, body } = request;
      const by = personOf(request);
      const draft = await told(drafts.get(params.id));
      if (draft.deployed !== null) throw authoringProblem(new DraftError('deployed', 'this draft is in force already'));
      if (draft.revision !== body.revision) {
        const detail = `the draft is at revision ${draft.revision}: look at what ${draft.updatedBy} saved first`;
        throw new ProblemError({ status: 409, title: 'Conflict', detail });
      }
      const reason = `${body.reason.trim()} (draft “${draft.name}”)`;
      if (body.state === 'shadow') {
        const hash = await told(deployInShadow(system, { files: draft.files, by, reason }));
        return { hash, position: null, activated: false, state: 'shadow', draft: await view(draft) };
      }
      const deployed = await told(deploy(system, { files: draft.files, by, reason }));
      const marked = await drafts.markDeployed(draft, { by, hash: deployed.hash, reason: body.reason.trim() });
      return { ...deployed, state: 'live', draft: await view(marked) };
    },
  );

  async function view(draft: Draft) {
    const conflicts = draft.deployed === null ? conflictsOf(draft.files, await authoring.present()) : [];
    return { ...headView(draft), files: draft.files, conflicts };
  }
}

/** Throws a ProblemError where the files cannot be those of a ruleset. */
function contentOf(body: Static<typeof Create>): DraftContent {
  const overlay = Object.fromEntries(body.files.map(({ path, text }) => [path, text] as const));
  acceptedOverlay(overlay);
  if (Object.keys(overlay).length !== body.files.length) throw badRequest('a path stands there twice');
  // What is as it was is no change.
  const files: readonly ChangedFile[] = body.files.filter(({ text, base }) => text !== base);
  return { name: body.name.trim(), description: body.description?.trim() ?? '', baseHash: body.baseHash, files };
}

export async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw authoringProblem(error);
  }
}

/** Drafts may come from a program too; what goes in force is a person's decision. */
export function authorOf({ principal }: FastifyRequest): string {
  return principal?.kind === 'person' ? principal.person.email : `key:${principal?.key.name ?? ''}`;
}

const summaryView = ({ paths, ...head }: DraftSummary) => ({ ...headView(head), paths });

function headView(head: DraftHead) {
  const { id, name, description, baseHash, revision, createdBy, updatedBy, deployed } = head;
  return {
    id,
    name,
    description,
    baseHash,
    revision,
    createdBy,
    createdAt: new Date(head.createdAtMillis).toISOString(),
    updatedBy,
    updatedAt: new Date(head.updatedAtMillis).toISOString(),
    deployed:
      deployed === null
        ? null
        : {
            by: deployed.by,
            at: new Date(deployed.atMillis).toISOString(),
            hash: deployed.hash,
            reason: deployed.reason,
          },
  };
}
