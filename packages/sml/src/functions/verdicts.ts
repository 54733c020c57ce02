/** Verdicts: what the caller of a synchronous decision is told. */

import type { VerdictEffect } from '../evaluate/ruleset.ts';
import { STR } from '../types/types.ts';
import type { FunctionDeclaration } from './declaration.ts';
import { simpleFunction } from './define.ts';

export const verdictFunctions = (): FunctionDeclaration[] => [
  simpleFunction({
    name: 'DeclareVerdict',
    category: 'engine',
    doc: 'Adds a verdict to the decision when fired by `WhenRules`. Verdicts keep their order and are not de-duplicated.',
    examples: [
      {
        source:
          "R = Rule(when_all=[1 == 1], description='always')\nWhenRules(rules_any=[R], then=[DeclareVerdict(verdict='reject')])",
        features: { R: true, __verdicts: ['reject'] },
      },
    ],
    parameters: [{ name: 'verdict', type: STR, doc: 'The verdict.' }],
    result: { kind: 'effect', name: 'VerdictEffect' },
    purity: 'effect',
    cost: 2,
    run: (_context, verdict: string): VerdictEffect => ({ effect: 'verdict', verdict }),
  }),
];
