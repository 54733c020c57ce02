/** One phrase in a text, as `re.search` of the escaped phrase finds it. */
import { foldText, isWordBoundary } from '@lapwing/sml';

export interface PhraseOptions {
  readonly caseSensitive: boolean;
  /** Also inside of words. */
  readonly substrings: boolean;
}

export function containsPhrase(text: string, phrase: string, options: PhraseOptions): boolean {
  return containsFolded(text, options.caseSensitive ? phrase : foldText(phrase), options);
}

/** As {@link containsPhrase}, for a phrase that is folded already where case does not matter. */
export function containsFolded(text: string, folded: string, { caseSensitive, substrings }: PhraseOptions): boolean {
  // Folding keeps offsets, so boundaries can be looked up in the text itself.
  const subject = caseSensitive ? text : foldText(text);
  for (let at = subject.indexOf(folded); at >= 0 && at <= text.length; at = subject.indexOf(folded, at + 1)) {
    if (substrings || (isWordBoundary(text, at) && isWordBoundary(text, at + folded.length))) return true;
    if (folded === '' && at === text.length) return false;
  }
  return false;
}
