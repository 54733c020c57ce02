/** Analysts' SQL: what it may do, and everything that it must not. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { INT, STR } from '@lapwing/sml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWarehouse, openWarehouseReader, type Warehouse } from '../src/index.ts';
import { batch, features, row } from './rows.ts';

const path = mkdtempSync(join(tmpdir(), 'lapwing-warehouse-'));
const secret = join(path, 'secret.csv');
let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openWarehouse(path);
  writeFileSync(secret, 'a,b\n1,2\n');
  const list = features({ UserId: STR, Big: INT });
  const rows = [...Array(100).keys()].map((i) => row(i, [`u${i % 3}`, i === 0 ? 9007199254740993n : i]));
  await warehouse.append(batch(list, rows.slice(0, 50)));
  await warehouse.flush();
  await warehouse.append(batch(list, rows.slice(50)));
});

afterAll(async () => {
  await warehouse.close();
  rmSync(path, { recursive: true, force: true });
});

describe('what analysts write works', () => {
  const cases: Record<string, [string, unknown]> = {
    aggregates: [
      'SELECT UserId, count(*) FROM events GROUP BY ALL ORDER BY 1',
      [
        ['u0', 34],
        ['u1', 33],
        ['u2', 33],
      ],
    ],
    'big integers': ['SELECT max(Big), sum(Big) FROM events', [[9007199254740993n, 9007199254745943n]]],
    'common table expressions': [
      'WITH x AS (SELECT UserId u FROM events), y AS (SELECT u FROM x) SELECT count(*) FROM y',
      [[100]],
    ],
    recursion: [
      'WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT sum(n) FROM t',
      [[15]],
    ],
    joins: ['SELECT count(*) FROM events a JOIN events b USING (__position)', [[100]]],
    subqueries: ['SELECT (SELECT max(Big) FROM events WHERE Big < 10) m', [[9]]],
    'set operations': ['SELECT 1 AS n UNION SELECT 2 INTERSECT SELECT 2 ORDER BY 1', [[1], [2]]],
    windows: ['SELECT row_number() OVER (ORDER BY __time) FROM events LIMIT 2', [[1], [2]]],
    'from first': ['FROM events SELECT count(*)', [[100]]],
    'rows out of nothing': ['SELECT count(*) FROM range(5), (VALUES (1), (2)) v(x)', [[10]]],
    'lists and structs': ["SELECT [1, 2], {'a': 1, 'b': 'x'}, MAP {'k': 2}", [[[1, 2], { a: 1, b: 'x' }, [['k', 2]]]]],
    times: [
      "SELECT min(__time), DATE '2026-01-02', TIMESTAMP '1969-12-31 23:59:59.999999' FROM events",
      [['2026-01-02T03:04:05.678Z', '2026-01-02', '1969-12-31T23:59:59.999999Z']],
    ],
    decimals: ['SELECT 1.5, 12345678901234567890123::DECIMAL(38,0), NULL', [[1.5, 12345678901234567890123n, null]]],
    'a quoted EVENTS': ['SELECT count(*) FROM "Events"', [[100]]],
  };
  for (const [name, [text, rows]] of Object.entries(cases)) {
    test(name, async () => {
      expect((await warehouse.sql(text)).rows).toEqual(rows);
    });
  }

  test('the limit cuts and says so', async () => {
    const some = await warehouse.sql('SELECT __position FROM events ORDER BY 1', { limit: 7 });
    expect(some.rows.flat()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(some.truncated).toBe(true);
    expect((await warehouse.sql('SELECT 1 FROM events', { limit: 100 })).truncated).toBe(false);
    await expect(warehouse.sql('SELECT 1', { limit: 1e9 })).rejects.toMatchObject({ kind: 'invalid' });
  });
});

describe('nothing else does', () => {
  const refused = [
    `SELECT * FROM '${secret}'`,
    `SELECT * FROM read_csv('${secret}')`,
    `SELECT * FROM "${secret}"`,
    `SELECT content FROM read_text('${secret}')`,
    `SELECT (SELECT content FROM read_blob('${secret}'))`,
    `SELECT * FROM glob('${path}/*')`,
    `SELECT * FROM read_parquet('${path}/files/*.parquet')`,
    `SELECT * FROM parquet_metadata('${path}/files/000000001.parquet')`,
    `SELECT * FROM sniff_csv('${secret}')`,
    `WITH "${secret}" AS (SELECT 1) SELECT * FROM "${secret}"`,
    `WITH a AS (SELECT * FROM '${secret}') SELECT * FROM a`,
    `SELECT 1 WHERE EXISTS (SELECT * FROM '${secret}')`,
    `SELECT 1 UNION ALL SELECT a FROM '${secret}'`,
    `SELECT * FROM events ORDER BY (SELECT a FROM '${secret}')`,
    `SELECT list_transform([1], lambda x : (SELECT a FROM '${secret}'))`,
    `SELECT * FROM (SELECT * FROM events) LEFT JOIN '${secret}' ON true`,
    `SELECT * FROM events, LATERAL (SELECT * FROM '${secret}')`,
    `PIVOT events ON UserId USING count(*)`,
    `COPY (SELECT 1) TO '${path}/files/evil.csv'`,
    `COPY events TO '${path}/files/evil.parquet'`,
    `EXPORT DATABASE '${path}/files/evil'`,
    `ATTACH '${path}/files/evil.db'`,
    `ATTACH '${path}/manifest.sqlite' (TYPE sqlite)`,
    'CREATE TABLE t AS SELECT 1',
    'CREATE OR REPLACE TEMP VIEW events AS SELECT 1',
    "CREATE MACRO m() AS 'x'",
    'INSERT INTO segment_1 SELECT * FROM events',
    'DELETE FROM segment_1',
    'UPDATE segment_1 SET UserId = 1',
    'DROP TABLE segment_1',
    'SELECT * FROM segment_1',
    'SELECT * FROM main.segment_1',
    'WITH segment_1 AS (SELECT 1) SELECT * FROM segment_1',
    'SELECT * FROM memory.main.segment_1',
    'SELECT * FROM temp.events',
    'SELECT * FROM duckdb_settings()',
    'SELECT * FROM duckdb_secrets()',
    'SELECT * FROM information_schema.tables',
    'SELECT * FROM sqlite_master',
    'SELECT * FROM pragma_database_list',
    "SELECT * FROM query('SELECT 1')",
    "SELECT * FROM query_table('segment_1')",
    'SELECT * FROM arrow_scan(1, 2, 3)',
    'SELECT * FROM seq_scan(1)',
    "SELECT * FROM pragma_table_info('segment_1')",
    "SELECT * FROM json_execute_serialized_sql('{}')",
    "SELECT * FROM which_secret('a', 's3')",
    "SELECT current_setting('temp_directory')",
    "SELECT getvariable('x')",
    "SELECT nextval('x')",
    "SELECT main.nextval('x')",
    "SELECT write_log('x')",
    'SELECT sleep_ms(60000)',
    "SELECT getenv('HOME')",
    'SET threads = 64',
    'SET enable_external_access = true',
    'RESET lock_configuration',
    "SET VARIABLE x = (SELECT 'a')",
    'PRAGMA database_list',
    "PRAGMA import_database('x')",
    'CALL pragma_version()',
    'INSTALL httpfs',
    'LOAD httpfs',
    'CHECKPOINT',
    'VACUUM',
    'BEGIN',
    'DESCRIBE events',
    'SUMMARIZE events',
    'SELECT * FROM (DESCRIBE events)',
    'SHOW ALL TABLES',
    'EXPLAIN ANALYZE SELECT 1',
    'PREPARE p AS SELECT 1',
    'SELECT 1; SELECT 2',
    'SELECT 1; DROP TABLE segment_1',
    `SELECT 1; COPY (SELECT 1) TO '${path}/files/evil.csv'`,
    `SELECT 1 -- \n; COPY (SELECT 1) TO '${path}/files/evil.csv'`,
    'DETACH DATABASE IF EXISTS memory',
    'CREATE SECRET s (TYPE s3)',
    '',
    ';',
  ];
  for (const text of refused) {
    test(text.replaceAll(path, '…') || '(empty)', async () => {
      const before = readdirSync(join(path, 'files'));
      const error = await warehouse.sql(text).then(
        (result) => new Error(`answered: ${JSON.stringify(result.rows)}`),
        (reason: unknown) => reason,
      );
      expect(error).toMatchObject({ name: 'WarehouseError' });
      expect((error as { kind: string }).kind).toMatch(/^(refused|syntax|invalid)$/);
      expect(readdirSync(join(path, 'files'))).toEqual(before);
      expect((await warehouse.sql('SELECT count(*) FROM events')).rows).toEqual([[100]]);
    });
  }

  test('wrong queries say what is wrong', async () => {
    await expect(warehouse.sql('SELEC 1')).rejects.toMatchObject({ kind: 'syntax', message: /SELEC/ });
    await expect(warehouse.sql('SELECT Nope FROM events')).rejects.toMatchObject({ kind: 'invalid', message: /Nope/ });
    await expect(warehouse.sql("SELECT 'x'::INT")).rejects.toMatchObject({ kind: 'invalid' });
    await expect(warehouse.sql('SELECT 1\0')).rejects.toMatchObject({ kind: 'syntax' });
    await expect(warehouse.sql('x'.repeat(200_000))).rejects.toMatchObject({ kind: 'refused' });
    await expect(warehouse.sql('SELECT $1')).rejects.toMatchObject({ name: 'WarehouseError' });
  });

  test('deep nesting is an error, not a crash', async () => {
    const deep = `SELECT ${'('.repeat(40_000)}1${')'.repeat(40_000)}`;
    await expect(warehouse.sql(deep)).rejects.toMatchObject({ name: 'WarehouseError' });
  });
});

describe('a query can be stopped', () => {
  const endless = 'SELECT max(hash(a.i * b.i)) FROM range(1000000) a(i), range(1000000) b(i)';

  test('by its timeout', async () => {
    const before = performance.now();
    await expect(warehouse.sql(endless, { timeoutMillis: 100 })).rejects.toMatchObject({ kind: 'timeout' });
    expect(performance.now() - before).toBeLessThan(3000);
  });

  test('by its caller, before and while it runs', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    await expect(warehouse.sql(endless, { signal: controller.signal })).rejects.toMatchObject({ kind: 'cancelled' });
    await expect(warehouse.sql('SELECT 1', { signal: controller.signal })).rejects.toMatchObject({ kind: 'cancelled' });
  });

  test('by the memory that it may take, while others go on', async () => {
    const greedy = warehouse.sql("SELECT len(list(i::VARCHAR || repeat('x', 1000))) FROM range(100000000) t(i)");
    const other = warehouse.sql('SELECT count(*) FROM events');
    await expect(greedy).rejects.toMatchObject({ kind: 'invalid', message: /Out of Memory/ });
    expect((await other).rows).toEqual([[100]]);
    expect((await warehouse.sql('SELECT count(*) FROM events')).rows).toEqual([[100]]);
  });
});

test('a reader beside the writer sees what is in files', async () => {
  const reader = await openWarehouseReader(path);
  expect((await reader.sql('SELECT count(*) FROM events')).rows).toEqual([[50]]);
  await reader.close();
  expect(existsSync(join(path, 'files', '000000001.parquet'))).toBe(true);
});

test('a reader of nothing is told so', async () => {
  await expect(openWarehouseReader(join(path, 'nowhere'))).rejects.toMatchObject({ kind: 'missing' });
});
