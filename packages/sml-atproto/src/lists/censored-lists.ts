/** Word lists matched through disguises. */
import {
  BOOL,
  type CallSite,
  compilePattern,
  type EvaluationContext,
  type Failed,
  type FunctionDeclaration,
  optional,
  type Parameter,
  type Pattern,
  STR,
} from '@lapwing/sml';
import { WORDS_PER_AUTOMATON } from '../limits.ts';
import { type Disguises, disguisePattern, disguises } from './disguise.ts';
import { checkList, wordLists } from './word-list.ts';
import { PARAMETERS } from './word-list-functions.ts';

/** Words with one automaton over all of them: the words' own are asked only where that one finds something. */
interface Block {
  readonly any: Pattern;
  readonly words: readonly { readonly word: string; readonly pattern: Pattern }[];
}

const FLAGS: readonly Parameter[] = [
  { name: 'plurals', type: BOOL, default: false, doc: 'An `s`, itself in any disguise, may follow the word.' },
  {
    name: 'must_be_censorized',
    type: BOOL,
    default: false,
    doc: 'Only where the match is not all of the text: the plain word on its own does not count.',
  },
];

const censorizedListContains = (table: Disguises): FunctionDeclaration => ({
  name: 'CensorizedListContains',
  category: 'list',
  doc:
    'The first word of a list that one of the texts holds, plain or disguised (`c@t`, `с_a_t`), also inside of longer words; ' +
    'None where none does.\n\nThe original returns the regular expression that it made of the word; here it is the word.',
  examples: [
    {
      source:
        "A = CensorizedListContains(list='pets', phrases=['my c@_t'])\n" +
        "B = CensorizedListContains(list='pets', phrases=['d0gz'], plurals=True)\n" +
        "C = CensorizedListContains(list='pets', phrases=['cat'], must_be_censorized=True)",
      files: { 'lists/pets.yaml': '- dog\n- cat\n' },
      features: { A: 'cat', B: 'dog', C: null },
    },
  ],
  parameters: [...PARAMETERS, ...FLAGS],
  result: optional(STR),
  purity: 'pure',
  cost: 400,
  bind(site: CallSite) {
    checkList(site, 'list');
    const words = wordLists(site);
    const compiled = new Map<string, readonly Block[]>();
    const blocksOf = (name: string, plurals: boolean): readonly Block[] => {
      const key = `${plurals} ${name}`;
      const known = compiled.get(key);
      if (known !== undefined) return known;
      const blocks = compileBlocks(words(name), plurals, table);
      compiled.set(key, blocks);
      return blocks;
    };
    return {
      arguments: ['list', 'phrases', 'plurals', 'must_be_censorized'],
      call: (context, name: string, phrases: readonly (string | null)[], plurals: boolean, disguised: boolean) => {
        const blocks = blocksOf(name, plurals);
        for (const phrase of phrases) {
          const found = phrase === null ? null : findWord(context, blocks, phrase, disguised);
          if (found !== null) return found;
        }
        return null;
      },
    };
  },
});

function compileBlocks(words: readonly string[], plurals: boolean, table: Disguises): Block[] {
  const blocks: Block[] = [];
  const useful = words.filter((word) => word !== '');
  for (let i = 0; i < useful.length; i += WORDS_PER_AUTOMATON) {
    const part = useful.slice(i, i + WORDS_PER_AUTOMATON);
    const sources = part.map((word) => disguisePattern(word, plurals, table));
    blocks.push({
      any: compiled(sources.join('|')),
      words: part.map((word, at) => ({ word, pattern: compiled(sources[at] ?? '') })),
    });
  }
  return blocks;
}

function compiled(source: string): Pattern {
  const result = compilePattern(source, { ignoreCase: false });
  if (!result.ok) throw new Error(`a disguise must compile: ${result.error.message}`);
  return result.pattern;
}

function findWord(
  context: EvaluationContext,
  blocks: readonly Block[],
  phrase: string,
  disguised: boolean,
): string | Failed | null {
  for (const { any, words } of blocks) {
    const some = any.test(phrase);
    if (typeof some !== 'boolean') return context.fail('RegexBudgetExceeded', some.message);
    if (!some) continue;
    for (const { word, pattern } of words) {
      if (pattern.test(phrase) !== true) continue;
      if (!disguised || !coversAll(pattern, phrase)) return word;
    }
  }
  return null;
}

/** Whether the first match is the whole text. */
function coversAll(pattern: Pattern, phrase: string): boolean {
  const matches = pattern.findAll(phrase);
  if ('message' in matches) return false;
  const [first] = matches;
  return first !== undefined && first.start === 0 && first.end === phrase.length;
}

export const censoredListFunctions = (): FunctionDeclaration[] => [censorizedListContains(disguises())];
