/** `lapwing start` as a process: what it says, what it takes, and how it ends. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Accounts } from '@lapwing/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lapwing } from './support/command.ts';
import { startServerProcess } from './support/server-process.ts';

const RULES = `
UserId: Entity[str] = EntityJson(type='User', path='$.user')
PerHour = IncrementWindow(key=f'{UserId}', window_seconds=3600, when_all=[True])
BusyRule = Rule(when_all=[PerHour >= 3], description=f'{PerHour} within an hour')
WhenRules(rules_any=[BusyRule], then=[DeclareVerdict(verdict='limit')])
`;

let root: string;
let directory: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'lapwing-start-'));
  directory = join(root, 'installation');
  await mkdir(join(directory, 'rules'), { recursive: true });
  await writeFile(join(directory, 'lapwing.yaml'), 'name: small\n');
  await writeFile(join(directory, 'rules', 'main.sml'), RULES);
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function dataWithKey(name: string): Promise<{ data: string; headers: { authorization: string } }> {
  const data = join(root, name);
  await mkdir(data);
  const accounts = new Accounts(join(data, 'accounts.sqlite'));
  const { secret } = accounts.createKey('tests');
  accounts.close();
  return { data, headers: { authorization: `Bearer ${secret}` } };
}

const event = (id: number) => `{"id":"e${id}","action":"post","time":"2026-01-05T00:00:00Z","data":{"user":"ann"}}\n`;

test('says where it is, goes on where it was, and ends with 0 when it is told to', { timeout: 60_000 }, async () => {
  const { data, headers } = await dataWithKey('goes-on');
  const counts: unknown[] = [];
  for (const id of [1, 2, 3]) {
    const server = startServerProcess(directory, data);
    const { address, signIn } = await server.started;
    expect(signIn.startsWith(`${address}/sign-in#token=`)).toBe(true);
    const answer = await fetch(`${address}/v1/decide`, { method: 'POST', headers, body: event(id) });
    const { features, verdicts } = JSON.parse(await answer.text());
    counts.push([features.PerHour, verdicts]);
    expect(await server.stop()).toBe(0);
    expect(server.stderr()).toBe('');
  }
  expect(counts).toEqual([
    [1, []],
    [2, []],
    [3, ['limit']],
  ]);
  const { json } = await lapwing(['sql', 'SELECT PerHour FROM events ORDER BY __position', '--data', data, '--json']);
  expect(json).toEqual([{ PerHour: 1 }, { PerHour: 2 }, { PerHour: 3 }]);
});

test('answers what is under way when it is told to stop, and ends the live feeds', { timeout: 60_000 }, async () => {
  const { data, headers } = await dataWithKey('under-way');
  const server = startServerProcess(directory, data);
  const { address } = await server.started;
  const feed = await fetch(`${address}/v1/live`, { headers });
  const reading = feed.text();
  // A slow sender: the request has begun, and its body is still to come when the signal does.
  let finish = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(Buffer.from(event(1)));
      finish = () => {
        controller.enqueue(Buffer.from(event(2)));
        controller.close();
      };
    },
  });
  const request = new Request(`${address}/v1/events`, { method: 'POST', headers, body, duplex: 'half' });
  const answer = fetch(request);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const ended = server.stop();
  await new Promise((resolve) => setTimeout(resolve, 300));
  finish();
  expect(JSON.parse(await (await answer).text())).toMatchObject({ accepted: 2 });
  expect(await reading).toContain('event: rate');
  expect(await ended).toBe(0);
  const { json } = await lapwing(['sql', 'SELECT count(*) AS n FROM events', '--data', data, '--json']);
  expect(json).toEqual([{ n: 2 }]);
});

test('comes up with the rules that were in force where the files are broken now, and says so', {
  timeout: 60_000,
}, async () => {
  const { data, headers } = await dataWithKey('broken-rules');
  const broken = join(root, 'broken');
  await mkdir(join(broken, 'rules'), { recursive: true });
  await writeFile(join(broken, 'lapwing.yaml'), 'name: broken\n');
  await writeFile(join(broken, 'rules', 'main.sml'), 'Broken = NoSuchFunction()\n');
  // There are none before the first start: that is an error.
  const never = await lapwing(['start', broken, '--data', data, '--port', '0']);
  expect([never.code, never.out]).toEqual([2, '']);
  expect(never.err).toContain('unknown function: `NoSuchFunction`');

  await writeFile(join(broken, 'rules', 'main.sml'), RULES);
  const first = startServerProcess(broken, data);
  await first.started;
  await first.kill();
  await writeFile(join(broken, 'rules', 'main.sml'), `${RULES}Broken = NoSuchFunction()\n`);
  const server = startServerProcess(broken, data);
  const { address } = await server.started;
  const ruleset = JSON.parse(await (await fetch(`${address}/v1/ruleset`, { headers })).text());
  expect(ruleset.active.rules).toBe(1);
  expect(ruleset.refused.diagnostics).toContain('unknown function: `NoSuchFunction`');
  expect((await fetch(`${address}/v1/events`, { method: 'POST', headers, body: event(1) })).status).toBe(202);
  expect(await server.stop()).toBe(0);
  expect(server.stderr()).toContain('unknown function: `NoSuchFunction`');
});

test('a port that is taken is told without a stack, and nothing is left behind that hinders the next', async () => {
  const { data } = await dataWithKey('port');
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const port = String((other.address() as AddressInfo).port);
  for (let attempt = 0; attempt < 2; attempt++) {
    const { code, out, err } = await lapwing(['start', directory, '--data', data, '--port', port]);
    expect([code, out, err]).toEqual([2, '', `listen EADDRINUSE: address already in use 127.0.0.1:${port}\n`]);
  }
  other.close();
});

test('options that are none', async () => {
  const { data } = await dataWithKey('options');
  for (const [argv, problem] of [
    [['--port', 'http'], '--port: http is no port'],
    [['--port', '65536'], '--port: 65536 is no port'],
  ] as const) {
    const { code, err } = await lapwing(['start', directory, '--data', data, ...argv]);
    expect([code, err]).toEqual([2, `${problem}\n`]);
  }
});
