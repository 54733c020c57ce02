/** Lines of a body, against the plain way to cut one. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linesOf } from '../src/http/body.ts';

const cut = (text: string) => [...linesOf(Buffer.from(text))].map(({ bytes, line }) => [line, bytes.toString()]);

test('are those that hold something, with their numbers', () => {
  const piece = fc.constantFrom('x', '{}', ' ', '\t', '\r', '\n', '\n', '\r\n', '7 ');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      // The first line is no value, and the whole is none either: many lines, not one value.
      const text = `-\n${pieces.join('')}`;
      const expected = text.split('\n').flatMap((line, index) => (/^[ \t\r]*$/.test(line) ? [] : [[index + 1, line]]));
      expect(cut(text)).toEqual(expected);
    }),
  );
});

test('a value over several lines is one', () => {
  expect(cut('{\n"a": 1\n}\n')).toEqual([[1, '{\n"a": 1\n}\n']]);
  expect(cut('{\n"a": 1\n')).toEqual([
    [1, '{'],
    [2, '"a": 1'],
  ]);
});

test('a large body may hold nothing at all', () => {
  for (const fill of ['\n', ' ', ' \r\n']) expect([...linesOf(Buffer.alloc(8 << 20, fill))]).toEqual([]);
});
