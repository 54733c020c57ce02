/** The posts that people can see: the latest ones, with what has come of them. */

import type { Random } from '../../random/random.ts';
import { HOUR } from '../../time/rhythm.ts';
import { LIMITS } from '../limits.ts';
import type { Account } from '../people/account.ts';

export interface Post {
  readonly postId: string;
  readonly author: Account;
  readonly topic: number;
  readonly timeMillis: number;
  /** The campaign that it serves, or null. People notice, sometimes. */
  readonly campaign: string | null;
  /** Indexes of the accounts that like it. */
  readonly likers: Set<number>;
}

export class Feed {
  readonly #posts: Post[] = [];
  #count = 0;

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  add(post: Post): void {
    this.#posts[this.#count % LIMITS.recentPosts] = post;
    this.#count++;
  }

  /** A recent post, newer ones more often: half of all looks end within the latest sixty. */
  recent(random: Random): Post | null {
    if (this.#count === 0) return null;
    const held = Math.min(this.#count, LIMITS.recentPosts);
    const back = Math.min(held - 1, Math.floor(60 * (1 / (1 - random.unit()) - 1)));
    return this.#posts[(this.#count - 1 - back) % LIMITS.recentPosts] ?? null;
  }

  /** What someone reads next: by an account that they follow or of their own community, popular and new before others. */
  forReader(random: Random, reader: Account, nowMillis: number): Post | null {
    let best: Post | null = null;
    let bestScore = -1;
    for (let i = 0; i < LIMITS.tries; i++) {
      const post = this.recent(random);
      if (post === null || post.author === reader) continue;
      const known = reader.follows.includes(post.author.index) ? 3 : 0;
      const near = post.author.community === reader.community ? 1.5 : 0;
      const ageHours = (nowMillis - post.timeMillis) / HOUR;
      const score = ((1 + known + near + Math.sqrt(post.likers.size)) * random.unit()) / (1 + ageHours);
      if (score > bestScore) {
        best = post;
        bestScore = score;
      }
    }
    return best;
  }
}
