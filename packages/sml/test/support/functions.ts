/** The whole function registry with the three test-only functions of the golden cases. */
import type { Registry } from '../../src/evaluate/ruleset.ts';
import type { FunctionDeclaration } from '../../src/functions/declaration.ts';
import { engineFunctions } from '../../src/functions/engine.ts';
import { jsonFunctions } from '../../src/functions/json-data.ts';
import { createRegistry } from '../../src/functions/registry.ts';
import { standardFunctions } from '../../src/functions/standard.ts';
import { failingFunctions } from '../../src/testing/failing-functions.ts';

export { failingFunctions };

export function testRegistry(...extra: readonly FunctionDeclaration[]): Registry {
  return createRegistry(engineFunctions(), jsonFunctions(), standardFunctions(), failingFunctions(), extra);
}
