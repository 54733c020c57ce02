/** `lapwing rollout` and the versions of `lapwing rules`, against a running server. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Accounts, createApp, openSystem, parseConfig } from '@lapwing/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lapwing } from './support/command.ts';

const rules = (limit: number) => `
UserId: Entity[str] = EntityJson(type='User', path='$.user')
PerHour = IncrementWindow(key=f'{UserId}', window_seconds=3600, when_all=[True])
BusyRule = Rule(when_all=[PerHour >= ${limit}], description=f'{PerHour} within an hour')
OnceRule = Rule(when_all=[PerHour == 1], description='the first one')
WhenRules(rules_any=[BusyRule], then=[DeclareVerdict(verdict='ban')])
`;

let root: string;
let connection: readonly string[];
let close: () => Promise<void>;
let reload: () => Promise<unknown>;
let url: string;
let secret: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'lapwing-rollout-'));
  for (const [name, limit] of [
    ['rules', 3],
    ['stricter', 2],
  ] as const) {
    await mkdir(join(root, name));
    await writeFile(join(root, name, 'main.sml'), rules(limit));
  }
  const config = parseConfig('effects: { irreversible: { verdicts: [ban] } }', join(root, 'lapwing.yaml'), {});
  const system = await openSystem({ config, dataDirectory: join(root, 'data'), onWarning: () => {} });
  const accounts = new Accounts(join(root, 'data', 'accounts.sqlite'));
  const app = await createApp({ system, accounts, consoleDirectory: null });
  await app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  secret = accounts.createKey('script').secret;
  reload = () => system.rules.load('the files changed');
  connection = ['--server', url, '--key', secret];
  close = async () => {
    await app.close();
    accounts.close();
    await system.close();
  };
});
afterAll(async () => {
  await close();
  await rm(root, { recursive: true, force: true });
});

const ask = (...argv: string[]) => lapwing([...argv, ...connection]);
async function decide(id: string, user: string): Promise<readonly string[]> {
  const body = JSON.stringify({ id, action: 'post', time: '2026-01-05T00:00:00Z', data: { user } });
  const answer = await fetch(`${url}/v1/decide`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}` },
    body,
  });
  return JSON.parse(await answer.text()).verdicts;
}

describe('rules', () => {
  test('are live until somebody says otherwise', async () => {
    expect(await ask('rollout', 'status')).toMatchObject({ code: 0, out: 'all 2 rules are live\n', err: '' });
    expect((await ask('rollout', 'history')).out).toBe('no state was ever changed\n');
    expect((await ask('rollout', 'compare')).out).toContain('no rule is in shadow or a canary');
  });

  test('go into shadow with a reason, and show what they would have done', async () => {
    const put = await ask('rollout', 'promote', 'BusyRule', '--to', 'shadow', '--reason', 'too strict');
    expect([put.code, put.out.split('\n').at(-2)]).toEqual([0, 'BusyRule is shadow now']);
    expect(put.out).toContain('no backtest of this version yet: lapwing rollout backtest makes one');
    for (const id of ['a1', 'a2', 'a3', 'a4']) expect(await decide(id, 'ann')).toEqual([]);
    const status = (await ask('rollout', 'status')).out;
    expect(status).toMatch(/BusyRule {2}shadow .*key script {2}too strict\n1 of 2 rules are live/);
    const { json } = await ask('rollout', 'compare', '--json');
    expect(json).toMatchObject({
      of: 'rules',
      rules: [{ rule: 'BusyRule', live: { hits: 0 }, shadow: { hits: 2, entities: 1 } }],
    });
    expect((await ask('rollout', 'compare', 'BusyRule')).out).toMatch(/BusyRule +0 +2 +0 +1 +0 {2}nobody judged/);
  });

  test('are proposed where what they do is final', async () => {
    const asked = await ask('rollout', 'promote', 'BusyRule', '--to', 'canary:5%', '--reason', 'precise');
    expect(asked.out).toContain('BusyRule does what cannot be taken back (verdict ban):');
    expect(asked.out).toMatch(/proposal \d+ waits in the console, where two signed-in people have to approve it/);
    expect((await ask('rollout', 'status')).out).toMatch(
      /proposal \d+: BusyRule to canary:5%, by key script: precise \(needs 2 more/,
    );
    expect((await ask('rollout', 'history', 'BusyRule')).out.split('\n')).toHaveLength(4);
  });

  test.each([
    [['promote', 'BusyRule', '--to', 'on', '--reason', 'x'], '--to: "on" is no state'],
    [['promote', '--to', 'live', '--reason', 'x'], 'name a rule, or say --candidate'],
    [['promote', '--candidate', '--to', 'live', '--reason', 'x'], 'there is no candidate'],
    [['promote', 'NoRule', '--to', 'shadow', '--reason', 'x'], 'there is no rule NoRule'],
    [['compare', '--candidate'], 'there is no candidate'],
  ])('refuses %j', async (argv, message) => {
    const { code, err } = await ask('rollout', ...argv);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });

  test('needs a key and a server', async () => {
    expect((await lapwing(['rollout', 'status', '--server', url])).err).toContain('needs an API key');
    const dead = await lapwing(['rollout', 'status', '--server', 'http://127.0.0.1:1', '--key', 'x']);
    expect(dead.err).toContain('http://127.0.0.1:1 does not answer');
    const wrong = await lapwing(['rollout', 'status', '--server', url, '--key', 'x']);
    expect(wrong.err).toContain('send an API key');
  });
});

test('a candidate: started, compared, backtested, withdrawn', { timeout: 60_000 }, async () => {
  const started = await ask('rollout', 'candidate', 'start', '--rules', join(root, 'stricter'), '--reason', 'sooner');
  expect(started.out).toMatch(/^candidate [0-9a-f]{12} with 2 rules runs in shadow\n$/);
  for (const id of ['b1', 'b2']) await decide(id, 'bob');
  const { out } = await ask('rollout', 'compare', '--candidate');
  expect(out).toMatch(/BusyRule +0 +1 +0 +1 +0/);
  expect(out).toMatch(/OnceRule +1 +1 +1 +0 +0/);
  const backtest = await ask('rollout', 'backtest', '--candidate');
  expect([backtest.code, backtest.err]).toEqual([0, '']);
  expect(backtest.out).toMatch(/6 events\n[\s\S]*BusyRule +4 +2/);
  const promoted = await ask('rollout', 'promote', '--candidate', '--to', 'live', '--reason', 'good');
  expect(promoted.out).toContain('over 6 events');
  expect(promoted.out).toContain('BusyRule: verdict ban');
  expect((await ask('rollout', 'candidate', 'withdraw', '--reason', 'later')).out).toBe('the candidate has ended\n');
  expect((await ask('rollout', 'status')).out).not.toContain('candidate');
});

test('versions: listed, compared, put back, and the files followed again', async () => {
  const versions = async () => (await ask('rules', 'versions', '--json')).json;
  const [first] = (await versions()).items;
  expect((await ask('rules', 'rollback', '--reason', 'x')).err).toContain('no other version was in force before');
  expect((await ask('rules', 'diff', first.hash, first.hash)).out).toBe('the two are the same\n');
  expect((await ask('rules', 'follow', '--reason', 'x')).err).toContain('the files are followed already');

  await writeFile(join(root, 'rules', 'main.sml'), rules(5).replace("verdict='ban'", "verdict='limit'"));
  await reload();
  const [second] = (await versions()).items;
  const diff = (await ask('rules', 'diff', first.hash.slice(0, 8), second.hash.slice(0, 8))).out;
  expect(diff).toContain('changed BusyRule (now verdict limit, no longer verdict ban)');
  expect(diff).toContain('-BusyRule = Rule(when_all=[PerHour >= 3]');

  const back = await ask('rules', 'rollback', '--reason', 'too lax');
  expect(back.out.split('\n')[0]).toBe(`${first.hash.slice(0, 12)} is in force again`);
  expect(back.out).toContain('the files on disk say otherwise and are passed over');
  const list = (await ask('rules', 'versions')).out;
  expect(list).toMatch(new RegExp(`→ +${first.hash.slice(0, 12)} .*key script +too lax`));
  expect(list).toContain(`the files on disk (${second.hash.slice(0, 12)}) are passed over until they change`);
  expect((await ask('rollout', 'status')).out).toContain('an earlier version is in force');
  const followed = await ask('rules', 'follow', '--reason', 'it was fine');
  expect(followed.out).toBe(`${second.hash.slice(0, 12)}, as the files say, is in force\n`);
  expect((await versions()).pinnedOver).toBeNull();
});
