/**
 * A follow ring: accounts that follow one another to look popular, then mass-follow customers who pay for an audience and strangers
 * who may follow back, a burst at a time.
 */

import { geometric, logNormal } from '../../random/distributions.ts';
import type { Random } from '../../random/random.ts';
import { HOUR, MINUTE, SECOND } from '../../time/rhythm.ts';
import type { Account } from '../people/account.ts';
import type { World } from '../world.ts';
import type { Actor } from './actor.ts';

export interface FollowRing {
  readonly campaign: string;
  readonly members: readonly Account[];
  readonly customers: readonly Account[];
  readonly followsPerHour: number;
  /** Follows of one account in all. */
  readonly budget: number;
}

export class FollowRingMember implements Actor {
  readonly #random: Random;
  readonly #account: Account;
  readonly #ring: FollowRing;
  #budget: number;
  #burst = 0;

  constructor(random: Random, account: Account, ring: FollowRing) {
    this.#random = random;
    this.#account = account;
    this.#ring = ring;
    this.#budget = Math.ceil(logNormal(random, ring.budget, 0.3));
  }

  act(world: World): number | null {
    const random = this.#random;
    if (!this.#account.exists) {
      world.signUp(random, this.#account);
      return world.nowMillis + Math.ceil(logNormal(random, 30 * MINUTE, 0.8));
    }
    if (this.#burst === 0) {
      world.logIn(random, this.#account);
      this.#burst = geometric(random, this.#ring.followsPerHour);
      return world.nowMillis + random.between(5, 40) * SECOND;
    }
    this.#burst--;
    const target = this.#choose(world);
    if (target !== null) world.follow(random, this.#account, target, this.#ring.campaign);
    if (--this.#budget <= 0) return null;
    if (this.#burst > 0)
      return world.nowMillis + Math.ceil(logNormal(random, HOUR / this.#ring.followsPerHour / 4, 0.6));
    return world.nowMillis + Math.ceil(logNormal(random, 90 * MINUTE, 0.6));
  }

  #choose(world: World): Account | null {
    const random = this.#random;
    const way = random.unit();
    if (way < 0.35) return random.pick(this.#ring.members);
    if (way < 0.5) return random.pick(this.#ring.customers);
    const post = world.feed.recent(random);
    if (way < 0.8 && post !== null) return post.author;
    return world.accounts.at(random.below(world.accounts.size));
  }
}
