/** Functions that make long texts of short ones: what would be too long fails, counted, before it is made. */
import { expect, test } from 'vitest';
import { decide, features } from '../support/evaluate.ts';

const LONG = 'a'.repeat(200_000);
const TEXT = "S: str = JsonData(path='$.s')\n";

test.each([
  ["StringReplace(s=S, old='a', new=S)", LONG],
  ["StringReplace(s=S, old='', new=S)", LONG],
  ["StringJoin(s=S, iterable=['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])", LONG],
])('%s', (call, s) => {
  const decision = decide(`${TEXT}A = ${call}`, { s });
  expect(decision.errors).toMatchObject([{ kind: 'LimitExceeded', path: 'main.sml', line: 2 }]);
});

test('what fits is made', () => {
  expect(
    features(`${TEXT}A = StringReplace(s=S, old='b', new='ccc')\nB = StringJoin(s=S, iterable=['1', '2'])`, {
      s: 'abb',
    }),
  ).toMatchObject({
    A: 'acccccc',
    B: '1abb2',
  });
  expect(features(`${TEXT}A = StringLength(s=StringReplace(s=S, old='a', new=''))`, { s: LONG })).toMatchObject({
    A: 0,
  });
});
