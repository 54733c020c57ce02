/**
 * The three functions that golden cases may call beside the standard ones: they show how failures travel. Not for rulesets.
 */
import type { BoundCall, FunctionDeclaration } from '../functions/declaration.ts';
import { BOOL, INT, type SmlType, STR } from '../types/types.ts';
import { FAILED } from '../values/values.ts';

/** `Failing` and `FailingStr` fail expectedly, `Boom` unexpectedly, so that it is counted. */
export const failingFunctions = (): FunctionDeclaration[] => [
  failing('Failing', BOOL, () => FAILED),
  failing('FailingStr', STR, () => FAILED),
  failing('Boom', INT, (context) => context.fail('ValueError', 'boom')),
];

const failing = (name: string, result: SmlType, call: BoundCall['call']): FunctionDeclaration => ({
  name,
  category: 'test',
  doc: 'Fails.',
  parameters: [],
  result,
  purity: 'event',
  cost: 1,
  bind: () => ({ arguments: [], call }),
});
