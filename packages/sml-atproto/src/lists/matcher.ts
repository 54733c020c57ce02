/** Which word of a list stands in a text as a whole word. */
import { AhoCorasick } from '@lapwing/sml';
import { containsPhrase } from '../text/phrase.ts';

const WHOLE_WORD = { caseSensitive: false, substrings: false } as const;

/** The first word of the list, in the list's order, that occurs in the text; null where none does. */
export type WordMatcher = (text: string) => string | null;

/** All words in one pass. The empty word, which an automaton never finds, stands wherever a word begins or ends. */
export function automatonMatcher(words: readonly string[]): WordMatcher {
  const automaton = new AhoCorasick(words, { ignoreCase: true, wordBoundary: true });
  const empty = words.indexOf('');
  return (text) => {
    let first = words.length;
    automaton.search(text, ({ word }) => {
      if (word < first) first = word;
      return first === 0;
    });
    if (empty !== -1 && empty < first && containsPhrase(text, '', WHOLE_WORD)) first = empty;
    return words[first] ?? null;
  };
}

/** One word after the other: for a list that is different for the next event. */
export function plainMatcher(words: readonly string[]): WordMatcher {
  return (text) => words.find((word) => containsPhrase(text, word, WHOLE_WORD)) ?? null;
}

/** The first hit over several texts; None among them is passed over. */
export function firstMatch(matcher: WordMatcher, texts: readonly (string | null)[]): string | null {
  for (const text of texts) {
    const word = text === null ? null : matcher(text);
    if (word !== null) return word;
  }
  return null;
}
