/** The whole function registry with the three test-only functions of the golden cases. */
import type { Registry } from '../../src/evaluate/ruleset.ts';
import type { FunctionDeclaration } from '../../src/functions/declaration.ts';
import { engineFunctions } from '../../src/functions/engine.ts';
import { jsonFunctions } from '../../src/functions/json-data.ts';
import { createRegistry } from '../../src/functions/registry.ts';
import { standardFunctions } from '../../src/functions/standard.ts';
import { BOOL, INT, type SmlType, STR } from '../../src/types/types.ts';
import { FAILED } from '../../src/values/values.ts';

function failing(
  name: string,
  result: SmlType,
  call: ReturnType<FunctionDeclaration['bind']>['call'],
): FunctionDeclaration {
  return {
    name,
    category: 'test',
    doc: 'Fails.',
    parameters: [],
    result,
    purity: 'event',
    cost: 1,
    bind: () => ({ arguments: [], call }),
  };
}

/** An expected failure, and one that is reported. */
export const failingFunctions = (): FunctionDeclaration[] => [
  failing('Failing', BOOL, () => FAILED),
  failing('FailingStr', STR, () => FAILED),
  failing('Boom', INT, (context) => context.fail('ValueError', 'boom')),
];

export function testRegistry(...extra: readonly FunctionDeclaration[]): Registry {
  return createRegistry(engineFunctions(), jsonFunctions(), standardFunctions(), failingFunctions(), extra);
}
