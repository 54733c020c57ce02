/** The README's code runs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkRuleset, rulesetSources } from '@lapwing/sml';
import { expect, it } from 'vitest';
import { textFunctions } from '../examples/text-contains.ts';
import { compile, registry, run } from './support.ts';

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
const block = (language: string): string => new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(readme)?.[1] ?? '';

it('shows the example plugin as it is', () => {
  expect(block('ts')).toBe(readFileSync(join(import.meta.dirname, '../examples/text-contains.ts'), 'utf8'));
});

it('shows a plugin that works', () => {
  const [example] = textFunctions()[0]?.examples ?? [];
  const sources = rulesetSources({ 'main.sml': `${example?.source}\n` });
  expect(checkRuleset(sources, registry(...textFunctions())).diagnostics).toEqual([]);
});

it('shows a rule that fires', () => {
  const { ruleset, warnings } = compile({ 'main.sml': block('sml'), 'lists/shops.yaml': '- amazing.shop\n' });
  expect(warnings.filter((warning) => warning.startsWith('SML5'))).toEqual([]);
  const data = { operation: { record: { text: 'buy at www.amazing.shop/now!' } } };
  expect(run(ruleset, data)).toEqual({
    features: {
      Text: 'buy at www.amazing.shop/now!',
      Shop: 'amazing.shop',
      R: true,
      __atproto_label: ['did:plc:example|shopping|links to a shop|None'],
    },
    errors: [],
  });
});
