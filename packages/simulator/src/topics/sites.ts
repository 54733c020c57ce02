/** Sites that people link to: a few often, most seldom (Zipf). All domains end in `.example`, which nobody can own (RFC 2606). */
import { inventName } from '../accounts/identity.ts';
import type { Dice } from '../random/dice.ts';
import { power } from '../random/exact.ts';
import { mix, PURPOSE, Stream, streamKey } from '../random/stream.ts';
import { HOUR } from '../time/rhythm.ts';

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
];
const SITES = 400;
/** A story is passed around for some hours; it begins with a few at a time. */
const STORY_MILLIS = 5 * HOUR;
const STORIES_AT_A_TIME = 14;

export class Sites {
  readonly #seed: number;
  readonly #domains: readonly string[];

  constructor(seed: number) {
    this.#seed = seed;
    this.#domains = Array.from({ length: SITES }, (_, i) =>
      inventDomain(new Stream(streamKey(seed, PURPOSE.sites, i))),
    );
  }

  /** The number of a link that someone shares: one of the moment's stories, or anything at all. */
  share(dice: Dice, timeMillis: number): number {
    if (dice.chance(0.5)) {
      // Squared: the first stories are passed on most.
      const story = Math.floor(dice.squared() * STORIES_AT_A_TIME);
      return mix(Math.floor(timeMillis / STORY_MILLIS) * STORIES_AT_A_TIME + story) | 1;
    }
    return dice.between(1, 0x7fffffff);
  }

  /** An organisation links to its own site. */
  ownDomain(account: number): string {
    return this.#domains[mix(account ^ this.#seed) % SITES]!;
  }

  url(link: number): string {
    const dice = new Stream(streamKey(this.#seed, PURPOSE.sites, link, 1));
    const domain = this.#domains[Math.floor(power(SITES, dice.unit())) - 1]!;
    return `https://${domain}/${slug(dice)}`;
  }
}

export function inventDomain(dice: Stream): string {
  return `${inventName(dice).toLowerCase()}${dice.pick(KINDS)}.example`;
}

export function slug(dice: Dice): string {
  return `${dice.pick(WORDS)}-${dice.pick(WORDS)}-${dice.pick(WORDS)}-${dice.between(100, 99999)}`;
}
