/** Conversions between types. */
import { INT, STR } from '../types/types.ts';
import { parseInt10 } from '../values/integers.ts';
import { FAILED } from '../values/values.ts';
import type { FunctionDeclaration } from './declaration.ts';
import { simpleFunction } from './define.ts';

export const castFunctions = (): FunctionDeclaration[] => [
  simpleFunction({
    name: 'ParseInt',
    category: 'cast',
    doc: 'The whole number that a text writes in decimal; fails silently on other text.',
    examples: [
      {
        source: "A = ParseInt(s=' -1_000 ')\nB = ParseInt(s='٣')\nC = ParseInt(s='1.5')",
        features: { A: -1000, B: 3, C: null },
      },
    ],
    parameters: [{ name: 's', type: STR, doc: 'The text.' }],
    result: INT,
    purity: 'pure',
    failure: 'silent',
    cost: 20,
    run: (_context, s: string) => parseInt10(s) ?? FAILED,
  }),
];
