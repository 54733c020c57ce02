/**
 * What a topic is: hashtags, and rules for statements (`say`) and answers to them (`answer`). Topics that people disagree on have an
 * axis of opinion, and what the two sides say.
 */
import type { Rules } from './grammar.ts';

export interface Topic {
  readonly name: string;
  readonly lang: 'en' | 'es';
  readonly hashtags: readonly string[];
  /** 0 or 1: the axis of opinion on which this topic divides people. */
  readonly axis?: 0 | 1;
  readonly rules: Rules & {
    readonly say: readonly string[];
    readonly answer: readonly string[];
    readonly for?: readonly string[];
    readonly against?: readonly string[];
  };
}
