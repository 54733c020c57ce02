/** Words as a search sees them: lower case without marks, no common words, English endings cut. */
import { folded } from '../text/views.ts';

const COMMON = new Set(
  (
    'a about after all also am an and any are as at be because been before being but by can could did do does doing for from had has have ' +
    'having he her here him his how i if in into is it its just me more most my no not now of off on once only or other our out over own ' +
    's same she should so some such t than that the their them then there these they this those through to too under until up very was ' +
    'we were what when where which while who whom why will with would you your'
  ).split(' '),
);

/** Terms in their order, repetitions kept. */
export function termsOf(text: string): string[] {
  const words =
    folded(text.replace(/https?:\/\/\S+|pic\.twitter\.com\/\S+/g, ' ').toLowerCase()).match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.filter((word) => !COMMON.has(word)).map(stem);
}

/** Plurals and the commonest endings: a small part of what Porter (1980) cuts, chosen so that different words stay different. */
function stem(word: string): string {
  if (word.length <= 3 || /\p{N}/u.test(word)) return word;
  const cut = word.replace(/(?:sses|ies)$/, (end) => (end === 'ies' ? 'y' : 'ss')).replace(/(?<![su])s$/, '');
  const shorter = cut.replace(/(?:ing|ed|ly)$/, '');
  if (shorter === cut || shorter.length < 3 || !/[aeiouy]/.test(shorter)) return cut.replace(/e$/, '');
  return shorter.replace(/([bdfgmnprt])\1$/, '$1').replace(/e$/, '');
}
