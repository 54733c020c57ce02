/** Hashtags by number, and which are on the platform's list of trends: counts that halve every two hours. */
import { LIMITS } from '../limits.ts';
import type { Dice } from '../random/dice.ts';
import { power } from '../random/exact.ts';
import { HOUR } from '../time/rhythm.ts';

const HALF_LIFE_MILLIS = 2 * HOUR;
const LISTED = 8;
const RELIST_MILLIS = HOUR / 6;

export class Trends {
  readonly #numbers = new Map<string, number>();
  readonly #names: string[] = [''];
  readonly #scores = new Float64Array(LIMITS.tags);
  readonly #posts = new Uint32Array(LIMITS.tags * LIMITS.tagPosts);
  readonly #writes = new Uint32Array(LIMITS.tags);
  #listed: readonly number[] = [];
  #listedMillis = Number.NEGATIVE_INFINITY;
  #originMillis: number | null = null;

  /** Number of a tag, from 1 on; 0 where there are too many. */
  number(tag: string): number {
    const known = this.#numbers.get(tag);
    if (known !== undefined) return known;
    if (this.#names.length >= LIMITS.tags) return 0;
    const number = this.#names.push(tag) - 1;
    this.#numbers.set(tag, number);
    return number;
  }

  name(tag: number): string {
    return this.#names[tag] ?? '';
  }

  count(tag: number, post: number, nowMillis: number): void {
    if (tag === 0) return;
    this.#originMillis ??= nowMillis;
    // Growing weights are the same as decaying counts; a week at two hours is 2^84, far from the end of the range.
    this.#scores[tag] = this.#scores[tag]! + power(2, (nowMillis - this.#originMillis) / HALF_LIFE_MILLIS);
    const at = this.#writes[tag]!++ % LIMITS.tagPosts;
    this.#posts[tag * LIMITS.tagPosts + at] = post;
  }

  /** Tags that trend now, first the first. */
  list(nowMillis: number): readonly number[] {
    if (nowMillis - this.#listedMillis < RELIST_MILLIS) return this.#listed;
    this.#listedMillis = nowMillis;
    const tags = Array.from({ length: this.#names.length - 1 }, (_, i) => i + 1);
    tags.sort((a, b) => this.#scores[b]! - this.#scores[a]! || a - b);
    this.#listed = tags.slice(0, LISTED);
    return this.#listed;
  }

  /** One of the newest posts with a tag, or 0. */
  post(dice: Dice, tag: number): number {
    const known = Math.min(this.#writes[tag] ?? 0, LIMITS.tagPosts);
    return known === 0 ? 0 : this.#posts[tag * LIMITS.tagPosts + dice.below(known)]!;
  }
}
