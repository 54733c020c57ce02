/** Which word of a list stands in a text as a whole word. */
import { AhoCorasick } from '@lapwing/sml';
import { containsPhrase } from '../text/phrase.ts';

/** The first word of the list, in the list's order, that occurs in the text; null where none does. */
export type WordMatcher = (text: string) => string | null;

/** All words in one pass. */
export function automatonMatcher(words: readonly string[]): WordMatcher {
  const automaton = new AhoCorasick(words, { ignoreCase: true, wordBoundary: true });
  return (text) => {
    let first = words.length;
    automaton.search(text, ({ word }) => {
      if (word < first) first = word;
      return first === 0;
    });
    return words[first] ?? null;
  };
}

/** One word after the other: for a list that is different for the next event. */
export function plainMatcher(words: readonly string[]): WordMatcher {
  return (text) =>
    words.find((word) => containsPhrase(text, word, { caseSensitive: false, substrings: false })) ?? null;
}

/** The first hit over several texts; None among them is passed over. */
export function firstMatch(matcher: WordMatcher, texts: readonly (string | null)[]): string | null {
  for (const text of texts) {
    const word = text === null ? null : matcher(text);
    if (word !== null) return word;
  }
  return null;
}
