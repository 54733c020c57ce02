/** `StringClean`: many ways of writing one text made one. */
import anyAscii from 'any-ascii';
import {
  isNormalForm,
  normalizeKeepingLength,
  readLeet,
  regionalLetters,
  removeEmoji,
  removePunctuation,
  replaceLookAlikes,
  replaceSpaces,
} from '../text/clean.ts';
import { lookAlikes } from '../text/look-alikes.ts';
import { BOOL, STR } from '../types/types.ts';
import type { FunctionDeclaration, Parameter } from './declaration.ts';
import { simpleFunction } from './define.ts';

const flag = (name: string, by: boolean, doc: string): Parameter => ({ name, type: BOOL, default: by, doc });

const PARAMETERS: readonly Parameter[] = [
  { name: 's', type: STR, doc: 'The text.' },
  { name: 'form', type: STR, default: 'NFKC', doc: '`NFC`, `NFKC`, `NFD` or `NFKD`.' },
  flag('remove_emoji', false, 'Emoji become blanks.'),
  flag('space', true, 'Runs of whitespace become one blank.'),
  flag('l33t', false, '`l33t` becomes `leet`, `|7` becomes `17`.'),
  flag('homoglyph', true, 'Styled letters and symbols become the ASCII letters that they look like.'),
  flag('unicode_normalize', true, 'Unicode normal form, one code point per character.'),
  flag('unidecode', false, 'Transliteration to ASCII.'),
  flag('upper', false, 'Upper case, unless `lower` is set.'),
  flag('lower', false, 'Lower case.'),
  flag('remove_space', false, 'No whitespace at all.'),
  flag('remove_punctuation', false, 'No symbols and no punctuation.'),
];

export const cleanFunctions = (): FunctionDeclaration[] => {
  const table = lookAlikes();
  return [
    simpleFunction({
      name: 'StringClean',
      category: 'string',
      doc: 'The text with disguises removed, by the steps that are switched on, in the order of the parameters.',
      examples: [
        {
          source:
            "A = StringClean(s='  𝐅𝐑𝐄𝐄   mo₦ey ')\nB = StringClean(s='l33t', l33t=True)\nC = StringClean(s='раураl')",
          features: { A: ' free mo₦ey ', B: 'leet', C: 'раураl' },
        },
      ],
      parameters: PARAMETERS,
      result: STR,
      purity: 'pure',
      cost: 300,
      run: (
        context,
        s: string,
        form: string,
        emoji: boolean,
        space: boolean,
        leet: boolean,
        homoglyph: boolean,
        normalize: boolean,
        unidecode: boolean,
        upper: boolean,
        lower: boolean,
        noSpace: boolean,
        noPunctuation: boolean,
      ) => {
        let text = s;
        if (emoji) text = removeEmoji(homoglyph ? regionalLetters(text) : text);
        if (space) text = replaceSpaces(text, ' ');
        if (leet) text = readLeet(text);
        if (homoglyph) text = replaceLookAlikes(text, table);
        if (normalize) {
          if (!isNormalForm(form)) return context.fail('ValueError', 'invalid normalization form');
          text = normalizeKeepingLength(text, form);
        }
        if (unidecode) text = anyAscii(text);
        if (upper && !lower) text = text.toUpperCase();
        if (lower) text = text.toLowerCase();
        if (noSpace) text = replaceSpaces(text, '');
        return noPunctuation ? removePunctuation(text) : text;
      },
    }),
  ];
};
