/** What rules here may call. On its own, so that a thread that only checks rules loads nothing else of the server. */
import { windowFunctions } from '@lapwing/memory';
import { networkFunctions } from '@lapwing/networks/rules';
import { createRegistry, engineFunctions, jsonFunctions, type Registry, standardFunctions } from '@lapwing/sml';
import { atprotoFunctions } from '@lapwing/sml-atproto';

/** The functions that every ruleset here may call. */
export function systemRegistry(): Registry {
  return createRegistry(
    engineFunctions(),
    jsonFunctions(),
    standardFunctions(),
    windowFunctions(),
    networkFunctions(),
    atprotoFunctions(),
  );
}
