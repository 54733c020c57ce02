/** Chance. The host supplies the numbers, and what was drawn is recorded, so a replay decides as before. */
import { BOOL, FLOAT, INT } from '../types/types.ts';
import type { CallSite, FunctionDeclaration } from './declaration.ts';
import { argumentSpan, constantNumber } from './define.ts';
import { RANDOMNESS } from './services.ts';

export const randomFunctions = (): FunctionDeclaration[] => [
  {
    name: 'RandomBool',
    category: 'random',
    doc: 'True with the given probability.',
    examples: [{ source: '_A = RandomBool(percentage=0.5)\nB = _A or not _A', features: { B: true } }],
    parameters: [{ name: 'percentage', type: FLOAT, constant: true, doc: 'A probability between 0.0 and 1.0.' }],
    result: BOOL,
    purity: 'impure',
    cost: 5,
    bind(site: CallSite) {
      const probability = constantNumber(site, 'percentage');
      const refuse = (hint: string) => site.error('invalid `percentage`', argumentSpan(site, 'percentage'), hint);
      if (probability !== undefined && (probability < 0 || probability > 1)) refuse('this must be between 0.0 and 1.0');
      if (probability === 0) refuse('this will always be `False`');
      if (probability === 1) refuse('this will always be `True`');
      return { arguments: [], call: (context) => context.service(RANDOMNESS).next() < (probability ?? 0) };
    },
  },
  {
    name: 'RandomInt',
    category: 'random',
    doc: 'A whole number between two others, both included.',
    examples: [{ source: '_A = RandomInt(start=1, end=6)\nB = _A >= 1 and _A <= 6', features: { B: true } }],
    parameters: [
      { name: 'start', type: INT, constant: true, doc: 'The least.' },
      { name: 'end', type: INT, constant: true, doc: 'The greatest; more than `start`.' },
    ],
    result: INT,
    purity: 'impure',
    cost: 5,
    bind(site: CallSite) {
      const start = constantNumber(site, 'start') ?? 0;
      const end = constantNumber(site, 'end') ?? start + 1;
      if (start >= end) {
        const hint = 'the `start` value must be less than the `end` value';
        site.error('invalid `start`', argumentSpan(site, 'start'), hint);
      }
      return {
        arguments: [],
        call: (context) => start + Math.floor(context.service(RANDOMNESS).next() * (end - start + 1)),
      };
    },
  },
];
