/** `lapwing run`: a whole example over a file, again, interrupted and resumed, and what the warehouse then answers. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { createGunzip, gzipSync } from 'node:zlib';
import { eventLines } from '@lapwing/simulator';
import { loadScenario } from '@lapwing/simulator/load';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { lapwing } from './support/command.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SAMPLE = join(ROOT, 'examples', 'sample');
const TWITTER = join(ROOT, 'examples', 'twitter-io');
const DATASETS = process.env['LAPWING_DATASETS'] ?? join(ROOT, '..', 'shared', 'data');
const TWEETS = join(DATASETS, 'ira', 'tweets.csv.gz');

let home: string;
let events: readonly string[];
const at = (name: string) => join(home, name);

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'lapwing-run-'));
  const scenario = { ...(await loadScenario('tiny')), recordsViews: false };
  events = [...eventLines({ scenario, seed: 7 })];
  await writeFile(at('tiny.ndjson'), `${events.join('\n')}\n`);
});
afterAll(() => rm(home, { recursive: true, force: true }));

const sql = async (data: string, text: string) => (await lapwing(['sql', text, '--data', data, '--json'])).json;
const count = async (data: string) => (await sql(data, 'SELECT count(*)::INTEGER AS n FROM events'))[0].n;

describe('the sample', () => {
  let first: Awaited<ReturnType<typeof lapwing>>;
  const bad = ['{"id":"cut', '', '{"id":"no-time","action":"post","data":{}}'];

  beforeAll(async () => {
    const [head = '', ...rest] = events;
    await writeFile(at('mixed.ndjson'), gzipSync([head, ...bad, ...rest, head].join('\n')));
    first = await lapwing(['run', SAMPLE, '--from', at('mixed.ndjson'), '--data', at('data'), '--json']);
  });

  test('ends with a summary whose numbers add up', () => {
    expect([first.code, first.err]).toEqual([0, '']);
    const summary = first.json;
    expect(summary).toMatchObject({
      read: events.length + 3,
      refused: 2,
      duplicates: 1,
      decided: events.length,
      evaluationErrors: 0,
    });
    expect(Object.keys(summary)).toEqual(
      expect.arrayContaining([
        'read',
        'refused',
        'decided',
        'seconds',
        'eventsPerSecond',
        'peakRssMb',
        'rules',
        'labels',
      ]),
    );
    expect(summary.seconds).toBeGreaterThan(0);
    expect(summary.eventsPerSecond).toBeGreaterThan(0);
    expect(summary.peakRssMb).toBeGreaterThan(20);
    expect(summary.rules.YoungLinkVelocityRule).toBeGreaterThan(0);
    expect(summary.labels['User/link_spam']).toBeGreaterThan(0);
    // One object on one line, and nothing else.
    expect(first.out.trim().split('\n')).toHaveLength(1);
  });

  test('keeps what was refused, with file, line and reason', async () => {
    const letters = (await readFile(join(at('data'), 'dead-letters.ndjson'), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(letters).toMatchObject([
      { file: 'mixed.ndjson', line: 2, code: 'invalid-json', raw: bad[0], path: null },
      { file: 'mixed.ndjson', line: 4, code: 'missing-time', raw: bad[2], path: '$.time' },
    ]);
    for (const { reason } of letters) expect(reason.length).toBeGreaterThan(10);
  });

  test('has every event in the warehouse, and the hits that the summary counts', async () => {
    expect(await count(at('data'))).toBe(events.length);
    const rows = await sql(
      at('data'),
      'SELECT rule, count(*)::INTEGER AS hits FROM (SELECT unnest("__hits") AS rule FROM events) GROUP BY 1',
    );
    const summary = Object.entries(first.json.rules).filter(([, hits]) => hits !== 0);
    expect(Object.fromEntries(rows.map(({ rule, hits }: { rule: string; hits: number }) => [rule, hits]))).toEqual(
      Object.fromEntries(summary),
    );
  });

  test('run again on the same data directory decides nothing and repeats no effect', async () => {
    const before = await effects(at('data'));
    expect(before.length).toBeGreaterThan(10);
    const again = await lapwing(['run', SAMPLE, '--from', at('mixed.ndjson'), '--data', at('data'), '--json']);
    expect(again.code).toBe(0);
    expect(again.json).toMatchObject({
      read: events.length + 3,
      refused: 2,
      duplicates: events.length + 1,
      decided: 0,
      labels: {},
    });
    expect(Object.values(again.json.rules).every((hits) => hits === 0)).toBe(true);
    expect(await effects(at('data'))).toEqual(before);
    expect(await count(at('data'))).toBe(events.length);
  });

  test('prints tables for people', async () => {
    const { code, out } = await lapwing(['run', SAMPLE, '--from', at('mixed.ndjson'), '--data', at('data')]);
    expect(code).toBe(0);
    expect(out).toMatch(/^rule +hits\n─+ +─+\n/);
    expect(out).toContain(`${(events.length + 1).toLocaleString('en')} seen before, 0 decided`);
    expect(out).toContain(join(at('data'), 'dead-letters.ndjson'));
  });
});

test('a run interrupted and taken up again ends like one that was not', async () => {
  const whole = await lapwing(['run', SAMPLE, '--from', at('tiny.ndjson'), '--data', at('whole'), '--json']);
  // Standard input stays open and silent: the signal alone ends the run.
  const child = run(['run', SAMPLE, '--from', '-', '--data', at('halves'), '--json']);
  const half = events.length >> 1;
  child.process.stdin?.write(`${events.slice(0, half).join('\n')}\n`);
  const applied = () =>
    effects(at('halves')).then(
      ({ length }) => length,
      () => 0,
    );
  await vi.waitUntil(async () => (await applied()) > 0, { timeout: 20_000, interval: 50 });
  child.process.kill('SIGINT');
  const { code, out, err } = await child.ended;
  expect(code).toBe(2);
  expect(err).toContain('interrupted');
  const { decided } = JSON.parse(out);
  expect(decided).toBeGreaterThan(0);
  expect(decided).toBeLessThan(events.length);

  const rest = await lapwing(['run', SAMPLE, '--from', at('tiny.ndjson'), '--data', at('halves'), '--json']);
  expect(rest.json).toMatchObject({ read: events.length, duplicates: decided, decided: events.length - decided });
  expect(await effects(at('halves'))).toEqual(await effects(at('whole')));
  expect(await count(at('halves'))).toBe(whole.json.decided);
});

test('files that cannot be read to their end: the others are, and the exit code says so', async () => {
  await writeFile(at('torn.ndjson.gz'), gzipSync(events.slice(0, 500).join('\n')).subarray(0, 2000));
  await writeFile(at('short.ndjson'), events.slice(500, 510).join('\n'));
  const { code, json, err } = await lapwing([
    'run',
    SAMPLE,
    '--from',
    at('gone.ndjson'),
    at('torn.ndjson.gz'),
    at('short.ndjson'),
    '--data',
    at('torn'),
    '--json',
  ]);
  expect(code).toBe(2);
  expect(json.decided).toBeGreaterThanOrEqual(10);
  expect(err + JSON.stringify(json)).toMatch(/gone\.ndjson/);
  expect(err + JSON.stringify(json)).toMatch(/torn\.ndjson\.gz/);
});

describe('questions', () => {
  beforeAll(async () => {
    await lapwing(['run', SAMPLE, '--from', at('tiny.ndjson'), '--data', at('asked'), '--json']);
  });
  const ask = (...argv: string[]) => lapwing([...argv, '--data', at('asked')]);

  test('in the rule language, as JSON, CSV and a table', async () => {
    const json = (
      await ask('query', 'HasLink and AccountAgeDays < 3', '--columns', 'UserId,LinkDomain', '--json', '--limit', '5')
    ).json;
    expect(json).toHaveLength(5);
    const { UserId } = json[0];
    const csv = (
      await ask('query', `UserId == '${UserId}' and HasLink`, '--columns', 'UserId,FirstLink', '--format', 'csv')
    ).out.split('\r\n');
    expect(csv[0]).toMatch(/UserId,FirstLink$/);
    expect(csv[1]).toContain(`${UserId},https://`);
    const table = await ask('query', `UserId == '${UserId}'`, '--limit', '1');
    expect(table.out).toMatch(/^__\w+.*\n─+/);
    expect(table.err).toContain('--limit shows more');
  });

  test('in SQL', async () => {
    const { json } = await ask(
      'sql',
      'SELECT "__action" AS action, count(*)::INTEGER AS n FROM events GROUP BY 1 ORDER BY 2 DESC',
      '--format',
      'json',
    );
    expect(json.reduce((sum: number, { n }: { n: number }) => sum + n, 0)).toBe(events.length);
    const csv = await ask(
      'sql',
      `SELECT 'a,"b"' AS quoted, NULL AS nothing, 9007199254740993 AS big`,
      '--format',
      'csv',
    );
    expect(csv.out).toBe('quoted,nothing,big\r\n"a,""b""",,9007199254740993\r\n');
    expect((await ask('sql', "SELECT 'x' AS a, 1 AS b")).out).toBe('a  b\n─  ─\nx  1\n');
    expect((await ask('sql', 'SELECT 9007199254740993 AS big, 2.0::DOUBLE AS d', '--json')).out).toContain(
      '"big":9007199254740993',
    );
  });

  test('that are none exit with 2 and say why', async () => {
    for (const [argv, problem] of [
      [['query', 'UserIdd == 1'], 'UserIdd'],
      [['query', 'UserId =='], ':1:'],
      [['query', "UserId == 'x'", '--columns', 'NoSuch'], 'NoSuch'],
      [['sql', 'SELEC 1'], 'SELEC'],
      [['sql', 'DROP TABLE events'], 'SELECT'],
    ] as const) {
      const { code, out, err } = await ask(...argv);
      expect([argv, code, out]).toEqual([argv, 2, '']);
      expect(err).toContain(problem);
      expect(err).not.toMatch(/\n {4}at /);
    }
  });

  test('with nothing found', async () => {
    expect(await ask('query', "UserId == 'nobody'", '--json')).toMatchObject({ code: 0, out: '[]\n' });
  });
});

/** The real file's first tweets; `shared/data` is not part of the project. */
test.runIf(existsSync(TWEETS))(
  `20,000 rows of ${TWEETS} through examples/twitter-io (skipped where that file is absent)`,
  async () => {
    const lines = createInterface({ input: createReadStream(TWEETS).pipe(createGunzip()), crlfDelay: Infinity });
    const output = createWriteStream(at('tweets.csv'));
    let written = 0;
    // Texts may hold line breaks inside of quotes: rows end where the quotes are even.
    let quotes = 0;
    for await (const line of lines) {
      output.write(`${line}\n`);
      quotes += line.split('"').length - 1;
      if (quotes % 2 === 0 && written++ === 20_000) break;
    }
    output.end();
    await once(output, 'close');
    const { code, json } = await lapwing([
      'run',
      TWITTER,
      '--from',
      at('tweets.csv'),
      '--data',
      at('tweets'),
      '--json',
    ]);
    expect(code).toBe(0);
    expect(json).toMatchObject({ read: 20_000, refused: 0, decided: 20_000, evaluationErrors: 0 });
    expect(Object.keys(json.rules).length).toBeGreaterThanOrEqual(15);
    expect(Object.values<number>(json.rules).filter((hits) => hits > 0).length).toBeGreaterThan(5);
    expect(await count(at('tweets'))).toBe(20_000);
    const again = await lapwing(['run', TWITTER, '--from', at('tweets.csv'), '--data', at('tweets'), '--json']);
    expect(again.json).toMatchObject({ decided: 0, duplicates: 20_000 });
  },
);

/** Ids of the effects that were applied, with what came of them. */
async function effects(data: string): Promise<readonly string[]> {
  const database = new DatabaseSync(join(data, 'effects.sqlite'), { readOnly: true });
  try {
    const rows = database
      .prepare("SELECT hex(id) || ' ' || coalesce(outcome, kind) AS line FROM effect ORDER BY 1")
      .all();
    return rows.map(({ line }) => String(line));
  } finally {
    database.close();
  }
}

interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;
}

function run(argv: readonly string[]): Running {
  const child = spawn(process.execPath, [join(ROOT, 'packages', 'cli', 'bin', 'lapwing.js'), ...argv], {
    stdio: 'pipe',
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  return { process: child, ended: once(child, 'close').then(([code]) => ({ code, out, err })) };
}
