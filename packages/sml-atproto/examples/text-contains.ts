/** A plugin of one function. */
import { BOOL, type FunctionDeclaration, STR, simpleFunction } from '@lapwing/sml';

export const textFunctions = (): FunctionDeclaration[] => [
  simpleFunction({
    name: 'TextContains',
    category: 'string',
    doc: 'Whether a text holds a phrase.',
    examples: [{ source: "A = TextContains(text='hello world', phrase='wor')", features: { A: true } }],
    parameters: [
      { name: 'text', type: STR, doc: 'The text.' },
      { name: 'phrase', type: STR, doc: 'The phrase.' },
    ],
    result: BOOL,
    purity: 'pure',
    cost: 10,
    failure: 'never',
    run: (_context, text: string, phrase: string) => text.includes(phrase),
  }),
];
