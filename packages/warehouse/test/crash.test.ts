/** Adversarial: processes that die or look at any moment. Numbers are those of the manifest and the writer. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openWarehouse, openWarehouseReader, WarehouseError } from '../src/index.ts';
import { directory, simple } from './rows.ts';
import { valuesAt } from './writing-child.ts';

const ROUNDS = Number(process.env['LAPWING_CRASH_ROUNDS'] ?? 6);

interface Child {
  /** The last committed position that it reported. */
  reported: number;
  output: string;
  kill(): Promise<void>;
}

function startChild(path: string): Child {
  const process_ = spawn(process.execPath, [join(import.meta.dirname, 'writing-child.ts'), path]);
  const exited = new Promise<void>((resolve) => process_.once('exit', () => resolve()));
  const child: Child = {
    reported: -1,
    output: '',
    kill: async () => {
      process_.kill('SIGKILL');
      await exited;
    },
  };
  process_.stdout.on('data', (data: Buffer) => {
    const last = data.toString().trim().split('\n').at(-1);
    if (last !== undefined && /^\d+$/.test(last)) child.reported = Number(last);
  });
  process_.stderr.on('data', (data: Buffer) => {
    child.output += data.toString();
  });
  return child;
}

const until = async (condition: () => boolean, child: Child) => {
  await expect.poll(() => condition() || /Error/.test(child.output), { timeout: 15_000, interval: 5 }).toBe(true);
  expect(child.output).not.toMatch(/Error/);
};

/** Every row from 0 to the committed position is there once, with its values. */
async function check(path: string): Promise<number> {
  const warehouse = await openWarehouse(path);
  try {
    const { rows } = await warehouse.sql('SELECT __position, Name, Triple FROM events ORDER BY __position', {
      limit: 1_000_000,
    });
    expect(rows.length).toBe(warehouse.committedPosition + 1);
    const wrong = rows.findIndex(([position, name, triple], i) => {
      const [expectedName, expectedTriple] = valuesAt(i);
      return position !== i || name !== expectedName || triple !== expectedTriple;
    });
    expect(wrong).toBe(-1);
    const files = readdirSync(join(path, 'files'));
    expect(files.filter((name) => !/^\d{9}\.parquet$/.test(name))).toEqual([]);
    return warehouse.committedPosition;
  } finally {
    await warehouse.close();
  }
}

test(`W1–W5: ${ROUNDS} times killed at a random moment of writing and merging, no row is lost, doubled or half there`, {
  timeout: 10_000 + ROUNDS * 5_000,
}, async () => {
  const path = directory();
  let seed = 11;
  for (let round = 0; round < ROUNDS; round++) {
    const child = startChild(path);
    const before = child.reported;
    await until(() => child.reported > before, child);
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    await new Promise((resolve) => setTimeout(resolve, seed % 250));
    await child.kill();
    const committed = await check(path);
    expect(committed).toBeGreaterThanOrEqual(child.reported);
  }
});

test('a reader in another process always sees whole prefixes while files are written and merged', async () => {
  const path = directory();
  const child = startChild(path);
  await until(() => child.reported >= 0, child);
  const reader = await openWarehouseReader(path);
  let last = 0;
  for (let i = 0; i < 40; i++) {
    const { rows } = await reader.sql(
      'SELECT count(*), count(DISTINCT __position), max(__position) + 1, sum(Triple) FROM events',
    );
    const [count, distinct, next, sum] = rows[0]!.map(Number) as [number, number, number, number];
    expect([distinct, next, sum]).toEqual([count, count, (3 * count * (count - 1)) / 2]);
    expect(count).toBeGreaterThanOrEqual(last);
    last = count;
  }
  expect(last).toBeGreaterThan(0);
  await reader.close();
  await child.kill();
});

test('questions in the writer’s process see every appended row once, while rows become files and files are merged', async () => {
  const warehouse = await openWarehouse(directory(), {
    flush: { maxRows: 2048 },
    compaction: { minFiles: 2 },
    retiredFileGraceSeconds: 0,
  });
  let appended = 0;
  let done = false;
  const writing = (async () => {
    for (let i = 0; i < 60; i++) {
      await warehouse.append(simple(appended, appended + 500));
      appended += 500;
      if (i % 7 === 0) await warehouse.flush();
      await warehouse.compact();
    }
    done = true;
  })();
  const asking = Array.from({ length: 3 }, async () => {
    while (!done) {
      const before = appended;
      const { rows } = await warehouse.sql(
        'SELECT count(*), count(DISTINCT __position), max(__position) + 1 FROM events',
      );
      const [count, distinct, next] = rows[0]!;
      expect(distinct).toBe(count);
      expect(next ?? 0).toBe(count);
      expect(Number(count)).toBeGreaterThanOrEqual(before);
      const page = await warehouse.events({ limit: 3, features: [] });
      const [first, second] = page.items;
      if (first !== undefined && second !== undefined) expect(first.position).toBe(second.position + 1);
    }
  });
  await Promise.all([writing, ...asking]);
  await warehouse.flush();
  while ((await warehouse.compact()) > 0);
  await warehouse.compact();
  expect(warehouse.metrics.fileRows).toBe(30_000);
  expect(warehouse.metrics.files).toBeLessThan(5);
  await warehouse.close();
});

test('files that were merged away are deleted after the grace time, and not before', async () => {
  let now = 0;
  const path = directory();
  const warehouse = await openWarehouse(path, {
    compaction: { minFiles: 2 },
    retiredFileGraceSeconds: 60,
    now: () => now,
  });
  for (let i = 0; i < 3; i++) {
    await warehouse.append(simple(i * 10, i * 10 + 10));
    await warehouse.flush();
  }
  expect(await warehouse.compact()).toBe(3);
  expect(warehouse.metrics.files).toBe(1);
  now = 59_000;
  await warehouse.compact();
  expect(readdirSync(join(path, 'files')).length).toBe(4);
  now = 61_000;
  await warehouse.compact();
  expect(readdirSync(join(path, 'files')).length).toBe(1);
  expect((await warehouse.sql('SELECT count(*), max(Name) FROM events')).rows).toEqual([[30, 'v9']]);
  await warehouse.close();
});

test('a disk that fails loses nothing: the flush rejects, the rows stay, the next flush stores them', async () => {
  const path = directory();
  const warehouse = await openWarehouse(path);
  await warehouse.append(simple(0, 10));
  const files = join(path, 'files');
  const { rename } = await import('node:fs/promises');
  await rename(files, `${files}-gone`);
  await expect(warehouse.flush()).rejects.toThrow();
  expect(warehouse.committedPosition).toBe(-1);
  await rename(`${files}-gone`, files);
  expect((await warehouse.sql('SELECT count(*) FROM events')).rows).toEqual([[10]]);
  await warehouse.append(simple(10, 20));
  await warehouse.flush();
  expect(warehouse.committedPosition).toBe(19);
  expect((await warehouse.sql('SELECT count(*) FROM events')).rows).toEqual([[20]]);
  await warehouse.close();
  expect(existsSync(join(path, 'tmp')) ? readdirSync(join(path, 'tmp')) : []).toEqual([]);
});

test('a closed warehouse says so', async () => {
  const warehouse = await openWarehouse(directory());
  await warehouse.append(simple(0, 10));
  await Promise.all([warehouse.close(), warehouse.close()]);
  await expect(warehouse.append(simple(10, 20))).rejects.toBeInstanceOf(WarehouseError);
  await expect(warehouse.sql('SELECT 1')).rejects.toBeInstanceOf(WarehouseError);
  await expect(warehouse.events()).rejects.toBeInstanceOf(WarehouseError);
});
