/**
 * A text in two views. As written keeps what the writer chose but for case; folded undoes what hides a word from filters: styled and
 * foreign look-alikes, invisible characters, digits for letters, letters pulled apart or drawn out. A model that sees both learns that
 * hiding is itself a sign.
 */
import { type LookAlikes, lookAlikes, replaceLookAlikes } from '@lapwing/sml/text';

/** `raw` is the text as it came, in one piece: an address has no words. */
export type View = 'raw' | 'written' | 'folded';

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&#039;': "'",
  '&nbsp;': ' ',
};
/** What stands for a link, and for somebody's name: which one it was is for other features. */
export const LINK = 'xlinkx';
export const NAME = 'xnamex';

/** Lower case, links and names replaced, entities of HTML read. */
export function asWritten(text: string): string {
  return text
    .replace(/&(?:amp|lt|gt|quot|nbsp|#0?39);/g, (entity) => ENTITIES[entity] ?? entity)
    .normalize('NFC')
    .toLowerCase()
    .replace(/\bhttps?:\/\/\S+|\bwww\.\S+/g, ` ${LINK} `)
    .replace(/@[\p{L}\p{N}_]+/gu, ` ${NAME} `);
}

const INVISIBLE = /\p{Cf}|\p{Default_Ignorable_Code_Point}/gu;
const MARKS = /\p{M}+/gu;
/** Single letters with the same sign between each two. */
const PULLED_APART = /(?<![\p{L}\p{N}])\p{L}(?:([.\-_*~ ])\p{L})(?:\1\p{L})+(?![\p{L}\p{N}])/gu;
/** A word in which digits or signs stand between or beside letters. */
const LEET_WORD = /(?=[\p{N}@$!|+]*\p{L})[\p{L}\p{N}@$!|+]*[0134578@$!|+][\p{L}\p{N}@$!|+]*/gu;
const LEET: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '8': 'b',
  '@': 'a',
  $: 's',
  '!': 'i',
  '|': 'i',
  '+': 't',
};

let table: LookAlikes | null = null;

/** Of a text as written: what it says to whoever reads past its tricks. */
export function folded(written: string): string {
  table ??= lookAlikes();
  const plain = replaceLookAlikes(written.replace(INVISIBLE, '').normalize('NFKD').replace(MARKS, ''), table);
  return plain
    .toLowerCase()
    .replace(PULLED_APART, (word) => word.replace(/[.\-_*~ ]/g, ''))
    .replace(LEET_WORD, readLeet)
    .replace(/(\p{L})\1{2,}/gu, '$1$1');
}

/** Numbers with an ending, and words of which letters are the smaller part, are what they are; signs at the end are punctuation. */
function readLeet(word: string): string {
  const body = word.replace(/[!|+]+$/, '');
  const signs = body.match(/[0134578@$!|+]/g)?.length ?? 0;
  const letters = body.match(/\p{L}/gu)?.length ?? 0;
  if (letters < signs || /^\p{N}+(?:st|nd|rd|th|s)$/u.test(body)) return word;
  return body.replace(/[0134578@$!|+]/g, (sign) => LEET[sign] ?? sign) + word.slice(body.length);
}
