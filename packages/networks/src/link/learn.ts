/** A model of one's own, from pairs of accounts that are known to belong together. */
import { NetworksError } from '../core/errors.ts';
import { fitLogistic, type LogisticModel } from '../core/learning/logistic.ts';
import { candidatesOf } from './candidates.ts';
import { pairsOf } from './features.ts';
import { vectorsOf } from './measures.ts';
import type { Profile } from './profile.ts';

/**
 * Examples are the candidates of the labelled accounts: those that a pair joins belong together, all others do not. Throws a
 * NetworksError where no labelled pair is found, or nothing else is.
 */
export function learnLinks(
  profiles: readonly Profile[],
  together: readonly (readonly [number, number])[],
): LogisticModel {
  const known = new Set(together.flatMap(([a, b]) => [`${a} ${b}`, `${b} ${a}`]));
  const asked = [...new Set(together.flat())].sort((a, b) => a - b);
  if (asked.length === 0) throw new NetworksError('there is no labelled pair to learn from');
  const vectors = vectorsOf(profiles);
  const everybody = profiles.map((_, account) => account);
  const pairs = pairsOf(profiles, vectors, asked, candidatesOf(profiles, vectors, asked, everybody)).flat();
  return fitLogistic(
    pairs.map(({ features }) => features),
    pairs.map(({ a, b }) => Number(known.has(`${a} ${b}`))),
    { nonNegative: true },
  );
}
