/** The standard library: every function of the language but the engine's own and the readers of JSON. */
import { actionFunctions } from './action.ts';
import { castFunctions } from './casts.ts';
import type { FunctionDeclaration } from './declaration.ts';
import { entityFunctions } from './entities.ts';
import { experimentFunctions } from './experiments.ts';
import { hashFunctions } from './hashes.ts';
import { labelFunctions } from './labels.ts';
import { listFunctions } from './lists.ts';
import { netFunctions } from './net.ts';
import { phoneFunctions } from './phones.ts';
import { randomFunctions } from './random.ts';
import { regexFunctions } from './regex-functions.ts';
import { cleanFunctions } from './string-clean.ts';
import { stringFunctions } from './strings.ts';
import { timeFunctions } from './time.ts';
import { urlFunctions } from './urls.ts';
import { verdictFunctions } from './verdicts.ts';

/**
 * Declarations of the standard functions. Put them into a registry together with those of `engine.ts`, `json-data.ts` and any
 * plugin: `createRegistry(engineFunctions(), jsonFunctions(), standardFunctions(), atprotoFunctions())`.
 */
export const standardFunctions = (): FunctionDeclaration[] => [
  ...actionFunctions(),
  ...castFunctions(),
  ...entityFunctions(),
  ...experimentFunctions(),
  ...hashFunctions(),
  ...labelFunctions(),
  ...listFunctions(),
  ...netFunctions(),
  ...phoneFunctions(),
  ...randomFunctions(),
  ...regexFunctions(),
  ...stringFunctions(),
  ...cleanFunctions(),
  ...timeFunctions(),
  ...urlFunctions(),
  ...verdictFunctions(),
];
