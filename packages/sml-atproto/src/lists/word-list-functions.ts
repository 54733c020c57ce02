/** Functions of word lists that are files of the ruleset. */
import {
  AhoCorasick,
  type CallSite,
  type FunctionDeclaration,
  type FunctionExample,
  INT,
  listOf,
  optional,
  type Parameter,
  STR,
} from '@lapwing/sml';
import { automatonMatcher, firstMatch, type WordMatcher } from './matcher.ts';
import { checkList, wordLists } from './word-list.ts';

export const PARAMETERS: readonly Parameter[] = [
  { name: 'list', type: STR, doc: 'Name of a list: the words of `lists/<name>.yaml`.' },
  { name: 'phrases', type: listOf(optional(STR)), doc: 'The texts to look in; None is passed over.' },
];

const example = (call: string, result: unknown): FunctionExample => ({
  source: `A = ${call}(list='fruit', phrases=['No pineapples.', 'An APPLE and a pear'])`,
  files: { 'lists/fruit.yaml': '- apple\n- pear\n- Plum\n' },
  features: { A: result },
});

const listContains: FunctionDeclaration = {
  name: 'ListContains',
  category: 'list',
  doc:
    'The first word of a list that stands in one of the texts as a whole word, in lower case; None where none does. ' +
    'The texts come in their order, the words in that of the list.',
  examples: [example('ListContains', 'apple')],
  parameters: PARAMETERS,
  result: optional(STR),
  purity: 'pure',
  cost: 200,
  failure: 'never',
  bind(site: CallSite) {
    checkList(site, 'list');
    const words = wordLists(site);
    const matchers = new Map<string, WordMatcher>();
    return {
      arguments: ['list', 'phrases'],
      call: (_context, name: string, phrases: readonly (string | null)[]) => {
        let matcher = matchers.get(name);
        if (matcher === undefined) {
          matcher = automatonMatcher(words(name));
          matchers.set(name, matcher);
        }
        return firstMatch(matcher, phrases);
      },
    };
  },
};

const listContainsCount: FunctionDeclaration = {
  name: 'ListContainsCount',
  category: 'list',
  doc: 'How many words of a list stand in the texts as whole words. A word counts once for each text that it is in.',
  examples: [example('ListContainsCount', 2)],
  parameters: PARAMETERS,
  result: INT,
  purity: 'pure',
  cost: 200,
  failure: 'never',
  bind(site: CallSite) {
    checkList(site, 'list');
    const words = wordLists(site);
    const automata = new Map<string, AhoCorasick>();
    return {
      arguments: ['list', 'phrases'],
      call: (_context, name: string, phrases: readonly (string | null)[]) => {
        let automaton = automata.get(name);
        if (automaton === undefined) {
          automaton = new AhoCorasick(words(name), { ignoreCase: true, wordBoundary: true });
          automata.set(name, automaton);
        }
        let count = 0;
        for (const phrase of phrases) {
          const found = new Set<number>();
          automaton.search(phrase ?? '', ({ word }) => {
            found.add(word);
            return false;
          });
          count += found.size;
        }
        return count;
      },
    };
  },
};

export const wordListFunctions = (): FunctionDeclaration[] => [listContains, listContainsCount];
