/** All functions of this room. */
import type { FunctionDeclaration } from '@lapwing/sml';
import { cacheFunctions } from './cache.ts';
import { historyFunctions } from './history.ts';
import { lookupFunctions } from './lists.ts';
import { triggerFunctions } from './triggers.ts';
import { tumblingFunctions } from './tumbling.ts';
import { valueFunctions } from './values.ts';
import { slidingFunctions } from './windows.ts';

/** What rules remember, as functions of the language. The host provides `MEMORY`. */
export function windowFunctions(): readonly FunctionDeclaration[] {
  return [
    ...slidingFunctions(),
    ...tumblingFunctions(),
    ...historyFunctions(),
    ...valueFunctions(),
    ...triggerFunctions(),
    ...cacheFunctions(),
    ...lookupFunctions(),
  ];
}
