/** For authors: the files in force, and drafts of them checked, completed, formatted, tested and tried. Nothing is changed here. */
import { isExpired, isPresent } from '@lapwing/memory';
import { parseEventText } from '@lapwing/pipeline';
import { type Static, type TSchema, Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Authoring } from '../../authoring/authoring.ts';
import type { LanguageRequest } from '../../authoring/language.ts';
import { DRAFT_BODY_BYTES } from '../../authoring/limits.ts';
import { applyOverlay, type FilesByPath, isTestPath, type Overlay } from '../../authoring/overlay.ts';
import type { Task, TryTask } from '../../authoring/tasks.ts';
import { acceptedOverlay, authoringProblem } from '../authoring-problems.ts';
import { isoOf } from '../filter.ts';
import { toJson } from '../json.ts';
import { badRequest, notFound } from '../problem.ts';

/** A larger file is told by its size: no editor is pleasant with it, and lists have pages of their own. */
const TEXT_CHARACTERS_SENT = 1 << 20;

const OverlaySchema = Type.Unsafe<Overlay>({
  type: 'object',
  description: 'files of the draft: path → text, null for a file that goes; all others are as they are in force',
  additionalProperties: { type: ['string', 'null'] },
});

const Position = Type.Object({ line: Type.Integer({ minimum: 0 }), character: Type.Integer({ minimum: 0 }) });
const path = Type.String({ maxLength: 256 });
const At = { path, position: Position };
const method = <const M extends LanguageRequest['method'], const P extends TSchema>(name: M, params: P) =>
  Type.Object({ method: Type.Literal(name), params });

const Language = Type.Object({
  files: OverlaySchema,
  workspace: Type.Optional(
    Type.String({
      maxLength: 64,
      description: 'tells one editor from another: the next question is then answered faster',
    }),
  ),
  request: Type.Union(
    [
      Type.Object({ method: Type.Literal('diagnostics') }),
      method('hover', Type.Object(At)),
      method('completion', Type.Object(At)),
      method('resolve', Type.Object({ ...At, label: Type.String(), kind: Type.String() })),
      method('definition', Type.Object(At)),
      method('references', Type.Object({ ...At, withDefinition: Type.Optional(Type.Boolean()) })),
      method('prepareRename', Type.Object(At)),
      method('rename', Type.Object({ ...At, newName: Type.String({ maxLength: 256 }) })),
      method('formatting', Type.Object({ path })),
      method('symbols', Type.Object({ path })),
      method('codeAction', Type.Object({ path, range: Type.Object({ start: Position, end: Position }) })),
    ],
    { description: 'a request of the Language Server Protocol; lines and characters from 0, in UTF-16 units' },
  ),
});

const Draft = Type.Object({ files: OverlaySchema });
const Test = Type.Object({
  files: OverlaySchema,
  filter: Type.Optional(Type.String({ maxLength: 256, description: 'only cases whose name contains this' })),
});
const Format = Type.Object({ files: Type.Record(Type.String(), Type.String()) });
const Try = Type.Object({
  files: OverlaySchema,
  eventId: Type.Optional(Type.String({ description: 'an event that was decided here' })),
  event: Type.Optional(
    Type.Unknown({
      description: 'an event; as JSON text where it holds integers beyond 2^53, which JSON readers round',
    }),
  ),
});

export function authoringRoutes(app: FastifyInstance, authoring: Authoring): void {
  const { system, workbench } = authoring;
  const options = { bodyLimit: DRAFT_BODY_BYTES };

  const run = async (task: Task): Promise<string> => {
    try {
      return await workbench.run(task, await authoring.base());
    } catch (error) {
      throw authoringProblem(error);
    }
  };
  const sendJson = (reply: FastifyReply, json: string) => reply.type('application/json; charset=utf-8').send(json);

  app.get(
    '/v1/ruleset/files',
    { schema: { tags: ['authoring'], summary: 'The files of the ruleset in force, and the tests beside it' } },
    async () => {
      // Whoever reads the files is about to ask about them.
      workbench.prepare();
      const { hash, files } = await authoring.base();
      const refusal = await authoring.unwritable();
      return {
        hash,
        activatedAt: isoOf(system.pipeline.active?.activatedAtMillis ?? null),
        writable: refusal === null,
        unwritable: refusal,
        files: [...Object.entries(files), ...Object.entries(await authoring.tests())]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, text]) => ({
            path: name,
            text: text.length > TEXT_CHARACTERS_SENT ? null : text,
            characters: text.length,
          })),
      };
    },
  );

  app.post<{ Body: Static<typeof Language> }>(
    '/v1/rules/language',
    { ...options, schema: { tags: ['authoring'], summary: 'Ask the language server about a draft', body: Language } },
    async (request, reply) => {
      const { files, request: question, workspace = '' } = request.body;
      const overlay = acceptedOverlay(files);
      const editor = `${callerOf(request)} ${workspace}`;
      const ask = async (recentValues: Readonly<Record<string, readonly string[]>>) =>
        run({ kind: 'language', workspace: editor, overlay, request: question, recentValues });
      const json = await ask({});
      if (question.method !== 'hover') return sendJson(reply, json);
      const wanted = wantedBy(json);
      if (wanted.length === 0) return sendJson(reply, json);
      const values = await Promise.all(
        wanted.map(async (name) => [name, await authoring.recentValues.of(name)] as const),
      );
      return sendJson(reply, await ask(Object.fromEntries(values)));
    },
  );

  app.post<{ Body: Static<typeof Draft> }>(
    '/v1/rules/check',
    { ...options, schema: { tags: ['authoring'], summary: 'Check and lint a draft', body: Draft } },
    async (request, reply) =>
      sendJson(reply, await run({ kind: 'check', overlay: acceptedOverlay(request.body.files) })),
  );

  app.post<{ Body: Static<typeof Format> }>(
    '/v1/rules/format',
    { ...options, schema: { tags: ['authoring'], summary: 'Rule files in the canonical form', body: Format } },
    async ({ body }, reply) => {
      acceptedOverlay(body.files);
      return sendJson(reply, await run({ kind: 'format', files: body.files }));
    },
  );

  app.post<{ Body: Static<typeof Test> }>(
    '/v1/rules/test',
    { ...options, schema: { tags: ['authoring'], summary: 'Run the tests beside the rules on a draft', body: Test } },
    async ({ body: { files, filter = '' } }, reply) => {
      const overlay = acceptedOverlay(files);
      const tests = onlyTests(applyOverlay(await authoring.tests(), overlay));
      return sendJson(reply, await run({ kind: 'test', overlay, tests, filter, lists: authoring.system.config.lists }));
    },
  );

  app.post<{ Body: Static<typeof Try> }>(
    '/v1/rules/try',
    {
      ...options,
      schema: { tags: ['authoring'], summary: 'What a draft makes of an event; nothing is applied', body: Try },
    },
    async ({ body: { files, eventId, event } }, reply) => {
      const overlay = acceptedOverlay(files);
      if ((eventId === undefined) === (event === undefined)) throw badRequest('give either eventId or event');
      const subject = eventId === undefined ? givenEvent(event) : await storedEvent(eventId);
      return sendJson(reply, await run({ kind: 'try', overlay, ...subject }));
    },
  );

  type Subject = Omit<TryTask, 'kind' | 'overlay'>;
  const directory = `${system.dataDirectory}/journal`;

  function givenEvent(event: unknown): Subject {
    const parsed = parseEventText(typeof event === 'string' ? event : toJson(event), { nowMillis: Date.now() });
    if (!parsed.ok) {
      const { message, path: where } = parsed.refusal;
      throw badRequest(`the event is refused: ${message}${where === null ? '' : ` (${where})`}`);
    }
    const position = system.journal.durablePosition;
    return { payload: parsed.event.payload, before: null, journal: { directory, position }, labels: [] };
  }

  async function storedEvent(eventId: string): Promise<Subject> {
    const stored = await system.warehouse.event(eventId);
    if (stored === null) throw notFound(`no decided event has the id ${JSON.stringify(eventId)}`);
    const entry = await system.journal.get(stored.position);
    if (entry === null || entry.kind !== 'event') throw notFound('the journal does not hold this event any more');
    const ruleset = await system.pipeline.rulesetByHash(stored.rulesetHash);
    const { memory } = system.pipeline;
    const labels = ruleset.features.flatMap(({ name, entityType }) => {
      const id = stored.features[name];
      if (entityType === null || id === undefined || id === null) return [];
      const states = memory.labels.ofEntity(entityType, String(id));
      return [...states]
        .filter(([, state]) => isPresent(state.status) && !isExpired(state, stored.timeMillis))
        .map(([label]) => ({ type: entityType, id: String(id), label }));
    });
    return {
      payload: entry.payload,
      before: {
        files: await authoring.filesOf(stored.rulesetHash),
        observations: stored.observations,
        hits: stored.hits,
      },
      journal: { directory, position: stored.position },
      labels,
    };
  }
}

/** Features whose recent values an answer would have liked to show. */
function wantedBy(json: string): readonly string[] {
  const answer: unknown = JSON.parse(json);
  const wanted: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'wanted') : [];
  return Array.isArray(wanted) ? wanted.map(String) : [];
}

const onlyTests = (files: FilesByPath): FilesByPath =>
  Object.fromEntries(Object.entries(files).filter(([name]) => isTestPath(name)));

function callerOf({ principal }: FastifyRequest): string {
  return principal?.kind === 'person' ? principal.person.email : `key ${principal?.key.id ?? ''}`;
}
