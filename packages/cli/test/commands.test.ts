/** What holds for every command: help, options that are none, exit codes, and errors that say what is wrong. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lapwing } from './support/command.ts';

const SAMPLE = fileURLToPath(new URL('../../../examples/sample', import.meta.url));
const COMMANDS = [
  'alerts ack',
  'alerts list',
  'start',
  'run',
  'ingest',
  'query',
  'sql',
  'backtest',
  'lists ls',
  'lists show',
  'lists create',
  'lists add',
  'lists remove',
  'lists import',
  'lists export',
  'lists test',
  'lists versions',
  'lists diff',
  'lists rollback',
  'model evaluate',
  'networks coaction',
  'networks clusters',
  'networks chains',
  'networks layers',
  'networks lockstep',
  'networks link',
  'networks coortweet',
  'networks calibrate',
  'networks trust',
  'notes score',
  'notes diff',
  'notes factors',
  'notes live',
  'notes resistance',
  'rules check',
  'rules fmt',
  'rules explain',
  'rules docs',
  'rules graph',
  'rules lsp',
  'rules golden',
  'rules test',
  'rules backfill',
  'simulate score',
  'rules versions',
  'rules diff',
  'rules rollback',
  'rules follow',
  'rollout status',
  'rollout history',
  'rollout compare',
  'rollout backtest',
  'rollout promote',
  'rollout candidate start',
  'rollout candidate withdraw',
  'halt',
  'resume',
  'brakes',
  'held list',
  'held release',
  'held drop',
  'undo list',
  'key create',
  'key list',
  'key revoke',
  'person add',
  'person list',
].map((name) => name.split(' '));
const GROUPS = [
  [],
  ['lists'],
  ['networks'],
  ['rules'],
  ['key'],
  ['person'],
  ['rollout'],
  ['rollout', 'candidate'],
  ['held'],
];

let data: string;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'lapwing-commands-'));
});
afterAll(() => rm(data, { recursive: true, force: true }));

/** Names under "Commands:" in a help text. */
function listed(help: string): readonly string[] {
  const [, commands = ''] = help.split(/^Commands:\n/m);
  return [...commands.matchAll(/^ {2}(\w+)/gm)].map(([, name = '']) => name).filter((name) => name !== 'help');
}

test('the list of commands here is the whole list', { timeout: 120_000 }, async () => {
  const leaves: string[][] = [];
  const walk = async (path: readonly string[]): Promise<void> => {
    const names = listed((await lapwing([...path, '--help'])).out);
    if (names.length === 0) leaves.push([...path]);
    for (const name of names) await walk([...path, name]);
  };
  await walk([]);
  expect(leaves.map(String).toSorted()).toEqual(COMMANDS.map(String).toSorted());
});

describe.each(COMMANDS.map((command) => ({ name: command.join(' '), command })))('$name', ({ command }) => {
  test('has help that names --json, and refuses what it does not know', async () => {
    const help = await lapwing([...command, '--help']);
    expect([help.code, help.err]).toEqual([0, '']);
    expect(help.out).toContain(`Usage: lapwing ${command.join(' ')}`);
    expect(help.out).toContain('--json');
    expect(help.out).toMatch(/\n\n\S.{8,}/);
    const unknown = await lapwing([...command, '--no-such-option']);
    expect([unknown.code, unknown.out]).toEqual([2, '']);
    // Where an option is required, that one is missed first.
    const missed = /unknown option '--no-such-option'|required option '--\w+ <(file|dir|column|text|state|kind)/;
    expect(unknown.err).toMatch(missed);
  });
});

test.each(GROUPS.map((group) => ({ group })))(
  'the group $group lists its commands and refuses others',
  async ({ group }) => {
    expect((await lapwing([...group, '--help'])).code).toBe(0);
    const unknown = await lapwing([...group, 'no-such-command']);
    expect([unknown.code, unknown.out]).toEqual([2, '']);
    expect(unknown.err).toContain('no-such-command');
    const nothing = await lapwing(group);
    expect(nothing.code).toBe(2);
    expect(nothing.err + nothing.out).toContain('Usage: lapwing');
  },
);

test('the version', async () => {
  const { code, out } = await lapwing(['--version']);
  expect([code, out]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
});

test('arguments that are missing, or too many, or no numbers', async () => {
  for (const [argv, problem] of [
    [['run', SAMPLE], '--from'],
    [['run', '--from', 'x'], 'directory'],
    [['ingest'], 'file'],
    [['query'], 'expression'],
    [['sql'], 'select'],
    [['sql', 'SELECT 1', 'more'], 'too many arguments'],
    [['key', 'create'], 'name'],
    [['sql', 'SELECT 1', '--limit', 'many', '--data', data], '--limit: many'],
    [['sql', 'SELECT 1', '--format', 'xml', '--data', data], 'xml'],
    [['person', 'add', 'a@b.example', '--role', 'king', '--data', data], 'king'],
    [['start', SAMPLE, '--port', 'http', '--data', data], '--port: http'],
  ] as const) {
    const { code, out, err } = await lapwing(argv);
    expect([argv, code, out]).toEqual([argv, 2, '']);
    expect(err).toContain(problem);
  }
});

test('what is not there is named, without a stack', async () => {
  for (const [argv, problem] of [
    [['run', '/nowhere', '--from', 'x', '--data', data], '/nowhere/lapwing.yaml'],
    [['ingest', 'x', '--config', '/nowhere', '--data', data], '/nowhere/lapwing.yaml'],
    [['start', '/nowhere', '--data', data], '/nowhere/lapwing.yaml'],
    [['query', 'Score > 1', '--data', '/nowhere'], '/nowhere'],
    [['sql', 'SELECT 1', '--data', '/nowhere'], '/nowhere'],
    [['rules', 'check', '/nowhere'], '/nowhere'],
    [['ingest', 'x', '--map', '/nowhere.yaml', '--config', SAMPLE, '--data', data], '/nowhere.yaml'],
    [['ingest', 'x', '--map', 'action=a', '--config', SAMPLE, '--data', data], '--map: time: missing'],
    [['ingest', 'x', '--server', 'http://127.0.0.1:1'], 'LAPWING_KEY'],
    [['ingest', '-', '--server', 'no address', '--key', 'k'], 'no address'],
  ] as const) {
    const { code, err } = await lapwing(argv, '{"id":"a","action":"x","time":0,"data":{}}\n');
    expect([argv, code]).toEqual([argv, 2]);
    expect(err).toContain(problem);
    expect(err).not.toMatch(/\n {4}at /);
  }
});

test('keys: made, listed, revoked once', async () => {
  const made = (await lapwing(['key', 'create', 'my platform', '--data', data, '--json'])).json;
  expect(made).toEqual({
    id: expect.any(String),
    name: 'my platform',
    secret: expect.stringMatching(/^lw_[\w-]{43}$/),
  });
  const plain = await lapwing(['key', 'create', 'other', '--data', data]);
  expect(plain.out.split('\n')[0]).toMatch(/^lw_[\w-]{43}$/);
  const keys = (await lapwing(['key', 'list', '--data', data, '--json'])).json;
  expect(keys.map(({ name }: { name: string }) => name)).toEqual(['my platform', 'other']);
  expect(JSON.stringify(keys)).not.toContain('lw_');
  expect((await lapwing(['key', 'list', '--data', data])).out).toContain('my platform');
  expect(await lapwing(['key', 'revoke', made.id, '--data', data, '--json'])).toMatchObject({
    code: 0,
    out: '{"revoked":true}\n',
  });
  expect(await lapwing(['key', 'revoke', made.id, '--data', data, '--json'])).toMatchObject({
    code: 1,
    out: '{"revoked":false}\n',
  });
  expect((await lapwing(['key', 'revoke', 'nothing', '--data', data])).code).toBe(1);
  expect((await lapwing(['key', 'list', '--data', data, '--json'])).json).toHaveLength(1);
});

test('people: with a password of some length, from standard input', async () => {
  const add = (email: string, password: string) =>
    lapwing(['person', 'add', email, '--data', data, '--json', '--role', 'analyst'], password);
  expect(await add('ana@example.org', 'long enough\n')).toMatchObject({
    code: 0,
    json: { email: 'ana@example.org', role: 'analyst', teams: [] },
  });
  expect(await add('bob@example.org', 'short\n')).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringContaining('10 characters'),
  });
  expect(await add('bob@example.org', '')).toMatchObject({ code: 2, err: expect.stringContaining('no password') });
  expect(await add('nobody', 'long enough\n')).toMatchObject({ code: 2, err: expect.stringContaining('nobody') });
});

test('checks answer 0 for yes and 1 for no', async () => {
  expect((await lapwing(['rules', 'check', SAMPLE, '--json'])).code).toBe(0);
  expect((await lapwing(['rules', 'test', SAMPLE, '--json'])).code).toBe(0);
  expect((await lapwing(['rules', 'fmt', SAMPLE, '--check', '--json'])).code).toBe(0);
});
