/** What the two threads of live scoring say to each other. */

import type { History } from '../core/data/dataset.ts';
import type { Learned, LiveOptions } from '../core/live/learn.ts';
import type { LiveEntry } from '../core/live/store.ts';

export type ToLearner =
  | { readonly kind: 'entries'; readonly entries: readonly LiveEntry[] }
  | { readonly kind: 'learn'; readonly now: number; readonly history: History };

export type FromLearner =
  | { readonly kind: 'learned'; readonly learned: Learned }
  /** The data are such that nothing can be learned; the thread goes on. */
  | { readonly kind: 'refused'; readonly message: string };

export interface LearnerStart {
  readonly options: LiveOptions;
}
