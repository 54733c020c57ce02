/** The brakes as a fold over the journal. */
import type { Brakes, SavedBrakes } from '@lapwing/enforcement';
import type { Fold } from './folds.ts';

export function brakesFold(brakes: Brakes): Fold {
  return {
    name: 'brakes',
    save: () => brakes.save(),
    load(saved) {
      if (typeof saved !== 'object' || saved === null) throw new TypeError('the saved brakes are of no known form');
      // Written by `save` of this class; the checkpoint's checksum has been compared.
      brakes.load(saved as SavedBrakes);
    },
    activated: (ruleset) => brakes.activated(ruleset.rules),
  };
}
