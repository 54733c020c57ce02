/** The authoring thread when things go wrong: tasks that take too long, too many of them, and an end while some wait. */
import { afterEach, expect, test } from 'vitest';
import { TASKS_WAITING } from '../src/authoring/limits.ts';
import type { Base, Task } from '../src/authoring/tasks.ts';
import { Workbench } from '../src/authoring/workbench.ts';
import { RULES } from './support/rules.ts';

const base: Base = { hash: 'h', files: RULES };
const check: Task = { kind: 'check', overlay: {} };
/** Ten thousand events a case, each case some hundredths of a second: together minutes, far longer than any patience here. */
const endless: Task = {
  kind: 'test',
  lists: [],
  overlay: {},
  filter: '',
  tests: Object.fromEntries(
    Array.from({ length: 4_000 }, (_, n) => [
      `${n}.test.yaml`,
      `cases: [{name: c, events: [{repeat: 10000, every: 1s, action: post, time: 2026-01-01T00:00:00Z, data: {user_id: a, text: b}}]}]`,
    ]),
  ),
};
let bench: Workbench;

afterEach(() => bench.close());

test('what takes too long is given up, and the next task is answered by a new thread', async () => {
  bench = new Workbench(4_000);
  const [slow, after] = await Promise.allSettled([bench.run(endless, base), bench.run(check, base)]);
  expect(slow).toMatchObject({ status: 'rejected', reason: { name: 'WorkbenchError', kind: 'timeout' } });
  expect(slow).toMatchObject({ reason: { message: 'it took longer than 4 s and was given up' } });
  expect(after.status === 'fulfilled' ? JSON.parse(after.value) : after).toMatchObject({ ok: true, errors: 0 });
});

test('tasks are answered in order, each from its own base', async () => {
  bench = new Workbench();
  const other: Base = { hash: 'other', files: { 'main.sml': 'X = Y\n' } };
  const answers = await Promise.all([bench.run(check, base), bench.run(check, other), bench.run(check, base)]);
  expect(answers.map((json) => JSON.parse(json).ok)).toEqual([true, false, true]);
});

test('who comes when too many wait is told so at once', async () => {
  bench = new Workbench();
  const waiting = Array.from({ length: TASKS_WAITING + 1 }, () => bench.run(check, base));
  await expect(bench.run(check, base)).rejects.toMatchObject({ kind: 'busy' });
  for (const json of await Promise.all(waiting)) expect(JSON.parse(json).ok).toBe(true);
  expect(JSON.parse(await bench.run(check, base)).ok).toBe(true);
});

test('closing fails what runs and what waits, and nothing comes after', async () => {
  bench = new Workbench();
  const tasks = [bench.run(endless, base), bench.run(check, base)].map((task) => task.catch((error) => error.kind));
  await bench.close();
  expect(await Promise.all(tasks)).toEqual(['failed', 'failed']);
  await expect(bench.run(check, base)).rejects.toMatchObject({ kind: 'failed' });
});

test('a task that the draft does not allow is refused with its reasons', async () => {
  bench = new Workbench();
  const refused = bench.run({ kind: 'test', overlay: { 'main.sml': 'X = (' }, tests: {}, filter: '', lists: [] }, base);
  await expect(refused).rejects.toMatchObject({ name: 'TaskRefused', errors: [expect.stringContaining('main.sml:1')] });
});

test('the thread loads nothing native: it may be cut off at any moment', async () => {
  bench = new Workbench();
  await bench.run(check, base);
  const report: unknown = process.report.getReport();
  const { sharedObjects } = report as { sharedObjects: string[] };
  expect(sharedObjects.length).toBeGreaterThan(0);
  expect(
    sharedObjects.filter(
      (path) => /duckdb|lmdb|\.node$/.test(path) && !/rollup|rolldown|vite|oxc|lightningcss/.test(path),
    ),
  ).toEqual([]);
});
