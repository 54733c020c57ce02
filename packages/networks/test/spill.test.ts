/** Where what does not fit into memory goes. */
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { withDuckDb } from '../src/readers/sql.ts';

const spillDirectory = () =>
  withDuckDb(async (connection) => {
    const result = await connection.runAndReadAll("SELECT current_setting('temp_directory')");
    const directory = String(result.getRows()[0]?.[0]);
    expect([dirname(directory), existsSync(directory)]).toEqual([tmpdir(), true]);
    return directory;
  });

it('is not the directory that one works in, nor that of another reader, and is gone afterwards', async () => {
  const [one, other] = await Promise.all([spillDirectory(), spillDirectory()]);
  expect(one).not.toBe(other);
  expect([one, other].map(existsSync)).toEqual([false, false]);
});

it('is gone after a failure too', async () => {
  let directory = '';
  const failing = withDuckDb(async (connection) => {
    directory = String((await connection.runAndReadAll("SELECT current_setting('temp_directory')")).getRows()[0]?.[0]);
    throw new Error('no more');
  });
  await expect(failing).rejects.toThrow('no more');
  expect([dirname(directory), existsSync(directory)]).toEqual([tmpdir(), false]);
});
