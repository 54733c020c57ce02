/** Invisible and combining characters taken out of a text. */
import { BOOL, type FunctionDeclaration, type Parameter, STR, simpleFunction } from '@lapwing/sml';

const flag = (name: string, by: boolean, doc: string): Parameter => ({ name, type: BOOL, default: by, doc });

export const cleanFunctions = (): FunctionDeclaration[] => [
  simpleFunction({
    name: 'CleanString',
    category: 'string',
    doc: 'The text without zero-width spaces and combining marks, and without more where asked.',
    examples: [{ source: "A = CleanString(s='fr\\u200be\\u0332e')", features: { A: 'free' } }],
    parameters: [
      { name: 's', type: STR, doc: 'The text.' },
      flag('zero_width', true, 'Remove U+200B and U+200E.'),
      flag('underlines', true, 'Remove combining marks (category Mn).'),
      flag('space_likes', false, 'Remove asterisks and signs drawn like them.'),
      flag('single_quotes', false, "Remove `'`."),
    ],
    result: STR,
    purity: 'pure',
    cost: 80,
    failure: 'never',
    run: (_context, s: string, zeroWidth: boolean, marks: boolean, spaceLikes: boolean, quotes: boolean) => {
      let text = s;
      if (zeroWidth) text = text.replace(/[\u200b\u200e]/g, '');
      if (marks) text = text.replace(/\p{Mn}/gu, '');
      if (spaceLikes) text = text.replace(/[*∗٭ꭈ𐌟]/gu, '');
      return quotes ? text.replaceAll("'", '') : text;
    },
  }),
];
