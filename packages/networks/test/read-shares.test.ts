/** Files as shares: formats, times, empty cells, and what is wrong with a file. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type NamedShares, readShares } from '../src/index.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lapwing-networks-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, content);
  return path;
}

async function copyTo(path: string, select: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
}

const COLUMNS = { actor: 'who', object: 'what', time: 'when' };

function rowsOf({ shares, actorNames, objectNames }: NamedShares): (string | number)[][] {
  return Array.from(shares.actor, (actor, row) => [
    actorNames[actor]!,
    objectNames[shares.object[row]!]!,
    shares.timeMillis[row]!,
  ]).sort((a, b) => Number(a[2]) - Number(b[2]));
}

const CSV =
  'when,who,what\n1600000000,ana,"a, b"\n1600000001.5,"10",x\n1600000002000,ana,x\n2020-09-13T12:26:43Z,zoë,x\n';
const EXPECTED = [
  ['ana', 'a, b', 1_600_000_000_000],
  ['10', 'x', 1_600_000_001_500],
  ['ana', 'x', 1_600_000_002_000],
  ['zoë', 'x', 1_600_000_003_000],
];

describe('the same shares', () => {
  it('from CSV, plain and compressed, and from a name that is a pattern', async () => {
    for (const path of [
      await file('a.csv', CSV),
      await file('a.csv.gz', gzipSync(CSV)),
      await file('a[1]*.csv', CSV),
    ]) {
      expect(rowsOf(await readShares(path, COLUMNS))).toEqual(EXPECTED);
    }
  });

  it('from text without names for its columns', async () => {
    const path = await file('bare.txt', 'ana x 1600000000 RT\nbo x 1600000001 RT\nbo x 1600000002 MT\n');
    const layout = { delimiter: ' ', names: ['who', 'what', 'when', 'kind'] };
    const read = await readShares(path, { ...COLUMNS, where: { column: 'kind', is: 'RT' } }, layout);
    expect(rowsOf(read)).toEqual([
      ['ana', 'x', 1_600_000_000_000],
      ['bo', 'x', 1_600_000_001_000],
    ]);
  });

  it('from NDJSON, numbers and texts alike', async () => {
    const path = await file(
      'a.ndjson',
      '{"who":1,"what":"x","when":1600000000}\n{"who":"1","what":"x","when":"1600000001"}\n',
    );
    const { shares, actorNames } = await readShares(path, COLUMNS);
    expect([actorNames, shares.actor.length]).toEqual([['1'], 2]);
  });

  it('from Parquet with typed times', async () => {
    const path = join(directory, 'a.parquet');
    await copyTo(path, `SELECT 7 AS who, 'x' AS what, TIMESTAMP '2020-09-13 12:26:40.25' AS "when"`);
    expect(rowsOf(await readShares(path, COLUMNS))).toEqual([['7', 'x', 1_600_000_000_250]]);
  });
});

it('takes times with a zone for what they are, whatever the zone of the machine', async () => {
  const path = join(directory, 'zoned.parquet');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(
    `COPY (SELECT 'a' AS who, 'x' AS what, TIMESTAMPTZ '2020-09-13 14:26:40+02' AS "when") TO '${path}' (FORMAT parquet)`,
  );
  connection.closeSync();
  // In a process of its own: a zone is taken up once.
  const module = JSON.stringify(new URL('../src/index.ts', import.meta.url).href);
  const code = `import { readShares } from ${module};
    const { shares } = await readShares(${JSON.stringify(path)}, ${JSON.stringify(COLUMNS)});
    console.log(shares.timeMillis[0]);`;
  const env = { ...process.env, TZ: 'Asia/Tokyo' };
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8', env });
  expect(Number(printed)).toBe(1_600_000_000_000);
});

describe('rows', () => {
  it('without actor, object or time are counted and left out: nothing is no object that people share', async () => {
    const path = await file('empty.csv', 'who,what,when\nana,,1\n,x,1\nana,x,\nana,x,1\n');
    const { rows, empty, shares } = await readShares(path, COLUMNS);
    expect([rows, empty, shares.actor.length]).toEqual([4, 3, 1]);
  });

  it('with NaN for a number are as those with nothing', async () => {
    const path = join(directory, 'nan.parquet');
    await copyTo(
      path,
      `SELECT * FROM (VALUES (1.5::DOUBLE, 'x', 1::DOUBLE), ('nan', 'x', 1), (1.5, 'x', 'nan')) AS t (who, what, "when")`,
    );
    const { rows, empty, actorNames } = await readShares(path, COLUMNS);
    expect([rows, empty, actorNames]).toEqual([3, 2, ['1.5']]);
  });

  it('of one message have its number; those without are messages of their own', async () => {
    const path = await file('messages.csv', 'who,what,when,post\nana,x,1,p1\nana,y,1,p1\nbo,x,1,\nbo,y,1,\n');
    const { message } = (await readShares(path, { ...COLUMNS, message: 'post' })).shares;
    const [a, b, c, d] = [...message!];
    expect([a === b, new Set([a, c, d]).size]).toEqual([true, 3]);
  });
});

describe('what is wrong is said', () => {
  it.each([
    ['a column that is not there', 'who,what\nana,x\n', COLUMNS, 'has no column "when"; its columns are who, what'],
    ['a time that is none', 'who,what,when\nana,x,1\nbo,y,soon\n', COLUMNS, 'row 2: when "soon" is no time'],
    ['microseconds', 'who,what,when\nana,x,1600000000000000\n', COLUMNS, 'row 1: when "1600000000000000" is no time'],
    ['a time without an end', 'who,what,when\nana,x,1\nana,x,inf\n', COLUMNS, 'row 2: when "inf" is no time'],
  ])('%s', async (name, text, columns, message) => {
    await expect(readShares(await file(`${name}.csv`, text), columns)).rejects.toThrow(message);
  });

  it('a file that is not there, and one that is no Parquet', async () => {
    await expect(readShares(join(directory, 'none.csv'), COLUMNS)).rejects.toThrow('cannot be read: ENOENT');
    await expect(readShares(await file('text.parquet', 'text'), COLUMNS)).rejects.toThrow(
      'text.parquet cannot be read:',
    );
  });

  it('a row among those that were asked for', async () => {
    const path = await file('kinds.csv', 'who,what,when,kind\nana,x,1,MT\nana,x,soon,RT\n');
    await expect(readShares(path, { ...COLUMNS, where: { column: 'kind', is: 'RT' } })).rejects.toThrow(
      'row 1 of those with kind "RT": when "soon" is no time',
    );
  });

  it('why a line cannot be read', async () => {
    const path = await file('latin-1.csv', Buffer.from('who,what,when\nzo\xeb,x,1\n', 'latin1'));
    await expect(readShares(path, COLUMNS)).rejects.toThrow(/Line: 2: Invalid unicode/);
  });

  it('a gzip file that was cut off: what is left of it is not all of it', async () => {
    const whole = gzipSync(`who,what,when\n${'ana,x,1\n'.repeat(100_000)}`);
    const path = await file('cut.csv.gz', whole.subarray(0, whole.length / 2));
    await expect(readShares(path, COLUMNS)).rejects.toThrow('cut.csv.gz cannot be read: unexpected end of file');
  });
});
