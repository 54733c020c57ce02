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
    expect((await server.get('/v1/ruleset/backfill')).json).toEqual({ state: 'none', offer: null });
    expect((await server.send('DELETE', '/v1/ruleset/backfill', { headers: person })).status).toBe(404);

    const counter = "PerDay = IncrementWindow(key=f'd-{UserId}', window_seconds=86400, when_all=[True])\n";
    await writeFile(join(server.rulesDirectory, 'totals.sml'), `${RULES['totals.sml']}${counter}`);
    await server.system.rules.load('edit');
    expect((await send(20)).features.PerDay).toBe(1);
    const { offer } = (await server.get('/v1/ruleset/backfill')).json;
    const line = (RULES['totals.sml'] ?? '').split('\n').length;
    expect(offer).toEqual({
      rulesetHash: server.system.pipeline.active?.ruleset.program.hash,
      counters: [{ function: 'IncrementWindow', path: 'totals.sml', line }],
    });
    expect(server.warnings).toContain(
      `a new counter begins empty: IncrementWindow (totals.sml:${line}); \`lapwing rules backfill\` fills them from the journal`,
    );

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
    expect(state.offer).toBeNull();
    expect((await send(21)).features.PerDay).toBe(22);
    expect((await send(22)).features.PostsPerHour).toBe(23);
  } finally {
    await server.close();
  }
});

test('where the installation says so, new counters are filled when they come in force, and the last edit wins', async () => {
  const server = await startServer({ config: 'backfill: automatic' });
  try {
    const send = async (n: number) => {
      const time = new Date(Date.UTC(2026, 0, 5, 12, 0, n)).toISOString();
      const body = eventOf(`e${n}`, { user_id: 'ann', text: 'hello' }, { time });
      return (await server.send('POST', '/v1/decide', { body })).json;
    };
    const edit = async (text: string) => {
      await writeFile(join(server.rulesDirectory, 'totals.sml'), `${RULES['totals.sml']}${text}`);
      await server.system.rules.load('edit');
    };
    for (let n = 0; n < 20; n++) await send(n);
    const counter = (name: string) =>
      `${name} = IncrementWindow(key=f'${name}-{UserId}', window_seconds=86400, when_all=[True])\n`;
    await edit('# nothing new\n');
    expect((await server.get('/v1/ruleset/backfill')).json).toEqual({ state: 'none', offer: null });
    await edit(counter('PerDay'));
    await edit(counter('PerDay') + counter('Also'));
    const of = async () => (await server.get('/v1/ruleset/backfill')).json;
    let state = await of();
    for (let i = 0; i < 500 && (state.state !== 'done' || state.offer !== null); i++) {
      await sleep(10);
      state = await of();
    }
    expect(state).toMatchObject({ state: 'done', by: 'automatic', problem: null, offer: null });
    const { features } = await send(20);
    // What the one before did not come to is filled as well.
    expect([features.PerDay, features.Also]).toEqual([21, 21]);
  } finally {
    await server.close();
  }
});
