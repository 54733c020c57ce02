/** Functions that rulesets for Bluesky and other atproto services call, beside the standard library. */
import type { FunctionDeclaration } from '@lapwing/sml';
import { censoredListFunctions } from './lists/censored-lists.ts';
import { concatFunctions } from './lists/concat.ts';
import { simpleListFunctions } from './lists/simple-lists.ts';
import { wordListFunctions } from './lists/word-list-functions.ts';
import { effectFunctions } from './records/effects.ts';
import { facetFunctions } from './records/facets.ts';
import { uriFunctions } from './records/uris.ts';
import { cleanFunctions } from './text/clean.ts';
import { containsFunctions } from './text/contains.ts';
import { domainFunctions } from './text/domain-functions.ts';
import { emojiFunctions } from './text/emoji.ts';
import { tokenFunctions } from './text/tokens.ts';

export type { AtprotoLabelEffect, AtprotoListEffect } from './records/effects.ts';

/** The declarations, for `createRegistry(standardFunctions(), …, atprotoFunctions())`. */
export const atprotoFunctions = (): FunctionDeclaration[] => [
  ...censoredListFunctions(),
  ...cleanFunctions(),
  ...concatFunctions(),
  ...containsFunctions(),
  ...domainFunctions(),
  ...effectFunctions(),
  ...emojiFunctions(),
  ...facetFunctions(),
  ...simpleListFunctions(),
  ...tokenFunctions(),
  ...uriFunctions(),
  ...wordListFunctions(),
];
