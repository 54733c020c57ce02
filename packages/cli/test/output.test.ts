/** What people see on a terminal: the progress line, tables and CSV. */
import { expect, test } from 'vitest';
import { duration, progressText } from '../src/output/progress.ts';
import { formatTable } from '../src/output/table.ts';

test('progress: a bar with share, rate and time left where the total is known', () => {
  expect(progressText({ share: 0.25, events: 50_000, note: 'x.csv' }, 10)).toBe(
    '██████░░░░░░░░░░░░░░░░░░  25 %  50,000 events  5,000/s  30 s left  x.csv',
  );
  expect(progressText({ share: null, events: 1234, note: 'stdin' }, 2)).toBe('1,234 events  617/s  stdin');
  expect(progressText({ share: 1, events: 10, note: '' }, 0)).toBe('████████████████████████ 100 %  10 events  0/s');
  expect([duration(12.1), duration(600), duration(9000)]).toEqual(['13 s', '10 min', '2.5 h']);
});

test('tables: aligned, numbers to the right, long cells cut, line breaks as spaces', () => {
  const rows = [
    ['ann', 7, null],
    ['long\ntext '.repeat(20), 12_345n, ['a', 1]],
  ];
  expect(formatTable(['name', 'n', 'list'], rows).split('\n')).toEqual([
    `name${' '.repeat(56)}      n  list`,
    `${'─'.repeat(60)}  ─────  ───────`,
    `ann${' '.repeat(57)}      7  ·`,
    `${'long text '.repeat(6).slice(0, 59)}…  12345  ["a",1]`,
  ]);
  expect(formatTable(['a'], [])).toBe('a\n─');
});
