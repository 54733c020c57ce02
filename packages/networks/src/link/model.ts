/** The model of linking that is used where none was learned. */
import type { LogisticModel } from '../core/learning/logistic.ts';
import { FEATURES } from './features.ts';

export const DEFAULT_MODEL: LogisticModel = { weights: FEATURES.map(() => 1), intercept: -5 };
