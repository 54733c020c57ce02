/** A cap is never exceeded by one, though eight clients send at the same time; and nothing of what they sent is lost. */
import { expect, it } from 'vitest';
import { eventOf, startServer } from './support/server.ts';

const WRITERS = 8;
const BATCHES = 12;
const BATCH_EVENTS = 25;
const LIMIT = 137;

it('holds under eight concurrent writers', { timeout: 60_000 }, async () => {
  const caps = [
    { rule: 'SpamTextRule', effects: 'label:spammer', limit: LIMIT, seconds: 86_400 },
    { scope: 'platform', effects: 'verdict:reject', limit: LIMIT + 1, seconds: 86_400 },
  ];
  const server = await startServer({ config: JSON.stringify({ brakes: { emergency: false, caps } }) });
  try {
    const decided: string[][] = [];
    const writer = async (name: number) => {
      for (let batch = 0; batch < BATCHES; batch++) {
        const lines = Array.from({ length: BATCH_EVENTS }, (_, i) => {
          const id = `w${name}-${batch}-${i}`;
          const time = new Date(Date.UTC(2026, 0, 5, 12, 0, batch * 60 + i)).toISOString();
          return eventOf(id, { user_id: id, text: 'buy now' }, { time });
        });
        const answer = await server.send('POST', '/v1/events', {
          headers: { 'content-type': 'application/x-ndjson' },
          body: lines.join('\n'),
        });
        expect(answer.json.accepted).toBe(BATCH_EVENTS);
        const body = eventOf(`d${name}-${batch}`, { user_id: `d${name}-${batch}`, text: 'buy now' });
        decided.push((await server.send('POST', '/v1/decide', { body })).json.verdicts);
      }
    };
    await Promise.all(Array.from({ length: WRITERS }, (_, name) => writer(name)));
    await server.settled();
    const events = WRITERS * BATCHES * (BATCH_EVENTS + 1);
    // One label and one verdict of each event: applied, or held.
    const { labelEffects, verdictEffects, entitiesLabelled } = await server.system.effects.counts(
      Date.UTC(2026, 0, 5, 13),
    );
    expect([labelEffects, verdictEffects, entitiesLabelled]).toEqual([LIMIT, LIMIT + 1, LIMIT]);
    const { held } = (await server.get('/v1/brakes')).json;
    expect(held.total).toBe(2 * events - LIMIT - (LIMIT + 1));
    const { json } = await server.send('POST', '/v1/query', {
      json: { sql: `SELECT count(*) FROM events WHERE list_contains(__verdicts, 'reject')`, limit: 1 },
    });
    expect(Number(json.rows[0][0])).toBe(LIMIT + 1);
    expect(decided.filter((verdicts) => verdicts.includes('reject')).length).toBeLessThanOrEqual(LIMIT + 1);
  } finally {
    await server.close();
  }
});

it('releases each held effect once, whoever asks at the same time', { timeout: 60_000 }, async () => {
  const caps = [{ rule: 'SpamTextRule', effects: '*', limit: 0, seconds: 86_400 }];
  const server = await startServer({ config: JSON.stringify({ brakes: { emergency: false, caps } }) });
  try {
    const lines = Array.from({ length: 300 }, (_, i) => eventOf(`e${i}`, { user_id: `u${i}`, text: 'buy now' }));
    await server.send('POST', '/v1/events', {
      headers: { 'content-type': 'application/x-ndjson' },
      body: lines.join('\n'),
    });
    await server.settled();
    const headers = await server.signIn();
    const answers = await Promise.all(
      Array.from({ length: WRITERS }, (_, i) => {
        const how = i % 2 === 0 ? 'release' : 'drop';
        return server.send('POST', `/v1/brakes/held/${how}`, { headers, json: { all: true, reason: `person ${i}` } });
      }),
    );
    const settled = (how: number) =>
      answers.filter((_, i) => i % 2 === how).reduce((sum, { json }) => sum + json.settled, 0);
    expect(settled(0) + settled(1)).toBe(600);
    const { labelEffects, verdictEffects } = await server.system.effects.counts(0);
    expect(labelEffects + verdictEffects).toBe(settled(0));
    expect((await server.get('/v1/brakes')).json.held.total).toBe(0);
  } finally {
    await server.close();
  }
});
