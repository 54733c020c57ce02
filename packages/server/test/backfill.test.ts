/** A back-fill over HTTP: a new rule counts what came before it, progress can be asked for, and what cannot be is told. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { RULES } from './support/rules.ts';
import { eventOf, startServer } from './support/server.ts';

test('a new counter holds what came before the edit', async () => {
  const server = await startServer();
  try {
    const person = await server.signIn('ana@example.org');
    const send = async (n: number) => {
      const time = new Date(Date.UTC(2026, 0, 5, 12, 0, n)).toISOString();
      const body = eventOf(`e${n}`, { user_id: 'ann', text: 'hello' }, { time });
      return (await server.send('POST', '/v1/decide', { body })).json;
    };
    for (let n = 0; n < 20; n++) await send(n);
    expect((await server.get('/v1/ruleset/backfill')).json).toEqual({ state: 'none' });
    expect((await server.send('DELETE', '/v1/ruleset/backfill', { headers: person })).status).toBe(404);

    const counter = "PerDay = IncrementWindow(key=f'd-{UserId}', window_seconds=86400, when_all=[True])\n";
    await writeFile(join(server.rulesDirectory, 'totals.sml'), `${RULES['totals.sml']}${counter}`);
    await server.system.rules.load('edit');
    expect((await send(20)).features.PerDay).toBe(1);

    const start = (json: object) => server.send('POST', '/v1/ruleset/backfill', { headers: person, json });
    expect((await start({ reason: 'x', since: 'long ago' })).json.detail).toMatch(
      /^since: long ago is no length of time/,
    );
    const started = await start({ reason: 'a new counter' });
    expect([started.status, started.json]).toEqual([
      202,
      expect.objectContaining({ state: 'running', by: 'ana@example.org', reason: 'a new counter' }),
    ]);
    let state = started.json;
    for (; state.state === 'running'; await sleep(10)) state = (await server.get('/v1/ruleset/backfill')).json;
    // The added counter's key, and that of PostsPerHour, which the edited ruleset counted too and which is as it was.
    expect(state).toMatchObject({ state: 'done', share: 1, events: 21, keys: 2, partial: false, problem: null });
    expect((await send(21)).features.PerDay).toBe(22);
    expect((await send(22)).features.PostsPerHour).toBe(23);
  } finally {
    await server.close();
  }
});
