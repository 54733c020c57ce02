import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DeadLetterFile } from '../../src/sources/dead-letters.ts';
import { readText, temporaryFile } from './helpers.ts';

const bad = Buffer.concat([
  Buffer.from('{"a\n'),
  Buffer.from([0x7b, 0xff, 0x0a]),
  Buffer.from(`{"b":"${'x'.repeat(40)}\n`),
]);

test('refused records, one JSON object each', async () => {
  const { refused } = await readText(bad, { name: 'bad.ndjson' }, { limits: { refusedBytes: 8 } });
  const path = temporaryFile('dead.ndjson', '');
  const file = new DeadLetterFile(path);
  await file.write(refused.slice(0, 1));
  await file.write(refused.slice(1));
  await file.close();
  expect(file.counts).toEqual({ written: 3, dropped: 0 });
  const letters = readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(letters).toMatchObject([
    { file: 'bad.ndjson', line: 1, row: 1, offset: 0, code: 'invalid-json', path: null, raw: '{"a' },
    {
      line: 2,
      offset: 4,
      code: 'invalid-utf8',
      reason: 'the record holds bytes that are not UTF-8',
      raw_base64: 'e/8=',
    },
    { line: 3, code: 'invalid-json', raw: '{"b":"xx', truncated: true },
  ]);
});

test('a full file counts what it drops, and is not made larger later', async () => {
  const { refused } = await readText(bad);
  const path = temporaryFile('dead.ndjson', '');
  const limits = { fileBytes: 300 };
  const file = new DeadLetterFile(path, limits);
  await file.write(refused);
  await file.close();
  const { written, dropped } = file.counts;
  expect(written + dropped).toBe(3);
  expect(dropped).toBeGreaterThan(0);
  const size = readFileSync(path).length;
  expect(size).toBeLessThanOrEqual(limits.fileBytes);
  const again = new DeadLetterFile(path, { fileBytes: size });
  await again.write(refused);
  await again.close();
  expect(again.counts).toEqual({ written: 0, dropped: 3 });
  expect(readFileSync(path)).toHaveLength(size);
});

test('no file is made where nothing is refused', async () => {
  const path = `${temporaryFile('x', '')}.dead`;
  const file = new DeadLetterFile(path);
  await file.write([]);
  await file.close();
  expect(existsSync(path)).toBe(false);
});
