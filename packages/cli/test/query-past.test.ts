/** `lapwing query` where rules ask lists and labels: as of each event, in a data directory, beside a server, and asked of it. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Accounts } from '@lapwing/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lapwing } from './support/command.ts';
import { startServerProcess } from './support/server-process.ts';

const RULES = `
UserId: Entity[str] = EntityJson(type='User', path='$.user')
Text: str = JsonData(path='$.text')
Big: int = JsonData(path='$.big')
LoudRule = Rule(when_all=[Text == 'LOUD'], description='loud')
WhenRules(rules_any=[LoudRule], then=[LabelAdd(entity=UserId, label='bad', expires_after=TimeDelta(minutes=3))])
`;

let home: string;
const at = (name: string) => join(home, name);
let events = 0;

/** Ten events, a minute apart: `hello` of three people, one of whom is loud at first. */
async function run(): Promise<void> {
  const lines = Array.from({ length: 10 }, (_, i) => {
    const n = events++;
    const time = new Date(Date.UTC(2026, 0, 5, 12, n)).toISOString();
    return `{"id":"e${n}","action":"post","time":"${time}","data":{"user":"u${n % 3}","text":"${i === 0 ? 'LOUD' : 'hello'}","big":9007199254740993}}`;
  });
  await writeFile(at('events.ndjson'), `${lines.join('\n')}\n`);
  const ran = await lapwing(['run', at('installation'), '--from', at('events.ndjson'), '--data', at('data')]);
  expect([ran.code, ran.err]).toEqual([0, '']);
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'lapwing-past-'));
  await mkdir(join(at('installation'), 'rules'), { recursive: true });
  await writeFile(join(at('installation'), 'lapwing.yaml'), 'brakes: {emergency: false}\n');
  await writeFile(join(at('installation'), 'rules', 'main.sml'), RULES);
  await writeFile(
    join(at('installation'), 'rules', 'config.yaml'),
    'labels: {bad: {valid_for: [User], connotation: negative, description: Bad}}\n',
  );
  const lists = async (...argv: string[]) => {
    const where = ['--data', at('data'), '--config', at('installation'), '--reason', 'a test'];
    expect((await lapwing(['lists', ...argv, ...where])).code).toBe(0);
  };
  await run();
  await lists('create', 'greetings', '--kind', 'words');
  await lists('add', 'greetings', 'hello', '--expires', '2026-01-05T12:15:30Z');
  await run();
  await lists('add', 'greetings', 'hello');
  await run();
  await lists('remove', 'greetings', 'hello');
  await run();
}, 120_000);
afterAll(() => rm(home, { recursive: true, force: true }));

const HELLO = "InList(list='greetings', value=Text)";
const BAD = "HasLabel(entity=UserId, label='bad')";
/** In the second run until the entry expired, in the third to the end. */
const GREETED = [...range(11, 15), ...range(21, 29)];
/** Who was loud within the three minutes and five seconds before. */
const LABELLED = [3, 13, 23, 33];

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

const idsIn = (rows: readonly { readonly __event_id: string }[]) =>
  rows.map((row) => Number(row.__event_id.slice(1))).sort((a, b) => a - b);

test('in the data directory', { timeout: 60_000 }, async () => {
  const ask = async (q: string) => {
    const { code, err, json } = await lapwing(['query', q, '--json', '--data', at('data')]);
    expect([code, err]).toEqual([0, '']);
    return idsIn(json);
  };
  expect(await ask(HELLO)).toEqual(GREETED);
  expect(await ask(BAD)).toEqual(LABELLED);
  expect(await ask(`${HELLO} and not ${BAD}`)).toEqual(GREETED.filter((n) => !LABELLED.includes(n)));
  const numbers = await lapwing(['query', HELLO, '--by', 'UserId', '--json', '--data', at('data')]);
  expect(numbers.json.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(GREETED.length);
});

test('of a server, with the same answer, and beside it', { timeout: 60_000 }, async () => {
  const accounts = new Accounts(join(at('data'), 'accounts.sqlite'));
  const key = accounts.createKey('tests').secret;
  accounts.close();
  const server = startServerProcess(at('installation'), at('data'));
  try {
    const { address } = await server.started;
    const remote = ['--server', address, '--key', key];
    for (const [q, expected] of [
      [HELLO, GREETED],
      [BAD, LABELLED],
    ] as const) {
      const there = await lapwing(['query', q, '--json', ...remote]);
      const here = await lapwing(['query', q, '--json', '--data', at('data')]);
      expect([there.err, idsIn(there.json)]).toEqual(['', expected]);
      expect(there.out).toBe(here.out);
    }
    for (const argv of [
      ['query', 'True', '--by', 'UserId', '--every', '10m', '--distinct', 'Text', '--percentile', 'Big:50'],
      ['query', 'True', '--since', '5m', '--columns', 'Big,Text', '--format', 'csv'],
      ['sql', 'SELECT Text, count(*) AS n FROM events GROUP BY 1 ORDER BY 2'],
    ]) {
      const there = await lapwing([...argv, ...remote]);
      expect([there.code, there.err]).toEqual([0, '']);
      expect(there.out).toBe((await lapwing([...argv, '--data', at('data')])).out);
    }
    const explained = await lapwing(['query', HELLO, '--explain', ...remote]);
    expect(explained.err).toContain(`evaluated on rows: ${HELLO}`);
    const written = await lapwing(['query', HELLO, '--columns', 'Big', '--out', at('out.csv'), ...remote]);
    expect([written.code, written.err]).toEqual([0, `written: ${at('out.csv')}\n`]);
    expect((await readFile(at('out.csv'), 'utf8')).trim().split('\n')).toHaveLength(GREETED.length + 1);
    const wrong = await lapwing(['query', 'Nope == 1', ...remote]);
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('Nope')]);
    const both = await lapwing(['query', 'True', ...remote, '--data', at('data')]);
    expect([both.code, both.err]).toEqual([2, expect.stringContaining('--server and --data: it is one of them')]);
    const stranger = await lapwing(['query', 'True', '--server', address, '--key', 'lw_wrong']);
    expect([stranger.code, stranger.err]).toEqual([2, expect.stringContaining('API key')]);
  } finally {
    await server.stop();
  }
});
