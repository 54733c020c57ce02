/** The example of the README does what the README says. */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { compileRules, RulesetError } from '../../src/index.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

test('the five lines run, and print what is said of them', () => {
  const source = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const [, printed] = /^prints `(.*?)`/m.exec(readme) ?? [];
  // Inside of the package, so that its own name resolves.
  const file = fileURLToPath(new URL(`readme-example-${process.pid}.ts`, import.meta.url));
  writeFileSync(file, source);
  try {
    expect(execFileSync(process.execPath, [file], { encoding: 'utf8' }).trim()).toBe(printed);
  } finally {
    rmSync(file);
  }
  expect(source.match(/;\n/g)).toHaveLength(3);
});

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
