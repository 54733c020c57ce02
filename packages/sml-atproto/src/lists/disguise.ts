/** Words in disguise: letters replaced by look-alikes, with marks between them (`c@t`, `с_а_t`). */
import { lookAlikes } from '@lapwing/sml';

/** What may stand between the letters of a disguised word, any number of times. */
const BETWEEN = '[,.+/|&%#!@_]*';

/** Signs and digits that are read as a letter; `x`, `*`, `_` and `-` stand for a vowel that was struck out. */
const SIGNS: Readonly<Record<string, string>> = {
  a: '4@^x*_-',
  b: '8',
  c: '(<[{k©',
  e: '3x*_-',
  g: '69&q©',
  h: '#',
  i: '1!|lI*_-x',
  k: 'c(<[{©',
  l: '1!|iI*_-x',
  m: 'rn',
  o: '0*_-',
  s: '$25z§',
  t: '7+†',
  u: 'vx*_-',
  v: 'u',
  z: '2s',
};

/** Letters of other scripts that are drawn like a Latin one (Cyrillic, Greek, Armenian, Cherokee; Unicode UTS #39). */
const OTHER_SCRIPTS: Readonly<Record<string, string>> = {
  a: 'аАɑΑᎪ',
  b: 'ВЬΒƄᏏ',
  c: 'сСⅽᏟ',
  d: 'ԁɗᎠ',
  e: 'еЕєҽΕᎬ',
  f: 'ſքϜ',
  g: 'ɡցԌᏀ',
  h: 'һհНΗᎻ',
  i: 'ıɪіІӏӀΙᎥ',
  j: 'јЈյᎫ',
  k: 'κкКΚᏦ',
  l: 'ӏӀІΙⅼᏞ',
  m: 'МмΜϺᎷ',
  n: 'ոռΝП',
  o: 'оОΟօՕσ',
  p: 'рРϱᏢ',
  q: 'ԛգզ',
  r: 'гᴦᎡᏒ',
  s: 'ѕЅՏᏕ',
  t: 'тТΤᎢ',
  u: 'υսʋՍ',
  v: 'νѵѴᏙ',
  w: 'ѡԝաԜᎳ',
  x: 'хХΧҳχ',
  y: 'уУүΥγỿᎩ',
  z: 'ʐΖᏃ',
};

/** Blocks with accented, wide, raised and styled Latin letters. */
const LATIN_BLOCKS: readonly (readonly [number, number])[] = [
  [0xaa, 0x24f],
  [0x1d2c, 0x1d6a],
  [0x1e00, 0x1eff],
  [0x2071, 0x209c],
  [0x2100, 0x217f],
  [0x24b6, 0x24e9],
  [0xff21, 0xff5a],
  [0x1d400, 0x1d6a5],
];

/** Each letter's disguises, itself in both cases among them. */
export type Disguises = ReadonlyMap<string, string>;

export function disguises(): Disguises {
  const forms = new Map<string, Set<string>>();
  const add = (letter: string, form: string): void => {
    const known = forms.get(letter) ?? new Set([letter, letter.toUpperCase()]);
    forms.set(letter, known.add(form));
  };
  for (const letter of 'abcdefghijklmnopqrstuvwxyz') add(letter, letter);
  for (const [form, letter] of lookAlikes()) add(letter, form);
  for (const [from, to] of LATIN_BLOCKS) {
    for (let code = from; code <= to; code++) {
      const form = String.fromCodePoint(code);
      const base = form.normalize('NFKD')[0]?.toLowerCase() ?? '';
      if (/^[a-z]$/.test(base)) add(base, form);
    }
  }
  for (const table of [SIGNS, OTHER_SCRIPTS]) {
    for (const [letter, signs] of Object.entries(table)) for (const form of signs) add(letter, form);
  }
  return new Map([...forms].map(([letter, set]) => [letter, [...set].join('')]));
}

/** A regular expression that finds a word in any disguise; with `plurals` an `s` in any disguise may follow. */
export function disguisePattern(word: string, plurals: boolean, table: Disguises): string {
  const letters = Array.from(word.toLowerCase(), (letter) => classOf(table.get(letter) ?? letter));
  const plural = plurals ? `${BETWEEN}${classOf(table.get('s') ?? 's')}?` : '';
  return letters.join(BETWEEN) + plural;
}

const classOf = (characters: string): string => `[${characters.replace(/[\\\]^[&~|-]/g, '\\$&')}]`;
