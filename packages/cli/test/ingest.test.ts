/** `lapwing ingest`: files and standard input into a data directory or to a server, with a mapping where they need one. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventOf, startServer, type TestServer, writeFiles } from '../../server/test/support/server.ts';
import { lapwing } from './support/command.ts';

const MAP = 'action=const:post,time=when,data.user_id=who,data.text=text,types.score=int,data.score=score';
let home: string;
let project: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'lapwing-ingest-'));
  project = join(home, 'project');
  await writeFiles(project, {
    'lapwing.yaml': 'name: tests\n',
    'rules/main.sml': `UserId: Entity[str] = EntityJson(type='User', path='$.user_id')
Text: str = JsonData(path='$.text', required=False)
Score: int = JsonData(path='$.score', required=False)
Posts = IncrementWindow(key=f'posts-{UserId}', window_seconds=3600, when_all=[UserId != ''])
SpamRule = Rule(when_all=[Text == 'buy now'], description='spam')
`,
  });
});
afterAll(() => rm(home, { recursive: true, force: true }));

const at = (name: string) => join(home, name);
const ingest = (data: string, argv: readonly string[], input = '') =>
  lapwing(['ingest', ...argv, '--config', project, '--data', at(data), '--json'], input);
const sql = async (data: string, text: string) => (await lapwing(['sql', text, '--data', at(data), '--json'])).json;
const counts = (read: number, accepted: number, refused = 0, duplicates = 0) => ({
  read,
  accepted,
  refused,
  duplicates,
  failures: [],
  interrupted: false,
});

test('CSV with a constant action: equal rows are separate events, and a second time nothing is', async () => {
  const row = 'ann,buy now,2026-01-05T12:00:00Z,7\n';
  await writeFile(
    at('log.csv'),
    `who,text,when,score\n${row}${row}${row}"bo, b","two\nlines",1767614400,x\n,,never,1\n`,
  );
  const first = await ingest('csv', [at('log.csv'), '--map', MAP]);
  expect([first.code, first.json]).toEqual([0, counts(5, 3, 2)]);
  expect(
    await sql(
      'csv',
      'SELECT "__event_id" AS id, "__action" AS action, "Score" AS score, "Posts" AS posts FROM events ORDER BY 1',
    ),
  ).toEqual([
    { id: 'log.csv:1', action: 'post', score: 7, posts: 1 },
    { id: 'log.csv:2', action: 'post', score: 7, posts: 2 },
    { id: 'log.csv:3', action: 'post', score: 7, posts: 3 },
  ]);
  const letters = (await readFile(join(at('csv'), 'dead-letters.ndjson'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(letters).toMatchObject([
    { file: 'log.csv', line: 5, row: 4, code: 'wrong-type', raw: '"bo, b","two\nlines",1767614400,x' },
    { file: 'log.csv', line: 7, row: 5 },
  ]);
  expect((await ingest('csv', [at('log.csv'), '--map', MAP])).json).toEqual(counts(5, 0, 2, 3));
});

test('a mapping in a file, and from `lapwing.yaml`', async () => {
  await writeFile(at('tabs.tsv'), 'kind\tat\tuser_id\nlogin\t1767614400\tann\n');
  await writeFile(at('map.yaml'), 'action: kind\ntime: at\ndata: [user_id]\ndelimiter: tab\n');
  expect((await ingest('tabs', [at('tabs.tsv'), '--map', at('map.yaml')])).json).toEqual(counts(1, 1));
  expect(await sql('tabs', 'SELECT "__action" AS action, "UserId" AS user FROM events')).toEqual([
    { action: 'login', user: 'ann' },
  ]);
});

test('compressed envelopes, several files, and standard input', async () => {
  await writeFile(at('a.ndjson.gz'), gzipSync(`${eventOf('a', { user_id: 'ann' })}\n`));
  await writeFile(at('b.ndjson.zst'), zstdCompressSync(`${eventOf('b', { user_id: 'ann' })}\n`));
  const result = await ingest(
    'many',
    [at('a.ndjson.gz'), '-', at('b.ndjson.zst')],
    `${eventOf('c', { user_id: 'bob' })}\nbad\n`,
  );
  expect(result.json).toEqual(counts(4, 3, 1));
  expect(
    (await sql('many', 'SELECT "__event_id" AS id FROM events ORDER BY "__position"')).map(
      ({ id }: { id: string }) => id,
    ),
  ).toEqual(['a', 'c', 'b']);
  expect(await readFile(join(at('many'), 'dead-letters.ndjson'), 'utf8')).toMatch(/^\{"file":"stdin","line":2,/);
});

test('two files of one name do not share derived ids', async () => {
  for (const day of ['monday', 'tuesday']) {
    await mkdir(at(day), { recursive: true });
    await writeFile(join(at(day), 'log.csv'), `who,text,when,score\n${day},hi,1767614400,1\n`);
    await writeFile(join(at(day), 'ids.ndjson'), eventOf(day, { user_id: day }));
    await writeFile(join(at(day), 'none.ndjson'), eventOf(undefined, { user_id: day }));
  }
  const files = (name: string) => [join(at('monday'), name), join(at('tuesday'), name)];
  const both = await ingest('names', [...files('log.csv'), '--map', MAP]);
  expect([both.code, both.json.accepted]).toEqual([2, 1]);
  expect(both.err).toContain(join('tuesday', 'log.csv'));
  expect(both.err).toContain('log.csv:1');
  expect(await ingest('names', files('none.ndjson'))).toMatchObject({ code: 2, json: { accepted: 1 } });
  // Rows that bring an id are told apart by it.
  expect(await ingest('names', files('ids.ndjson'))).toMatchObject({ code: 0, json: counts(2, 2) });
  expect(await ingest('mapped', [...files('log.csv'), '--map', `${MAP},id=who`])).toMatchObject({
    code: 0,
    json: counts(2, 2),
  });
});

test('rows of standard input that another input had the numbers of are not passed over in silence', async () => {
  const rows = (who: string) => `who,text,when,score\n${who},hi,1767614400,1\n`;
  const first = await ingest('piped', ['-', '--map', MAP], rows('ann'));
  expect([first.json, first.err]).toEqual([counts(1, 1), '']);
  const second = await ingest('piped', ['-', '--map', MAP], rows('bob'));
  expect([second.code, second.json]).toEqual([0, counts(1, 0, 0, 1)]);
  expect(second.err).toContain('1 rows of standard input have no id');
});

test('what does not fit is a failure of its file, not of the others', async () => {
  await writeFile(at('other.csv'), 'a,b\n1,2\n');
  const { code, json, err } = await ingest('unfit', [at('other.csv'), at('gone.csv'), at('log.csv'), '--map', MAP]);
  expect(code).toBe(2);
  expect(json.accepted).toBe(3);
  expect(json.failures.map(({ source }: { source: string }) => source)).toEqual(['other.csv', 'gone.csv']);
  expect(err).toMatch(/other\.csv: .*when/);
  expect(err).toMatch(/gone\.csv: /);
});

test('one process owns a data directory', async () => {
  const { openSystem, loadConfig } = await import('@lapwing/server');
  const system = await openSystem({
    config: await loadConfig(project, {}),
    dataDirectory: at('owned'),
    onWarning: () => {},
  });
  try {
    const { code, err } = await ingest('owned', ['-'], eventOf('x', { user_id: 'x' }));
    expect(code).toBe(2);
    expect(err).toMatch(/in use|another process|locked/);
    expect(err).not.toMatch(/\n {4}at /);
  } finally {
    await system.close();
  }
});

test('to a server that runs', async () => {
  const server: TestServer = await startServer();
  try {
    const lines = [
      eventOf('s-1', { user_id: 'ann' }),
      'bad',
      eventOf('s-2', { user_id: 'bob' }),
      eventOf('s-1', { user_id: 'ann' }),
    ];
    const send = (...argv: string[]) =>
      lapwing(['ingest', '-', '--server', server.url, '--json', ...argv], lines.join('\n'));
    expect(await send('--key', server.key)).toMatchObject({
      code: 0,
      json: counts(4, 2, 1, 1),
      err: expect.stringContaining('stdin:2'),
    });
    expect(await send('--key', server.key)).toMatchObject({ code: 0, json: counts(4, 0, 1, 3) });
    await server.settled();
    expect((await server.get('/v1/events/s-2')).json.input).toEqual({ user_id: 'bob' });
    expect((await server.get('/v1/events/s-2')).json.features).toContainEqual(
      expect.objectContaining({ name: 'UserId', value: 'bob' }),
    );

    const refused = await send('--key', 'lw_wrong');
    expect([refused.code, refused.out]).toEqual([2, '']);
    expect(refused.err).toContain('401');

    const rows = `who,text,when,score\n${'cy,hi,1767614400,9007199254740993\n'.repeat(2)}`;
    await writeFile(at('sent.csv'), rows);
    const mapped = await lapwing([
      'ingest',
      at('sent.csv'),
      '--map',
      MAP,
      '--server',
      server.url,
      '--key',
      server.key,
      '--json',
    ]);
    expect(mapped.json).toEqual(counts(2, 2));
    await server.settled();
    expect((await server.get('/v1/events/sent.csv%3A2')).text).toContain('"score":9007199254740993');
  } finally {
    await server.close();
  }
  const gone = await lapwing(['ingest', '-', '--server', server.url, '--key', 'k'], eventOf('x', {}));
  expect(gone.code).toBe(2);
  expect(gone.err).toContain('/v1/events: ');
});
