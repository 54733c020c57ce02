/**
 * An ordinary person: comes back several times a day at their own hours, reads, likes, answers, posts, follows people, sometimes
 * shares a link, sometimes reports what looks like spam, and now and then something that is not.
 */

import { geometric, logNormal, weighted } from '../../random/distributions.ts';
import type { Random } from '../../random/random.ts';
import { MINUTE, nextMoment, SECOND } from '../../time/rhythm.ts';
import { chooseToFollow } from '../networks/follows.ts';
import type { Account } from '../people/account.ts';
import type { World } from '../world.ts';
import type { Actor } from './actor.ts';

/** What someone does with their time, as relative frequencies: like, reply, post, follow, read on. */
type Habits = readonly [number, number, number, number, number];

const HABITS: readonly { readonly share: number; readonly habits: Habits }[] = [
  { share: 50, habits: [60, 6, 4, 6, 40] },
  { share: 35, habits: [45, 22, 16, 6, 15] },
  { share: 15, habits: [25, 25, 40, 5, 10] },
];
const HABIT_SHARES = HABITS.map(({ share }) => share);

export class Person implements Actor {
  readonly #random: Random;
  readonly #account: Account;
  readonly #sessionsPerDay: number;
  readonly #habits: Habits;
  readonly #interests: readonly number[];
  /** Newcomers look for people to follow; the number that they still want. */
  #wanted: number;
  #left = 0;

  constructor(random: Random, account: Account, medianSessionsPerDay: number, interests: readonly number[]) {
    this.#random = random;
    this.#account = account;
    // Sigma 1.2: the busiest one in a hundred come sixteen times as often as the median.
    this.#sessionsPerDay = Math.min(40, logNormal(random, medianSessionsPerDay, 1.2));
    this.#habits = HABITS[weighted(random, HABIT_SHARES)]?.habits ?? [1, 1, 1, 1, 1];
    this.#interests = interests;
    this.#wanted = account.exists ? 0 : random.between(3, 25);
  }

  act(world: World): number {
    const random = this.#random;
    const account = this.#account;
    if (!account.exists) {
      world.signUp(random, account);
      this.#left = geometric(random, 10);
    } else if (this.#left === 0) {
      const failed = random.chance(0.04);
      world.logIn(random, account, !failed);
      this.#left = failed ? 0 : geometric(random, 5);
    } else {
      this.#left--;
      this.#doSomething(world);
    }
    if (this.#left > 0) return world.nowMillis + Math.ceil(logNormal(random, 40 * SECOND, 1));
    return nextMoment(random, world.nowMillis + MINUTE, this.#sessionsPerDay, account.place.utcOffsetHours);
  }

  #doSomething(world: World): void {
    const random = this.#random;
    if (this.#wanted > 0 && random.chance(0.6)) {
      this.#wanted--;
      this.#follow(world);
      return;
    }
    switch (weighted(random, this.#habits)) {
      case 0:
        this.#like(world);
        break;
      case 1:
        this.#reply(world);
        break;
      case 2:
        this.#post(world);
        break;
      case 3:
        this.#follow(world);
        break;
      default:
        this.#read(world);
    }
  }

  #like(world: World): void {
    const post = world.readNext(this.#random, this.#account);
    if (post !== null && post.campaign === null) world.like(this.#random, this.#account, post);
    else if (post !== null) this.#read(world);
  }

  #reply(world: World): void {
    const random = this.#random;
    const post = world.readNext(random, this.#account);
    if (post === null || post.campaign !== null) return;
    const mentions = random.chance(0.6) ? [post.author.name.handle] : [];
    const parts = { mentions, hashtagChance: 0.05, typoChance: 0.1 };
    world.reply(random, this.#account, post, world.texts.write(random, post.topic, 'answer', parts));
  }

  #post(world: World): void {
    const random = this.#random;
    const topic = random.pick(this.#interests);
    const parts = { hashtagChance: 0.3, typoChance: 0.1 };
    const link = random.chance(0.18) ? { link: world.sites.share(random, world.nowMillis) } : {};
    world.post(random, this.#account, topic, world.texts.write(random, topic, 'say', { ...parts, ...link }));
  }

  #follow(world: World): void {
    const target = chooseToFollow(this.#random, this.#account, world.accounts, world.feed, world.nowMillis);
    if (target !== null) world.follow(this.#random, this.#account, target);
  }

  /** Reading leaves no trace, unless it makes angry. */
  #read(world: World): void {
    const random = this.#random;
    const post = world.readNext(random, this.#account);
    if (post === null) return;
    if (post.campaign !== null && random.chance(0.3)) world.report(random, this.#account, post, 'spam');
    else if (random.chance(0.004))
      world.report(random, this.#account, post, random.pick(['abuse', 'other', 'spam'] as const));
  }
}
