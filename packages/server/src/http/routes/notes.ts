/** Notes with their statuses, each with its reason and how sure it is; writing and rating one goes through the stream as any event. */
import { randomUUID } from 'node:crypto';
import { NotesError, type NoteView, type StatusChange } from '@lapwing/notes';
import { type Event, parseEventText } from '@lapwing/pipeline';
import { Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import { noteLimits } from '../../notes/limits.ts';
import type { NoteText } from '../../notes/notes.ts';
import type { System } from '../../system/system.ts';
import { badRequest, conflict, notFound } from '../problem.ts';

const STATUSES = ['NEEDS_MORE_RATINGS', 'CURRENTLY_RATED_HELPFUL', 'CURRENTLY_RATED_NOT_HELPFUL'] as const;
const Id = Type.String({ minLength: 1, maxLength: 256 });
const Params = Type.Object({ noteId: Id });
const Time = Type.Optional(Type.String({ description: 'when it happened, ISO 8601; now when absent' }));
const Tags = Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 32 }));

const NoteBody = Type.Object(
  {
    noteId: Type.Optional(Id),
    authorId: Id,
    postId: Id,
    text: Type.String({ maxLength: 20_000 }),
    classification: Type.Optional(
      Type.Union(['misinformed_or_potentially_misleading', 'not_misleading'].map((name) => Type.Literal(name))),
    ),
    time: Time,
  },
  { additionalProperties: false },
);

const RatingBody = Type.Object(
  {
    raterId: Id,
    helpfulness: Type.Union(['HELPFUL', 'SOMEWHAT_HELPFUL', 'NOT_HELPFUL'].map((name) => Type.Literal(name))),
    helpfulTags: Tags,
    notHelpfulTags: Tags,
    populationSampled: Type.Optional(Type.Boolean()),
    time: Time,
  },
  { additionalProperties: false },
);

interface NoteFields {
  readonly noteId?: string;
  readonly authorId: string;
  readonly postId: string;
  readonly text: string;
  readonly classification?: string;
  readonly time?: string;
}

interface RatingFields {
  readonly raterId: string;
  readonly helpfulness: string;
  readonly helpfulTags?: readonly string[];
  readonly notHelpfulTags?: readonly string[];
  readonly populationSampled?: boolean;
  readonly time?: string;
}

export function noteRoutes(app: FastifyInstance, system: System): void {
  const { notes } = system;
  const tags = ['notes'];

  app.get<{ Querystring: { status?: string; post?: string; limit?: number; cursor?: string } }>(
    '/v1/notes',
    {
      schema: {
        tags,
        summary: 'Notes, newest first, with status, reason and certainty',
        querystring: Type.Object({
          status: Type.Optional(Type.Union(STATUSES.map((status) => Type.Literal(status)))),
          post: Type.Optional(Id),
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: noteLimits.listed })),
          cursor: Type.Optional(Id),
        }),
      },
    },
    async ({ query: { status, post, limit = 50, cursor } }) => {
      const items: unknown[] = [];
      let passed = cursor === undefined;
      let last: string | null = null;
      for (const noteId of notes.ids(post ?? null)) {
        if (!passed) {
          passed = noteId === cursor;
          continue;
        }
        if (status !== undefined && notes.statusOf(noteId) !== status) continue;
        if (items.length === limit) return { items, next: last };
        const found = notes.note(noteId);
        if (found !== null) items.push(noteOut(found.text, found.view));
        last = noteId;
      }
      if (!passed) throw badRequest(`cursor: there is no note ${JSON.stringify(cursor)} to go on after`);
      return { items, next: null };
    },
  );

  app.get<{ Params: { noteId: string } }>(
    '/v1/notes/:noteId',
    {
      schema: {
        tags,
        summary: 'A note: status, reason, certainty, every scorer, and how it came there',
        params: Params,
      },
    },
    async ({ params: { noteId } }) => {
      const found = notes.note(noteId);
      if (found === null) throw notFound(`there is no note ${JSON.stringify(noteId)}`);
      const changes = notes.changes(noteLimits.changesListed, null, noteId).map(changeOut);
      return { ...noteOut(found.text, found.view), scorers: found.view.scorers, changes };
    },
  );

  app.get<{ Querystring: { limit?: number; cursor?: number } }>(
    '/v1/note-changes',
    {
      schema: {
        tags,
        summary: 'Changes of statuses, newest first, each with its reason',
        querystring: Type.Object({
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: noteLimits.changesListed })),
          cursor: Type.Optional(Type.Integer({ minimum: 1 })),
        }),
      },
    },
    async ({ query: { limit = 50, cursor } }) => {
      const items = notes.changes(limit, cursor ?? null, null);
      return { items: items.map(changeOut), next: items.length < limit ? null : String(items.at(-1)?.sequence ?? '') };
    },
  );

  app.get<{ Querystring: { limit?: number } }>(
    '/v1/note-requests',
    {
      schema: {
        tags,
        summary: 'Posts for which people ask for a note, most asked first',
        querystring: Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: noteLimits.listed })) }),
      },
    },
    async ({ query: { limit = 50 } }) => ({
      items: notes.requests(limit).map(({ postId, requests, notes: ids }) => ({
        postId,
        requests,
        notes: ids.map((noteId) => ({ noteId, status: notes.statusOf(noteId) })),
      })),
    }),
  );

  app.get(
    '/v1/note-scoring',
    { schema: { tags, summary: 'How scoring stands: counts, and the last refresh' } },
    async () => scoringOut(system),
  );

  app.post(
    '/v1/note-scoring/refresh',
    { schema: { tags, summary: 'Learn about raters now; answers when that is taken over' } },
    async () => {
      try {
        await notes.refresh();
      } catch (error) {
        if (error instanceof NotesError) throw conflict(`nothing can be learned from these ratings: ${error.message}`);
        throw error;
      }
      return scoringOut(system);
    },
  );

  app.post<{ Body: NoteFields }>(
    '/v1/notes',
    { schema: { tags, summary: 'Write a note; an event `note` of the stream does the same', body: NoteBody } },
    async ({ body }, reply) => {
      const { noteId = randomUUID(), authorId, postId, text, classification, time } = body;
      if (notes.note(noteId) !== null) throw conflict(`there is a note ${JSON.stringify(noteId)} already`);
      const data = { user_id: authorId, note_id: noteId, post_id: postId, text, classification };
      await submitted(system, eventOf('note', time, data));
      const found = notes.note(noteId);
      if (found === null)
        throw conflict(`note ${JSON.stringify(noteId)} was not taken: it came before with another author`);
      return reply.code(201).send(noteOut(found.text, found.view));
    },
  );

  app.post<{ Params: { noteId: string }; Body: RatingFields }>(
    '/v1/notes/:noteId/ratings',
    {
      schema: {
        tags,
        summary: 'Rate a note; answers with its status after that. A second rating replaces the first',
        params: Params,
        body: RatingBody,
      },
    },
    async ({ params: { noteId }, body }) => {
      if (notes.note(noteId) === null) throw notFound(`there is no note ${JSON.stringify(noteId)}`);
      const refusedBefore = notes.refusedCount;
      await submitted(
        system,
        eventOf('note_rating', body.time, {
          user_id: body.raterId,
          note_id: noteId,
          helpfulness: body.helpfulness,
          helpful_tags: body.helpfulTags ?? [],
          not_helpful_tags: body.notHelpfulTags ?? [],
          population_sampled: body.populationSampled ?? false,
        }),
      );
      if (notes.refusedCount > refusedBefore) throw badRequest('the rating was not taken: it names an unknown tag');
      const { text, view } = notes.note(noteId)!;
      return noteOut(text, view);
    },
  );
}

function eventOf(action: string, time: string | undefined, data: Record<string, unknown>): Event {
  const text = JSON.stringify({ id: randomUUID(), action, time: time ?? new Date().toISOString(), data });
  const parsed = parseEventText(text, { nowMillis: Date.now() });
  if (!parsed.ok) throw badRequest(parsed.refusal.message);
  return parsed.event;
}

/** Resolves when the event is durable and has been scored. */
async function submitted({ pipeline }: System, event: Event): Promise<void> {
  await pipeline.ready();
  const { position } = pipeline.submit(event);
  await pipeline.committed(position);
}

function scoringOut({ notes }: System) {
  const statuses: Record<string, number> = Object.fromEntries(STATUSES.map((status) => [status, 0]));
  for (const noteId of notes.ids(null)) {
    const status = notes.statusOf(noteId);
    if (status !== null) statuses[status] = (statuses[status] ?? 0) + 1;
  }
  const last = notes.lastRefresh;
  return {
    notes: notes.noteCount,
    ratings: notes.ratingCount,
    refused: notes.refusedCount,
    statuses,
    refreshing: notes.refreshing,
    lastRefresh:
      last === null
        ? null
        : {
            finishedAt: new Date(last.finishedAt).toISOString(),
            dataUntil: isoOf(last.at),
            seconds: last.seconds,
            notes: last.notes,
            ratings: last.ratings,
            differed: last.differed,
            rescored: last.rescored,
          },
  };
}

function noteOut(text: NoteText, view: NoteView) {
  return {
    ...text,
    createdAt: isoOf(text.createdAt),
    status: view.status,
    reason: view.reason,
    decidedBy: view.decidedBy,
    ratings: view.ratings,
    counted: view.counted,
    intercept: view.intercept,
    factor: view.factor,
    deviation: view.deviation,
    interval: view.interval,
    probabilityHelpful: view.probabilityHelpful,
    probabilityNotHelpful: view.probabilityNotHelpful,
    changedAt: isoOf(view.changedAt),
    lockedAt: isoOf(view.lockedAt),
    stabilisingSince: isoOf(view.stabilisingSince),
  };
}

function changeOut({ at, ...change }: StatusChange & { readonly sequence?: number }) {
  return { ...change, at: isoOf(at) };
}

function isoOf(millis: number | null): string | null {
  return millis === null || !Number.isFinite(millis) ? null : new Date(millis).toISOString();
}
