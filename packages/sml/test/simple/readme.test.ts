/** What the README says of `compileRules`, beside its example, which the documents' test runs. */
import { expect, test } from 'vitest';
import { compileRules, RulesetError } from '../../src/index.ts';

test('rules with errors throw them rendered', () => {
  expect(() => compileRules({ 'main.sml': 'A = Nothing + 1' })).toThrow(RulesetError);
  expect(() => compileRules({ 'main.sml': 'A = Nothing + 1' })).toThrow('--> main.sml:1:4');
});

test('a function and a service of the host are at hand', () => {
  const { decide } = compileRules(
    { 'main.sml': "A = Twice(text='ab')\nB = A == 'abab'" },
    {
      functions: [
        {
          name: 'Twice',
          category: 'test',
          doc: 'The text two times.',
          parameters: [{ name: 'text', type: { kind: 'str' }, doc: 'The text.' }],
          result: { kind: 'str' },
          purity: 'pure',
          cost: 10,
          bind: () => ({ arguments: ['text'], call: (_context, text: string) => text + text }),
        },
      ],
    },
  );
  expect(decide({ data: {} }).features).toMatchObject({ A: 'abab', B: true });
});
