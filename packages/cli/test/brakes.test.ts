/** `lapwing halt`, `resume`, `held`, `brakes` and `undo` against a server process. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Accounts } from '@lapwing/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lapwing } from './support/command.ts';
import { type ServerProcess, startServerProcess } from './support/server-process.ts';

const RULES = `
UserId: Entity[str] = EntityJson(type='User', path='$.user')
Text: str = JsonData(path='$.text')
BadRule = Rule(when_all=[Text == 'bad'], description='wrote bad')
WhenRules(rules_any=[BadRule], then=[LabelAdd(entity=UserId, label='spammer'), DeclareVerdict(verdict='limit')])
`;

let root: string;
let server: ServerProcess;
let where: string[];
let send: (text: string, minute: number) => Promise<unknown>;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'lapwing-brakes-'));
  const [directory, data] = [join(root, 'installation'), join(root, 'data')];
  await mkdir(join(directory, 'rules'), { recursive: true });
  await mkdir(data);
  const cap = '{rule: BadRule, effects: label, limit: 4, seconds: 3600}';
  await writeFile(join(directory, 'lapwing.yaml'), `brakes: {emergency: false, caps: [${cap}]}\n`);
  await writeFile(join(directory, 'rules', 'main.sml'), RULES);
  await writeFile(
    join(directory, 'rules', 'config.yaml'),
    'labels: {spammer: {valid_for: [User], connotation: negative, description: Spam}}\n',
  );
  const accounts = new Accounts(join(data, 'accounts.sqlite'));
  const key = accounts.createKey('tests').secret;
  accounts.putPerson('ada@example.org', 'analyst');
  accounts.close();
  server = startServerProcess(directory, data);
  const { address } = await server.started;
  where = ['--server', address, '--data', data, '--as', 'ada@example.org'];
  send = async (text, minute) => {
    const time = new Date(Date.UTC(2026, 0, 5, 12, minute)).toISOString();
    const body = JSON.stringify({ id: `${text}-${minute}`, action: 'post', time, data: { user: `u${minute}`, text } });
    const answer = await fetch(`${address}/v1/decide`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
      body,
    });
    return JSON.parse(await answer.text()).verdicts;
  };
}, 60_000);
afterAll(async () => {
  await server.stop();
  await rm(root, { recursive: true, force: true });
});

test('halts, shows what is held, resumes, and settles it', { timeout: 60_000 }, async () => {
  expect(await send('bad', 1)).toEqual(['limit']);
  const halted = await lapwing(['halt', '--reason', 'a bad deployment', ...where]);
  expect([halted.code, halted.out]).toEqual([0, 'halted: nothing automatic is applied\n']);
  expect(await send('bad', 2)).toEqual([]);
  const brakes = await lapwing(['brakes', ...where]);
  expect(brakes.out).toContain(
    'enforcement: halted by ada@example.org since 2026-01-05T12:01:00.000Z: a bad deployment',
  );
  expect(brakes.out).toMatch(/BadRule +halt +2/);
  expect((await lapwing(['resume', '--reason', 'rolled back', ...where])).code).toBe(0);
  expect(await send('bad', 3)).toEqual(['limit']);

  const listed = await lapwing(['held', 'list', '--json', ...where]);
  const ids: string[] = listed.json.items.map(({ id }: { id: string }) => id);
  expect(ids).toHaveLength(2);
  const table = await lapwing(['held', 'list', '--rule', 'BadRule', ...where]);
  expect(table.out).toContain('automatic enforcement is halted: a bad deployment');
  expect((await lapwing(['held', 'drop', ids[0]!, '--reason', 'too late', ...where])).out).toBe('1 dropped\n');
  const again = await lapwing(['held', 'release', ...ids, '--reason', 'looked at', ...where]);
  expect([again.code, again.out, again.err]).toEqual([1, '1 released\n', `${ids[0]} is not held\n`]);
});

test('lists alerts, and takes down who has seen to them', { timeout: 60_000 }, async () => {
  for (let minute = 20; minute < 26; minute++) await send('bad', minute);
  const brakes = await lapwing(['brakes', ...where]);
  expect(brakes.out).toContain('alerts: 1 open (lapwing alerts list)');
  expect(brakes.out).toMatch(/held: \d+ \(room for 100000 of a rule, 1000000 in all\)/);
  const listed = await lapwing(['alerts', 'list', '--json', ...where]);
  const [alert] = listed.json.items;
  expect(alert).toMatchObject({ kind: 'cap', rule: 'BadRule', seen: null });
  const acknowledged = await lapwing(['alerts', 'ack', alert.id, '--reason', 'a sale', ...where]);
  expect([acknowledged.code, acknowledged.out]).toEqual([0, '1 acknowledged\n']);
  const again = await lapwing(['alerts', 'ack', alert.id, '--reason', 'again', ...where]);
  expect([again.code, again.out, again.err]).toEqual([1, '0 acknowledged\n', `${alert.id} is no open alert\n`]);
  expect((await lapwing(['alerts', 'list', ...where])).out).toBe('no alerts\n');
  expect((await lapwing(['alerts', 'list', '--all', ...where])).out).toContain('ada@example.org: a sale');
  expect((await lapwing(['alerts', 'ack', '--all', '--reason', 'x', ...where])).out).toBe('0 acknowledged\n');
});

test('undoes: first dry, then for good', { timeout: 60_000 }, async () => {
  const scope = ['--rule', 'BadRule', '--from', '2026-01-05T12:00:00Z', '--to', '2026-01-05T13:00:00Z'];
  const dry = await lapwing(['undo', ...scope, '--dry-run', ...where]);
  expect(dry.out).toMatch(/^\d+ effects; \d labels would be put back\n/);
  expect(dry.out).toContain('verdicts cannot be undone: they were answers');
  const none = await lapwing(['undo', ...scope, '--version', 'f00', '--dry-run', '--json', ...where]);
  expect(none.json.effects).toBe(0);
  const undone = await lapwing(['undo', ...scope, '--reason', 'the rule was wrong', ...where]);
  expect([undone.code, undone.out]).toEqual([
    0,
    `${dry.out.split('\n').slice(0, 2).join('\n').replace('would be', 'were')}\n`,
  ]);
  const list = await lapwing(['undo', 'list', ...where]);
  expect(list.out).toMatch(/ada@example\.org +done +\d+ +the rule was wrong/);
});

test.each([
  [['halt'], /required option '--reason/],
  [['resume', '--reason', 'x'], /enforcement is not halted/],
  [['undo', '--rule', 'BadRule'], /--from and --to say of which time/],
  [['undo', '--rule', 'X', '--from', '2026-01-05', '--to', '2026-01-06'], /--reason says why/],
  [['held', 'release', '--reason', 'x'], /say which: ids, or rule and cause, or all/],
  [['alerts', 'ack', '--reason', 'x'], /say which: ids, or all/],
])('%j is refused with what is wrong', async (argv, message) => {
  const outcome = await lapwing([...argv, ...where]);
  expect([outcome.code, outcome.err]).toEqual([2, expect.stringMatching(message)]);
});

test('needs a person, and a server', async () => {
  const stranger = await lapwing(['halt', '--reason', 'x', ...where, '--as', 'eve@example.org']);
  expect([stranger.code, stranger.err]).toEqual([2, expect.stringContaining('there is no person eve@example.org')]);
  const nowhere = await lapwing(['halt', '--reason', 'x', ...where, '--server', 'http://127.0.0.1:9']);
  expect([nowhere.code, nowhere.err]).toEqual([2, expect.stringMatching(/^http:\/\/127\.0\.0\.1:9: /)]);
  const empty = await lapwing(['brakes', '--data', join(root, 'nothing')]);
  expect([empty.code, empty.err]).toEqual([2, expect.stringContaining('there are no accounts')]);
});
