import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { IntegralFloat } from '@lapwing/sml';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mappingOf, readAll, readText, streamOf } from './helpers.ts';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'lapwing-test-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

async function writeParquet(name: string, select: string, options = ''): Promise<string> {
  const path = join(directory, name);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet${options})`);
  connection.closeSync();
  instance.closeSync();
  return path;
}

test('values keep their kind', async () => {
  const path = await writeParquet(
    'types.parquet',
    `SELECT 9007199254740993::BIGINT AS big, 7::INTEGER AS small, 5.0::DOUBLE AS whole, 0.5::FLOAT AS half, 'NaN'::DOUBLE AS nan,
      12.50::DECIMAL(10,2) AS price, true AS flag, 'é' AS text, NULL::VARCHAR AS nothing, TIMESTAMP '1969-12-31 23:59:59.9995' AS at,
      TIMESTAMPTZ '2020-01-01 00:00:00+00' AS zoned, TIMESTAMP_NS '2020-01-01 00:00:00.123456789' AS nanos, DATE '2020-02-03' AS day, 'ab'::BLOB AS bytes,
      [1::BIGINT, NULL] AS list, {'a': 1, 'b': [2.5::DOUBLE]} AS struct, MAP {'k': 1::BIGINT} AS map,
      18446744073709551615::UBIGINT AS huge`,
  );
  const { events, failure } = await readAll({
    input: { kind: 'file', path },
    mapping: mappingOf('action=const:row,time=zoned'),
  });
  expect(failure).toBeNull();
  expect(events[0]?.timeMillis).toBe(Date.UTC(2020, 0, 1));
  expect(events[0]?.data).toEqual({
    big: 9007199254740993n,
    small: 7,
    whole: new IntegralFloat(5),
    half: 0.5,
    nan: null,
    price: 12.5,
    flag: true,
    text: 'é',
    nothing: null,
    at: '1969-12-31T23:59:59.999Z',
    zoned: '2020-01-01T00:00:00.000Z',
    nanos: '2020-01-01T00:00:00.123Z',
    day: '2020-02-03',
    bytes: 'YWI=',
    list: [1, null],
    struct: { a: 1, b: [2.5] },
    map: { k: 1 },
    huge: 18446744073709551615n,
  });
});

test('rows come in order over row groups, with their numbers; bad ones are refused', async () => {
  const path = await writeParquet(
    'many [1].parquet',
    `SELECT i, CASE WHEN i = 5000 THEN NULL ELSE epoch_ms(1000000000000 + i) END AS at FROM range(20000) t(i)`,
    ', ROW_GROUP_SIZE 2048, COMPRESSION zstd',
  );
  const mapping = mappingOf('action=const:row,time=at,types.i=str');
  const { events, refused, progress } = await readAll({ input: { kind: 'file', path }, name: 'm', mapping });
  expect(events.map((event) => event.data['i'])).toEqual(
    Array.from({ length: 20000 }, (_, i) => String(i)).filter((i) => i !== '5000'),
  );
  expect(events[5000]?.id).toBe('m:5002');
  expect(refused).toMatchObject([{ place: { row: 5001, byteOffset: null }, refusal: { code: 'missing-time' } }]);
  expect(refused[0]?.raw.toString()).toBe('{"i":5000,"at":null}');
  const size = readFileSync(path).length;
  expect(progress).toEqual({ readBytes: size, totalBytes: size });
});

test('a compressed file and a stream are read as well', async () => {
  const path = await writeParquet('plain.parquet', `SELECT 'a' AS kind, TIMESTAMP '2020-01-01' AS at`);
  const mapping = mappingOf('action=kind,time=at');
  const bytes = readFileSync(path);
  for (const stored of [bytes, gzipSync(bytes)]) {
    const { events, failure } = await readAll({ input: { kind: 'stream', stream: streamOf(stored, 100) }, mapping });
    expect(failure).toBeNull();
    expect(events).toMatchObject([{ id: 'in:1', name: 'a' }]);
  }
});

test('a file that only begins like Parquet, or does not fit the mapping, fails', async () => {
  const mapping = mappingOf('action=kind,time=at');
  expect((await readText('PAR1 and no more', { mapping })).failure).toMatch(/parquet/i);
  const path = await writeParquet('other.parquet', 'SELECT 1 AS x');
  expect((await readAll({ input: { kind: 'file', path }, mapping })).failure).toMatch(
    /the mapping names "at", "kind", and the file's columns are x/,
  );
  expect((await readAll({ input: { kind: 'file', path } })).failure).toMatch(/needs a mapping/);
});
