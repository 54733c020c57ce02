/** Sites that people link to: a few are linked often, most seldom. All domains end in `.example`, which nobody can own (RFC 2606). */

import type { Random } from '../../random/random.ts';
import { HOUR } from '../../time/rhythm.ts';
import { inventName } from '../people/names.ts';

const KINDS = ['times', 'daily', 'blog', 'review', 'radio', 'wiki', 'shop', 'video', 'photos', 'forum'];
const WORDS = [
  'how',
  'to',
  'the',
  'best',
  'of',
  'why',
  'new',
  'city',
  'cup',
  'story',
  'guide',
  'plan',
  'night',
  'people',
  'rain',
  'secret',
  'year',
  'list',
];
const SITES = 80;
/** A story is passed around for six hours. */
const STORY_MILLIS = 6 * HOUR;
const STORIES_AT_A_TIME = 10;

export class Sites {
  readonly #domains: readonly string[];
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
    this.#domains = Array.from({ length: SITES }, (_, i) => inventDomain(random.split('site', i)));
  }

  /** A link that someone shares: one of the moment's stories, or anything at all. */
  share(random: Random, timeMillis: number): string {
    if (random.chance(0.45)) {
      const story = this.#random.split(
        `story ${Math.floor(timeMillis / STORY_MILLIS)}`,
        random.below(STORIES_AT_A_TIME),
      );
      return `https://${this.#popular(story)}/${slug(story)}`;
    }
    return `https://${this.#popular(random)}/${slug(random)}`;
  }

  /** Earlier domains are linked more often, about in proportion to one over their rank. */
  #popular(random: Random): string {
    return this.#domains[Math.floor(SITES ** random.unit()) - 1] ?? 'times.example';
  }
}

export function inventDomain(random: Random): string {
  return `${inventName(random).toLowerCase()}${random.pick(KINDS)}.example`;
}

export function slug(random: Random): string {
  return `${random.pick(WORDS)}-${random.pick(WORDS)}-${random.pick(WORDS)}-${random.between(100, 99999)}`;
}
