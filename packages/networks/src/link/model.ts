/** The model of linking that is used where none was learned. */
import type { LogisticModel } from '../core/learning/logistic.ts';
import { FEATURES } from './features.ts';

/**
 * Learned from half of the authors of `ira` by scripts/evaluate/linking.ts. Features that are not named weigh nothing. Nobody's
 * addresses are in that set: a shared key counts as what it is worth by Bayes' rule, the logarithm of how rarely accounts have it.
 */
const WEIGHTS: Readonly<Record<string, number>> = {
  'characters usual': 0.531,
  'tags content, beyond others': 1.605,
  'marks content, beyond others': 1.192,
  'characters usual, beyond others': 1.713,
  'words usual, beyond others': 2.438,
  'words style, beyond others': 3.696,
  'marks style, beyond others': 6.103,
  'hours, beyond others': 1.539,
  'shared key': 1,
};

export const DEFAULT_MODEL: LogisticModel = {
  weights: FEATURES.map((feature) => WEIGHTS[feature] ?? 0),
  intercept: -2.811,
};
