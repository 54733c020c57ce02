/** `SimpleListContains`: a list of words that is written in the rule. */
import { type CallSite, type Expression, type FunctionDeclaration, listOf, optional, STR } from '@lapwing/sml';
import { SIGHTINGS_BEFORE_AUTOMATON } from '../limits.ts';
import { automatonMatcher, firstMatch, plainMatcher, type WordMatcher } from './matcher.ts';

const simpleListContains: FunctionDeclaration = {
  name: 'SimpleListContains',
  category: 'list',
  doc:
    'The first of the given words that stands in one of the texts as a whole word, in lower case; None where none does.\n\n' +
    'Each event is held against its own list. The original kept the first list that it saw under `cache_name` for as long as ' +
    'the process ran, so that a list made of the event itself was that of some earlier event.',
  examples: [
    {
      source: "A = SimpleListContains(cache_name='fruit', list=['apple', 'Pear'], phrases=['two pears', 'a PEAR'])",
      features: { A: 'pear' },
    },
  ],
  parameters: [
    { name: 'cache_name', type: STR, doc: 'Without effect; kept so that rulesets run unmodified.' },
    { name: 'list', type: listOf(STR), doc: 'The words.' },
    { name: 'phrases', type: listOf(optional(STR)), doc: 'The texts to look in; None is passed over.' },
  ],
  result: optional(STR),
  purity: 'pure',
  cost: 150,
  failure: 'never',
  bind(site: CallSite) {
    const matcherOf = rememberLast(site.argument('list'));
    return {
      arguments: ['cache_name', 'list', 'phrases'],
      call: (_context, _cacheName: string, list: readonly string[], phrases: readonly (string | null)[]) =>
        list.length === 0 ? null : firstMatch(matcherOf(list), phrases),
    };
  },
};

/** A matcher for the list of a call. The same list as last time has the same matcher, and after a while an automaton. */
function rememberLast(written: Expression | undefined): (list: readonly string[]) => WordMatcher {
  let last: readonly string[] = [];
  let matcher: WordMatcher = () => null;
  let sightings = 0;
  const literal = written?.kind === 'list' && written.items.every((item) => item.kind === 'string');
  return (list) => {
    if (!sameWords(list, last)) {
      last = list;
      sightings = literal ? SIGHTINGS_BEFORE_AUTOMATON : 1;
      matcher = literal ? automatonMatcher(lowered(list)) : plainMatcher(lowered(list));
    } else if (sightings < SIGHTINGS_BEFORE_AUTOMATON) {
      sightings++;
      if (sightings === SIGHTINGS_BEFORE_AUTOMATON) matcher = automatonMatcher(lowered(list));
    }
    return matcher;
  };
}

const lowered = (list: readonly string[]): string[] => list.map((word) => word.toLowerCase());

const sameWords = (a: readonly string[], b: readonly string[]): boolean =>
  a === b || (a.length === b.length && a.every((word, i) => word === b[i]));

export const simpleListFunctions = (): FunctionDeclaration[] => [simpleListContains];
