/**
 * Patterns of Python's `re` in DuckDB. `golden-regex.json` holds what CPython's `re.search` answers for every pattern on every
 * text; a translated pattern answers the same, or, where it says that it is inexact, at least as often yes.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STR } from '@lapwing/sml';
import { expect, test } from 'vitest';
import { openWarehouse, type Predicate, translateQuery, type Warehouse } from '../src/index.ts';
import { toRe2 } from '../src/translate/regex/to-re2.ts';
import { programOf, REGISTRY } from './query/program.ts';
import { batch, directory, features, row } from './rows.ts';

interface Golden {
  readonly texts: readonly string[];
  readonly cases: readonly {
    readonly pattern: string;
    readonly ignoreCase: boolean;
    readonly matches: readonly number[];
  }[];
}

const golden: Golden = JSON.parse(readFileSync(join(import.meta.dirname, 'golden-regex.json'), 'utf8'));
const LIST = features({ Text: STR });
const PROGRAM = programOf("Text: str = JsonData(path='$.text')\n");

function predicateOf(text: string): Predicate {
  const translated = translateQuery(text, PROGRAM, REGISTRY);
  if (!translated.ok) throw new Error(translated.diagnostics);
  return translated.predicate;
}

/** What cannot be said exactly, with the reason that is given; everything else must be exact. */
const INEXACT: Readonly<Record<string, string>> = {
  '[^\\W\\d]': 'a class without a complement',
  straße: 'letters without regard to case',
  ſ: 'letters without regard to case',
  µ: 'letters without regard to case',
  '(?=a)b': 'look-around',
  '(?!a)b': 'look-around',
  '(?<=a)b': 'look-around',
  '(?<!a)b': 'look-around',
  '(a)\\1': 'a back-reference',
  '(?>a+)b': 'an atomic group',
  'a++b': 'a possessive repetition',
  '\\Bb': '\\B',
  '^\\bab': 'a \\b whose neighbours are not known',
  '(\\bab)+': 'a \\b whose neighbours are not known',
  '\\bbuy\\b.*\\bnow\\b': 'a \\b whose neighbours are not known',
  '\\b': 'a \\b whose neighbours are not known',
  a$b: 'a $ that is not at the end',
};

test(`${golden.cases.length} patterns on ${golden.texts.length} texts`, async () => {
  const warehouse = await openWarehouse(directory());
  await warehouse.append(
    batch(
      LIST,
      golden.texts.map((text, i) => row(i, [text])),
    ),
  );
  for (const { pattern, ignoreCase, matches } of golden.cases) {
    const { inexact } = toRe2(pattern, ignoreCase);
    expect([pattern, inexact]).toEqual([pattern, INEXACT[pattern] ?? null]);
    const call = `RegexMatch(target=Text, pattern=${JSON.stringify(pattern)}, case_insensitive=${ignoreCase ? 'True' : 'False'})`;
    for (const [wanted, query] of [
      [true, call],
      [false, `not ${call}`],
    ] as const) {
      const predicate = predicateOf(query);
      const expected = golden.texts.flatMap((_, i) => (matches.includes(i) === wanted ? [i] : []));
      const found = await selected(warehouse, predicate);
      expect([pattern, wanted, found]).toEqual([pattern, wanted, expected]);
      if (inexact !== null) {
        const certain = await selected(warehouse, { ...predicate, residuals: [] });
        const possible = await selected(warehouse, { ...predicate, certain: predicate.possible, residuals: [] });
        expect([pattern, wanted, certain.filter((i) => !expected.includes(i))]).toEqual([pattern, wanted, []]);
        expect([pattern, wanted, expected.filter((i) => !possible.includes(i))]).toEqual([pattern, wanted, []]);
      }
    }
  }
  await warehouse.close();
});

async function selected(warehouse: Warehouse, where: Predicate): Promise<number[]> {
  const { items } = await warehouse.events({ where, limit: 1000, features: [] });
  return items.map((item) => item.position).sort((a, b) => a - b);
}

test('patterns that RE2 would refuse are left to the language', () => {
  for (const pattern of [
    'a{1001}',
    '(?:a{100}){100}',
    '((((a{10}){10}){10}){10})',
    '(?x)a b',
    '[[:alpha:]',
    '(?i:a)b',
    '\\N{DIGIT ONE}',
  ]) {
    const { re2, inexact } = toRe2(pattern, false);
    if (pattern !== '[[:alpha:]') expect([pattern, inexact]).not.toEqual([pattern, null]);
    expect(re2.length).toBeLessThan(200);
  }
  expect(toRe2('('.repeat(5000) + ')'.repeat(5000), false).inexact).toBe('deep nesting');
});
