/** The matcher of a kind of list, and how many entries it may have. */
import { LIST_ENTRIES_MAX, LIST_PATTERNS_MAX, LIST_WORDS_MAX } from '../../limits.ts';
import type { ListKind } from '../list.ts';
import { CidrMatcher } from './cidrs.ts';
import { DomainMatcher, ExactMatcher } from './exact.ts';
import { ImageMatcher } from './images.ts';
import type { Matcher } from './matcher.ts';
import { PatternMatcher, WordMatcher } from './texts.ts';

export function createMatcher(kind: ListKind, maxDistance: number): Matcher {
  switch (kind) {
    case 'words':
      return new WordMatcher();
    case 'regexes':
      return new PatternMatcher();
    case 'domains':
      return new DomainMatcher();
    case 'cidrs':
      return new CidrMatcher();
    case 'hashes':
      return new ExactMatcher((value) => value.trim().toLowerCase());
    case 'images':
      return new ImageMatcher(maxDistance);
    case 'entities':
      return new ExactMatcher((value) => value);
  }
}

export function entriesMax(kind: ListKind): number {
  if (kind === 'words') return LIST_WORDS_MAX;
  return kind === 'regexes' ? LIST_PATTERNS_MAX : LIST_ENTRIES_MAX;
}
