/** Parquet in and out: the same data set as from text, the same complaints, and outputs with types. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type InputPaths,
  loadDataset,
  NotesError,
  runScoring,
  simulatePlatform,
  writeOutputs,
  writePlatform,
} from '../src/index.ts';
import { parquetParts, writeParquetOutputs } from '../src/parquet/index.ts';

const NOW = 1_786_000_000_000;
const READ = { parquet: parquetParts };
let home: string;
let texts: InputPaths;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'lapwing-parquet-'));
  const platform = simulatePlatform({ seed: 5, raters: 60, notes: 40, ratings: 900, now: NOW });
  texts = await writePlatform(join(home, 'text'), platform);
});
afterAll(() => rm(home, { recursive: true, force: true }));

async function sql(...statements: string[]): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  let rows: unknown[][] = [];
  for (const statement of statements) rows = (await connection.runAndReadAll(statement)).getRows();
  connection.closeSync();
  instance.closeSync();
  return rows;
}

/** A text file as Parquet, with DuckDB's own guess of types or with expressions in place of columns. */
async function converted(from: string, name: string, select = '*', sniffed = true): Promise<string> {
  const to = join(home, `${name}.parquet`);
  const options = `delim = '\t', header = true, nullstr = ''${sniffed ? '' : ', all_varchar = true'}`;
  await sql(`COPY (SELECT ${select} FROM read_csv('${from}', ${options})) TO '${to}' (FORMAT parquet)`);
  return to;
}

async function allConverted(): Promise<InputPaths> {
  return {
    notes: await converted(texts.notes, 'notes'),
    ratings: await converted(texts.ratings, 'ratings'),
    status: await converted(texts.status, 'status'),
    enrollment: await converted(texts.enrollment, 'enrollment'),
  };
}

describe('reading', () => {
  test('gives the data set that text gives', async () => {
    const paths = await allConverted();
    const [a, b] = [await loadDataset(texts), await loadDataset(paths, READ)];
    expect(b.ratings).toEqual(a.ratings);
    expect(b.participants).toEqual(a.participants);
    expect(b.history).toEqual(a.history);
    expect(b.notes).toEqual(a.notes);
    expect(a.ratings.count).toBeGreaterThan(300);
  });

  test('takes times, flags, and texts with tabs, quotes and lines for what they are', async () => {
    const select = `* REPLACE (make_timestamp(createdAtMillis::BIGINT * 1000) AS "createdAtMillis",
      chr(34) || 'x' || chr(9) || 'y' || chr(10) || 'ukraine' AS summary)`;
    const notes = await converted(texts.notes, 'odd-notes', select);
    const [a, b] = [await loadDataset(texts), await loadDataset({ ...texts, notes }, READ)];
    expect(b.notes.createdAt).toEqual(a.notes.createdAt);
    // The text of all of them is on one topic.
    expect(new Set(b.notes.topic)).toEqual(new Set([1]));
    const flags = await converted(
      texts.ratings,
      'flags',
      '* REPLACE (("helpfulClear"::INTEGER = 1) AS "helpfulClear")',
    );
    expect((await loadDataset({ ...texts, ratings: flags }, READ)).ratings).toEqual(a.ratings);
  });

  test('a directory of shards, and one without a row', async () => {
    const directory = join(home, 'shards');
    await mkdir(directory);
    for (const [shard, where] of ['< 30000000', '>= 30000000'].entries()) {
      const file = join(directory, `ratings-0000${shard}.parquet`);
      await sql(`COPY (SELECT * FROM read_csv('${texts.ratings}', delim = '\t', header = true, nullstr = '')
        WHERE hash("raterParticipantId") % 60000000 ${where}) TO '${file}' (FORMAT parquet)`);
    }
    const a = await loadDataset(texts);
    expect((await loadDataset({ ...texts, ratings: directory }, READ)).ratings).toEqual(a.ratings);
    const none = await converted(`${texts.ratings}`, 'none', '* EXCLUDE (version), version');
    await sql(
      `COPY (SELECT * FROM read_parquet('${none}') LIMIT 0) TO '${join(home, 'zero.parquet')}' (FORMAT parquet)`,
    );
    expect((await loadDataset({ ...texts, ratings: join(home, 'zero.parquet') }, READ)).ratings.count).toBe(0);
  });

  test.each([
    [
      'ids as doubles',
      '* REPLACE ("noteId"::DOUBLE AS "noteId")',
      /ratings-x\.parquet:2:1: noteId: "2.*" is not a decimal number of at most 64 bits/,
    ],
    ['a time that is none', `* REPLACE ('soon' AS "createdAtMillis")`, /:2:3: createdAtMillis: "soon" is not a number/],
    [
      'an endless time',
      `* REPLACE ('inf'::DOUBLE AS "createdAtMillis")`,
      /:2:3: createdAtMillis: "inf" is not a number/,
    ],
    ['no rater', '* EXCLUDE ("raterParticipantId")', /:1: this is no file of ratings: raterParticipantId missing/],
    ['a level that is none', `* REPLACE ('GREAT' AS "helpfulnessLevel")`, /:2:9: helpfulnessLevel: "GREAT" is none of/],
  ])('refuses %s with its place', async (_, select, message) => {
    const ratings = await converted(texts.ratings, 'ratings-x', select);
    await expect(loadDataset({ ...texts, ratings }, READ)).rejects.toThrow(message);
    await expect(loadDataset({ ...texts, ratings }, READ)).rejects.toBeInstanceOf(NotesError);
  });

  test('refuses what is damaged, and Parquet where no reader for it was given', async () => {
    const file = join(home, 'cut.parquet');
    await writeFile(file, 'PAR1 and no more');
    await expect(loadDataset({ ...texts, ratings: file }, READ)).rejects.toThrow(
      /cut\.parquet: cannot be read as Parquet/,
    );
    await expect(loadDataset({ ...texts, ratings: file })).rejects.toThrow(
      'is a Parquet file, and only text is read here',
    );
  });
});

test('outputs are written with types, ids beyond 2^53 to the last digit', async () => {
  const dataset = await loadDataset(texts);
  const directory = join(home, 'out');
  await writeOutputs(directory, dataset, runScoring(dataset, { now: NOW }));
  const written = await writeParquetOutputs(directory);
  expect(written).toHaveLength(4);
  expect((await readdir(directory)).filter((name) => !/\.(tsv|parquet)$/.test(name))).toEqual([]);
  const scored = join(directory, 'scored_notes.parquet');
  const [[ids, intercepts, status]] = (await sql(
    `SELECT string_agg("noteId"::VARCHAR, ',' ORDER BY "noteId"), typeof(any_value("coreNoteIntercept")), typeof(any_value("finalRatingStatus")) FROM '${scored}'`,
  )) as [[string, string, string]];
  expect(ids.split(',')).toEqual(
    Array.from({ length: dataset.notes.count }, (_, note) => dataset.notes.ids.text(note)),
  );
  expect([intercepts, status]).toEqual(['DOUBLE', 'VARCHAR']);
  const counts = await sql(
    `SELECT count(*), count("raterParticipantId") FROM '${join(directory, 'helpfulness_scores.parquet')}'`,
  );
  expect(Number(counts[0]![0])).toBe(Number(counts[0]![1]));
  await expect(writeParquetOutputs(join(home, 'nowhere'))).rejects.toThrow('cannot be written as Parquet');
});
