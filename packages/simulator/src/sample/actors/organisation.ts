/** A newsroom or shop: posts through the day, always with a link to its own site, and follows few. Harmless, but like spam in numbers. */

import type { Random } from '../../random/random.ts';
import { nextMoment } from '../../time/rhythm.ts';
import type { Account } from '../people/account.ts';
import { slug } from '../topics/sites.ts';
import type { World } from '../world.ts';
import type { Actor } from './actor.ts';

export class Organisation implements Actor {
  readonly #random: Random;
  readonly #account: Account;
  readonly #domain: string;
  readonly #postsPerDay: number;
  readonly #topics: readonly number[];

  constructor(random: Random, account: Account, domain: string, topics: readonly number[]) {
    this.#random = random;
    this.#account = account;
    this.#domain = domain;
    this.#postsPerDay = random.between(6, 30);
    this.#topics = topics;
  }

  act(world: World): number {
    const random = this.#random;
    const topic = random.pick(this.#topics);
    const link = `https://www.${this.#domain}/${slug(random)}`;
    const text = world.texts.write(random, topic, 'say', { link, hashtagChance: 0.6, typoChance: 0 });
    world.post(random, this.#account, topic, text);
    return nextMoment(random, world.nowMillis, this.#postsPerDay, this.#account.place.utcOffsetHours);
  }
}
