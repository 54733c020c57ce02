/** `lapwing lists` and `lapwing rules backfill`, on a data directory and against a running server. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Accounts } from '@lapwing/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lapwing } from './support/command.ts';
import { startServerProcess } from './support/server-process.ts';

const RULES = `
UserId: Entity[str] = EntityJson(type='User', path='$.user')
Text: str = JsonData(path='$.text')
IsBad = InList(list='bad-words', value=Text)
BadRule = Rule(when_all=[IsBad], description=f'{UserId} wrote a bad word')
WhenRules(rules_any=[BadRule], then=[DeclareVerdict(verdict='review')])
`;
const COUNTER = "PerDay = IncrementWindow(key=f'd-{UserId}', window_seconds=86400, when_all=[True])\n";

let root: string;
let directory: string;
let data: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'lapwing-lists-'));
  [directory, data] = [join(root, 'installation'), join(root, 'data')];
  await mkdir(join(directory, 'rules'), { recursive: true });
  await writeFile(join(directory, 'lapwing.yaml'), 'name: lists\n');
  await writeFile(join(directory, 'rules', 'main.sml'), RULES);
});
afterAll(() => rm(root, { recursive: true, force: true }));

const here = (...argv: string[]) => lapwing([...argv, '--data', data, '--config', directory]);

test('a list on a data directory, from its making to going back to a version', { timeout: 240_000 }, async () => {
  const missing = await here('lists', 'ls');
  expect(missing.out).toContain('rules name `bad-words`, which does not exist: main.sml:4');
  await here('lists', 'create', 'bad-words', '--kind', 'words', '--owner', 'trust', '--reason', 'spam');
  const added = await here(
    'lists',
    'add',
    'bad-words',
    'Free coins',
    'pills',
    '--note',
    'campaign',
    '--reason',
    'seen',
  );
  expect([added.code, added.out]).toEqual([0, 'bad-words is at version 2\n']);

  const file = join(root, 'words.csv');
  await writeFile(file, 'value,expires_at\ncasino,\nfree coins,\n,\n');
  const dry = await here('lists', 'import', 'bad-words', file, '--mode', 'replace', '--dry-run');
  expect([dry.code, dry.out]).toEqual([1, '1 new, 1 changed, 1 removed, 0 as before, 1 wrong; nothing was changed\n']);
  expect(dry.err).toContain(`${file}:4: has no value`);
  const refused = await here('lists', 'import', 'bad-words', file, '--reason', 'feed');
  expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('1 line is wrong, so nothing was imported')]);
  const imported = await here(
    'lists',
    'import',
    'bad-words',
    file,
    '--mode',
    'replace',
    '--skip-invalid',
    '--reason',
    'feed',
    '--json',
  );
  expect(imported.json).toMatchObject({ version: 3, added: 1, removed: 1 });

  const diff = await here('lists', 'diff', 'bad-words', '2');
  expect([diff.code, diff.out]).toEqual([
    1,
    'version 2 to 3: 1 new, 1 removed, 1 changed\n+ casino\n~ free coins (campaign) →\n− pills (campaign)\n',
  ]);
  const rolled = await here('lists', 'rollback', 'bad-words', '2', '--reason', 'a bad feed');
  expect(rolled.out).toBe('bad-words is what it was in version 2; this is version 4\n');
  expect((await here('lists', 'diff', 'bad-words', '2', '4')).code).toBe(0);
  const versions = (await here('lists', 'versions', 'bad-words', '--json')).json.items;
  expect(versions[0]).toMatchObject({
    version: 4,
    by: `${userInfo().username}@localhost`,
    reason: 'back to version 2: a bad feed',
  });

  await here('lists', 'remove', 'bad-words', 'PILLS', '--reason', 'too many hits');
  const shown = await here('lists', 'show', 'bad-words');
  expect(shown.out).toContain('bad-words: words, 1 entries, version 5, owned by trust');
  expect(shown.out).toMatch(/free coins +· +campaign/);
  const out = join(root, 'out.txt');
  await here('lists', 'export', 'bad-words', '--format', 'text', '--at-version', '3', '--out', out);
  expect(await readFile(out, 'utf8')).toBe('casino\nfree coins\n');

  const yes = await here('lists', 'test', 'bad-words', 'get FREE coins');
  expect([yes.code, yes.out]).toEqual([0, 'yes: the text holds “free coins” as a whole word\nseen by BadRule\n']);
  expect((await here('lists', 'test', 'bad-words', 'nothing')).code).toBe(1);
});

test('what cannot be ends with 2 and says why', { timeout: 240_000 }, async () => {
  expect(await here('lists', 'show', 'nothing')).toMatchObject({ code: 2, err: 'there is no list `nothing`\n' });
  expect(
    (await here('lists', 'create', 'x', '--kind', 'words', '--server', 'http://127.0.0.1:1', '--reason', 'x')).err,
  ).toContain('--server and --data: it is one of them');
  const noKey = await lapwing(['lists', 'ls', '--server', 'http://127.0.0.1:1']);
  expect([noKey.code, noKey.err]).toEqual([2, '--server needs an API key: --key, or LAPWING_KEY\n']);
});

test('a running server: lists, and a new counter that is back-filled', { timeout: 240_000 }, async () => {
  const events = Array.from({ length: 30 }, (_, n) =>
    JSON.stringify({
      id: `e${n}`,
      action: 'post',
      time: `2026-01-05T12:00:${10 + n}Z`,
      data: { user: 'ann', text: 'x' },
    }),
  );
  await lapwing(['ingest', '-', '--data', data, '--config', directory], events.join('\n'));
  await writeFile(join(directory, 'rules', 'main.sml'), RULES + COUNTER);
  const accounts = new Accounts(join(data, 'accounts.sqlite'));
  const { secret } = accounts.createKey('feeds');
  accounts.close();
  const server = startServerProcess(directory, data);
  try {
    const { address } = await server.started;
    const there = (...argv: string[]) => lapwing([...argv, '--server', address, '--key', secret]);
    await there('lists', 'create', 'ranges', '--kind', 'cidrs', '--reason', 'x');
    await there('lists', 'import', 'ranges', '-', '--reason', 'x');
    expect((await there('lists', 'ls')).out).toMatch(/ranges +cidrs +0/);
    const locked = await here('lists', 'ls');
    expect([locked.code, locked.err]).toEqual([2, expect.stringMatching(/another process|in use|locked/i)]);

    const filled = await there('rules', 'backfill', '--reason', 'a new counter');
    expect([filled.code, filled.out]).toEqual([
      0,
      expect.stringMatching(/^30 events read, 1 keys joined at position \d+\n$/),
    ]);
    const answer = await fetch(`${address}/v1/decide`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}` },
      body: events[0]?.replace('"e0"', '"next"').replace(':10Z', ':45Z') ?? '',
    });
    expect(await answer.json()).toMatchObject({ features: { PerDay: 31 } });
  } finally {
    await server.stop();
  }
});
