/** The live feed and closing: what happens now as server-sent events, and an end that cuts nobody off. */
import { createConnection } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { eventOf, startServer, type TestServer } from './support/server.ts';

interface Message {
  readonly event: string;
  // biome-ignore lint/suspicious/noExplicitAny: two shapes of messages, told apart by `event`.
  readonly data: any;
}

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

/** Listens until it is told to stop or the server ends the feed. */
async function listen(target: TestServer) {
  const stop = new AbortController();
  const response = await fetch(`${target.url}/v1/live`, {
    headers: { authorization: `Bearer ${target.key}` },
    signal: stop.signal,
  });
  const messages: Message[] = [];
  const ended = (async () => {
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const parts = text.split('\n\n');
      text = parts.pop() ?? '';
      for (const part of parts) {
        const [, event = '', data = ''] = /^event: (\w+)\ndata: (.*)$/.exec(part) ?? [];
        messages.push({ event, data: JSON.parse(data) });
      }
    }
  })();
  ended.catch(() => {});
  return { response, messages, ended, stop: () => stop.abort() };
}

test('rates once a second and a sample of decisions, those with hits among them', async () => {
  const feed = await listen(server);
  expect(feed.response.headers.get('content-type')).toBe('text/event-stream');
  await vi.waitUntil(() => feed.messages.length > 0);
  expect(feed.messages[0]).toEqual({
    event: 'rate',
    data: {
      at: expect.any(String),
      eventsPerSecond: expect.any(Number),
      hitsPerSecond: expect.any(Number),
      position: expect.any(Number),
    },
  });
  const batch = Array.from({ length: 300 }, (_, n) =>
    eventOf(`live-${n}`, { user_id: `u${n}`, text: n === 250 ? 'buy now' : 'hi' }),
  );
  await server.send('POST', '/v1/events', { body: batch.join('\n') });
  const items = () => feed.messages.flatMap(({ event, data }) => (event === 'decisions' ? data.items : []));
  await vi.waitUntil(() => items().some(({ rules }) => rules.includes('SpamTextRule')), { timeout: 5000 });
  expect(items().length).toBeLessThanOrEqual(20);
  expect(items().find(({ eventId }) => eventId === 'live-250')).toMatchObject({ verdicts: ['reject'], action: 'post' });
  await vi.waitUntil(() => feed.messages.some(({ event, data }) => event === 'rate' && data.eventsPerSecond >= 300), {
    timeout: 5000,
  });
  feed.stop();
});

test('listeners that go away are forgotten; beyond the limit the next is told to wait', async () => {
  const feeds = await Promise.all(Array.from({ length: 200 }, () => listen(server)));
  expect(new Set(feeds.map(({ response }) => response.status))).toEqual(new Set([200]));
  expect((await server.get('/v1/live')).status).toBe(503);
  for (const feed of feeds) feed.stop();
  await vi.waitUntil(
    async () => {
      const feed = await listen(server);
      feed.stop();
      return feed.response.status === 200;
    },
    { timeout: 5000, interval: 50 },
  );
});

test('metrics count what happened, in the form that Prometheus reads', async () => {
  await server.send('POST', '/v1/events', { body: `nonsense\n${eventOf('live-0', {})}` });
  await server.settled();
  const { status, headers, text } = await server.get('/metrics');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(text).toMatch(/^# TYPE lapwing_events_decided_total /m);
  expect(text).toMatch(/^lapwing_events_decided_total 300$/m);
  expect(text).toMatch(/^lapwing_events_refused_total 1$/m);
  expect(text).toMatch(/^lapwing_events_duplicate_total 1$/m);
  expect(text).toMatch(/^lapwing_rule_hits_total\{rule="SpamTextRule"\} 1$/m);
  expect(text).toMatch(/^lapwing_warehouse_rows_buffered 300$/m);
  expect(text).toMatch(/^process_cpu_seconds_total /m);
});

test('closing answers what is under way, ends the feeds, and does not wait for idle connections', async () => {
  const closing = await startServer();
  const feed = await listen(closing);
  // A connection that never asks anything.
  const idle = createConnection({ port: Number(new URL(closing.url).port), host: '127.0.0.1' });
  await new Promise((resolve) => idle.once('connect', resolve));
  const batch = Array.from({ length: 20_000 }, (_, n) => eventOf(`c-${n}`, { user_id: `u${n % 50}` })).join('\n');
  const taking = closing.send('POST', '/v1/events', { body: batch });
  await vi.waitUntil(() => closing.system.pipeline.statistics.decided > 1000, { interval: 5, timeout: 10_000 });
  const startedAt = Date.now();
  const closed = closing.app.close();
  const answer = await taking;
  expect([answer.status, answer.json.accepted]).toEqual([202, 20_000]);
  await feed.ended;
  await closed;
  expect(Date.now() - startedAt).toBeLessThan(7000);
  await expect(fetch(`${closing.url}/v1/health`)).rejects.toThrow();
  idle.destroy();
  await closing.close();
});
