/** Where what does not fit into memory goes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
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

it('is gone after an interruption, which ends the process as ever', async () => {
  const sql = new URL('../src/readers/sql.ts', import.meta.url).href;
  const child = spawn(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `import { withDuckDb } from '${sql}';
       await withDuckDb(async (connection) => {
         const result = await connection.runAndReadAll("SELECT current_setting('temp_directory')");
         console.log(String(result.getRows()[0]?.[0]));
         await new Promise((resolve) => setTimeout(resolve, 100_000));
       });`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = await once(child.stdout, 'data');
  const directory = String(line).trim();
  expect(existsSync(directory)).toBe(true);
  child.kill('SIGINT');
  const [, signal] = await once(child, 'exit');
  expect([signal, existsSync(directory)]).toEqual(['SIGINT', false]);
});
