/** Notes over HTTP: a platform's stream in, statuses with reasons out, one note from its first word to its status, and a restart. */
import { join } from 'node:path';
import { type LiveEntry, platformBuilder, replayOf, simulatePlatform } from '@lapwing/notes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NotesLog } from '../src/notes/log.ts';
import { Notes } from '../src/notes/notes.ts';
import { eventOf, startServer, type TestServer } from './support/server.ts';

const NOW = Date.UTC(2026, 9, 1);
let server: TestServer;
const platform = simulatePlatform({ seed: 21, raters: 150, notes: 220, ratings: 5000, now: NOW });

beforeAll(async () => {
  server = await startServer();
  const { entries } = replayOf(platformBuilder(platform).build());
  const lines = [...entries()].flatMap((entry, index) => lineOf(entry, index));
  expect((await server.send('POST', '/v1/events', { body: lines.join('\n') })).json.refusedCount).toBe(0);
  await server.settled();
});
afterAll(() => server.close());

const LEVELS = ['NOT_HELPFUL', 'SOMEWHAT_HELPFUL', 'HELPFUL'];

function lineOf(entry: LiveEntry, index: number): string[] {
  const event = (action: string, at: number, data: Record<string, unknown>) => [
    eventOf(`e${index}`, data, { action, time: new Date(at).toISOString() }),
  ];
  switch (entry.kind) {
    case 'note':
      return event('note', entry.createdAt, {
        user_id: entry.authorId,
        note_id: entry.id,
        post_id: `p${entry.postId}`,
        text: `note ${entry.id}`,
        classification: 'misinformed_or_potentially_misleading',
      });
    case 'rating':
      return event('note_rating', entry.at, {
        user_id: entry.raterId,
        note_id: entry.noteId,
        helpfulness: LEVELS[entry.label],
      });
    case 'enrollment':
      return [];
  }
}

describe('a stream with notes', () => {
  it('has statuses after the first refresh, each with reason and certainty', async () => {
    const { status, json } = await server.send('POST', '/v1/note-scoring/refresh');
    expect(status).toBe(200);
    expect(json).toMatchObject({ notes: 220, refused: 0, refreshing: false });
    expect(json.lastRefresh.ratings).toBe(json.ratings);
    const decided = json.statuses.CURRENTLY_RATED_NOT_HELPFUL;
    expect(decided).toBeGreaterThan(5);
    const page = (await server.get('/v1/notes?status=CURRENTLY_RATED_NOT_HELPFUL&limit=3')).json;
    expect(page.items).toHaveLength(3);
    for (const note of page.items) {
      expect(note.reason).not.toMatch(/undefined|NaN/);
      expect(note.interval[0]).toBeLessThan(note.intercept);
      expect(note.probabilityHelpful).toBeLessThan(0.5);
    }
    let seen = 3;
    for (let { next } = page; next !== null; ) {
      const more = (await server.get(`/v1/notes?status=CURRENTLY_RATED_NOT_HELPFUL&limit=50&cursor=${next}`)).json;
      seen += more.items.length;
      next = more.next;
    }
    expect(seen).toBe(decided);
    const changes = (await server.get('/v1/note-changes?limit=2')).json;
    expect(changes.items).toHaveLength(2);
    expect(changes.items[0]).toMatchObject({ noteId: expect.any(String), reason: expect.stringMatching(/\w+/) });
    expect((await server.get(`/v1/note-changes?limit=2&cursor=${changes.next}`)).json.items).toHaveLength(2);
  });

  it('a note is written, rated, told what it waits for, and shown once that has lasted an hour', async () => {
    const written = await server.send('POST', '/v1/notes', {
      json: {
        noteId: 'mine',
        authorId: 'ana',
        postId: 'p-new',
        text: 'The video is of 2019',
        time: '2026-10-01T10:00:00Z',
      },
    });
    expect(written.status).toBe(201);
    expect(written.json).toMatchObject({
      status: 'NEEDS_MORE_RATINGS',
      reason: 'has 0 of the 5 ratings that a status needs',
    });
    expect(
      (await server.send('POST', '/v1/notes', { json: { ...written.json, noteId: 'mine', time: undefined } })).status,
    ).toBe(400);
    const again = { noteId: 'mine', authorId: 'ana', postId: 'p-new', text: 'again' };
    expect((await server.send('POST', '/v1/notes', { json: again })).status).toBe(409);

    const rate = (raterId: string, helpfulness: string, time: string) =>
      server.send('POST', '/v1/notes/mine/ratings', { json: { raterId, helpfulness, time, helpfulTags: ['clear'] } });
    // Everybody on one side and nobody on the other, then both.
    const side = (negative: boolean) => platform.people.filter(({ side }) => side < 0 === negative).map(({ id }) => id);
    let answer = await rate(side(true)[0]!, 'HELPFUL', '2026-10-01T10:01:00Z');
    expect(answer.json.reason).toBe('has 1 of the 5 ratings that a status needs');
    for (const rater of side(true).slice(1, 30)) answer = await rate(rater, 'HELPFUL', '2026-10-01T10:02:00Z');
    expect(answer.json.status).toBe('NEEDS_MORE_RATINGS');
    expect(answer.json.reason).toContain('raters of the other side');
    for (const rater of side(false).slice(0, 30)) answer = await rate(rater, 'HELPFUL', '2026-10-01T10:03:00Z');
    expect(answer.json.reason).toMatch(/found helpful since 2026-10-01T10:0\d/);
    expect(answer.json.stabilisingSince).toMatch(/^2026-10-01T10:0/);
    // Time comes with events, whatever they are about.
    await server.send('POST', '/v1/events', {
      body: eventOf('later', { user_id: 'x' }, { time: '2026-10-01T11:30:00Z' }),
    });
    await server.settled();
    const shown = (await server.get('/v1/notes/mine')).json;
    expect(shown).toMatchObject({ status: 'CURRENTLY_RATED_HELPFUL', text: 'The video is of 2019', postId: 'p-new' });
    expect(shown.probabilityHelpful).toBeGreaterThan(0.5);
    expect(shown.changes[0]).toMatchObject({
      to: 'CURRENTLY_RATED_HELPFUL',
      cause: 'time',
      reason: expect.any(String),
    });
    expect(shown.scorers.map(({ scorer }: { scorer: string }) => scorer)).toContain('MFCoreScorer');
    expect((await server.get('/v1/notes?post=p-new')).json.items).toHaveLength(1);
  });

  it('says for which posts people ask for notes', async () => {
    const ask = (id: string, user: string) =>
      eventOf(id, { user_id: user, post_id: 'p-new' }, { action: 'note_request' });
    await server.send('POST', '/v1/events', { body: [ask('r1', 'a'), ask('r2', 'b'), ask('r3', 'b')].join('\n') });
    await server.settled();
    expect((await server.get('/v1/note-requests')).json.items).toEqual([
      { postId: 'p-new', requests: 2, notes: [{ noteId: 'mine', status: 'CURRENTLY_RATED_HELPFUL' }] },
    ]);
  });

  it.each([
    ['GET', '/v1/notes/absent', undefined, 404, 'there is no note "absent"'],
    ['POST', '/v1/notes/absent/ratings', { raterId: 'a', helpfulness: 'HELPFUL' }, 404, 'there is no note "absent"'],
    ['POST', '/v1/notes/mine/ratings', { raterId: 'a', helpfulness: 'GREAT' }, 400, 'helpfulness'],
    [
      'POST',
      '/v1/notes/mine/ratings',
      { raterId: 'a', helpfulness: 'HELPFUL', helpfulTags: ['x'] },
      400,
      'unknown tag',
    ],
    ['POST', '/v1/notes', { authorId: 'a', postId: 'b', text: 'c', time: 'soon' }, 400, 'time'],
    ['GET', '/v1/notes?status=GREAT', undefined, 400, 'status'],
    ['GET', '/v1/notes?cursor=absent', undefined, 400, 'cursor'],
  ])('%s %s %j is answered %i', async (method, path, json, status, detail) => {
    const answer = await server.send(method, path, json === undefined ? {} : { json });
    expect(answer.status).toBe(status);
    expect(answer.json.detail).toContain(detail);
  });

  it('an event that is no note as it should be is counted and changes nothing', async () => {
    const before = (await server.get('/v1/note-scoring')).json;
    await server.send('POST', '/v1/events', {
      body: eventOf('bad', { user_id: 'a', note_id: 'mine', helpfulness: 7 }, { action: 'note_rating' }),
    });
    await server.settled();
    const after = (await server.get('/v1/note-scoring')).json;
    expect([after.refused - before.refused, after.ratings - before.ratings]).toEqual([1, 0]);
  });

  it('a restart has the same notes, statuses and histories', async () => {
    const { system } = server;
    await system.notes.flush();
    const again = new Notes(join(system.dataDirectory, 'notes.sqlite'), { explanations: false }, () => {});
    expect([again.noteCount, again.ratingCount]).toEqual([system.notes.noteCount, system.notes.ratingCount]);
    expect(again.committedPosition).toBe(system.notes.committedPosition);
    for (const noteId of system.notes.ids(null)) expect(again.statusOf(noteId)).toBe(system.notes.statusOf(noteId));
    await again.refresh();
    expect(again.note('mine')?.view.status).toBe('CURRENTLY_RATED_HELPFUL');
    // Offered again after a crash, what is known changes nothing.
    await again.append({ decided: [], manual: [], lists: [], records: [], through: 3 });
    expect(again.ratingCount).toBe(system.notes.ratingCount);
    await again.close();
    const log = new NotesLog(join(system.dataDirectory, 'notes.sqlite'));
    expect([...log.entries()].length).toBeGreaterThan(4000);
    log.close();
  });
});
