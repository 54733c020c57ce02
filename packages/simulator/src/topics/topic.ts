/** What a topic is: hashtags, and rules for statements (`say`) and answers to them (`answer`). */
import type { Rules } from './grammar.ts';

export interface Topic {
  readonly name: string;
  readonly lang: 'en' | 'es';
  readonly hashtags: readonly string[];
  readonly rules: Rules & { readonly say: readonly string[]; readonly answer: readonly string[] };
}
