/** Effects on their way to others: signed, once per key, and visible when a receiver does not want them. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifySignature } from '@lapwing/enforcement';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { eventOf, startServer, type TestServer } from './support/server.ts';

const SECRET = 'a secret of the tests';

interface Delivered {
  readonly key: string;
  readonly signature: string;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: the body's shape is what is tested.
  readonly body: any;
}

let receiver: Server;
let answerWith = 204;
let received: Delivered[] = [];
let server: TestServer;

beforeAll(async () => {
  receiver = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const { 'idempotency-key': key, 'lapwing-signature': signature } = request.headers;
    received.push({ key: String(key), signature: String(signature), text, body: JSON.parse(text) });
    response.writeHead(answerWith).end(answerWith === 204 ? undefined : 'out of order');
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  server = await startServer({
    config: `sinks: {webhooks: [{name: platform, url: "${url}", secret: "${SECRET}", on: [label]}]}`,
    delivery: { attempts: 3, backoff: { baseMillis: 1, capMillis: 5 } },
  });
});
beforeEach(() => {
  received = [];
});
afterAll(async () => {
  await server.close();
  receiver.close();
});

const decide = (id: string, user: string) =>
  server.send('POST', '/v1/decide', { body: eventOf(id, { user_id: user, text: 'buy now' }) });
const outbox = async () => (await server.get('/v1/outbox')).json;
const until = (condition: () => boolean | Promise<boolean>) =>
  vi.waitUntil(condition, { timeout: 10_000, interval: 20 });

test('a label reaches the receiver, signed and with its reason; the verdict is for others', async () => {
  answerWith = 204;
  await decide('w-1', 'ann');
  await until(async () => received.length === 1 && (await outbox()).pending === 0);
  const { key, signature, text, body } = received[0]!;
  const signed = { signature, body: text, secrets: [SECRET], nowMillis: Date.now() };
  expect(verifySignature(signed)).toBe('valid');
  expect(verifySignature({ ...signed, body: `${text} ` })).toBe('wrong');
  expect(body).toMatchObject({
    id: key,
    kind: 'label',
    event: { id: 'w-1', action: 'post' },
    rules: [{ name: 'SpamTextRule', reason: 'ann wrote what spam writes' }],
    label: { change: 'add', entity: { type: 'User', id: 'ann' }, name: 'spammer', outcome: 'added' },
  });
  const page = (await server.get('/v1/events/w-1')).json;
  expect(page.effects.map(({ id }: { id: string }) => id)).toContain(key);
  expect(await outbox()).toEqual({ pending: 0, deadLetters: [] });

  await decide('w-1', 'ann');
  await server.settled();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(received).toHaveLength(1);
});

test('a person’s change is delivered under their name', async () => {
  answerWith = 204;
  const headers = await server.signIn('mo@example.org');
  const json = { label: 'trusted', change: 'add', reason: 'met her' };
  await server.send('POST', '/v1/entities/User/bea/labels', { headers, json });
  await until(() => received.length === 1);
  expect(received[0]?.body).toMatchObject({ kind: 'label', by: 'mo@example.org', reason: 'met her', rules: [] });
});

test('what nobody wants becomes a dead letter: listed, tried again, forgotten', async () => {
  answerWith = 500;
  await decide('w-2', 'bob');
  await until(async () => (await outbox()).deadLetters.length === 1);
  expect(received).toHaveLength(3);
  expect(new Set(received.map(({ key }) => key)).size).toBe(1);
  const [dead] = (await outbox()).deadLetters;
  expect(dead).toEqual({
    id: expect.stringMatching(/^\d+$/),
    sink: 'platform',
    url: expect.stringMatching(/\/hook$/),
    effectId: received[0]?.key,
    attempts: 3,
    lastError: expect.stringContaining('500'),
    at: expect.stringMatching(/^\d{4}-.*Z$/),
  });
  expect((await server.get('/metrics')).text).toMatch(/^lapwing_webhooks_dead_total 1$/m);

  answerWith = 204;
  received = [];
  expect((await server.send('POST', `/v1/outbox/${dead.id}/retry`)).status).toBe(204);
  await until(async () => received.length === 1 && (await outbox()).deadLetters.length === 0);
  expect(received[0]?.key).toBe(dead.effectId);
  expect((await server.send('POST', `/v1/outbox/${dead.id}/retry`)).status).toBe(404);

  answerWith = 410;
  await decide('w-3', 'cy');
  await until(async () => (await outbox()).deadLetters.length === 1);
  const [other] = (await outbox()).deadLetters;
  expect((await server.send('DELETE', `/v1/outbox/${other.id}`)).status).toBe(204);
  expect(await outbox()).toEqual({ pending: 0, deadLetters: [] });
  expect((await server.send('DELETE', `/v1/outbox/${other.id}`)).status).toBe(404);
  for (const id of ['0', '-1', 'x', '99999999999999999999999']) {
    const answer = await server.send('POST', `/v1/outbox/${id}/retry`);
    expect([id, [400, 404].includes(answer.status)]).toEqual([id, true]);
  }
});
