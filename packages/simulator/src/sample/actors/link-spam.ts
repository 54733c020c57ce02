/**
 * A link-spam ring: accounts made in one go from a few devices and rented addresses, which look ordinary for a while and then post
 * and reply with near-duplicates of one text, with links to a handful of domains, in bursts, until their budget is spent.
 */

import { geometric, logNormal } from '../../random/distributions.ts';
import type { Random } from '../../random/random.ts';
import { HOUR, MINUTE, SECOND } from '../../time/rhythm.ts';
import { Grammar } from '../../topics/grammar.ts';
import type { Account } from '../people/account.ts';
import { slug } from '../topics/sites.ts';
import { compose } from '../topics/texts.ts';
import type { World } from '../world.ts';
import type { Actor } from './actor.ts';

/** What a ring has in common. */
export interface LinkSpamRing {
  readonly campaign: string;
  readonly domains: readonly string[];
  /** Which of the pitches it runs. */
  readonly pitch: string;
  readonly postsPerHour: number;
  /** Spam posts of one account in all. */
  readonly budget: number;
}

const PITCHES = new Grammar({
  earnings: ['{hook} {made} {amount} {span} {how}{end}'],
  hook: ['I could not believe it:', 'No joke,', 'Friends,', 'My cousin', 'OK so', 'Listen,'],
  made: ['made', 'earned', 'cashed out', 'got'],
  amount: ['$4,300', '$2,150', '$7,800', '$912', '€3,400'],
  span: ['in a week', 'last month', 'in 3 days', 'since Monday'],
  how: ['working from home', 'with this trick', 'with zero experience', 'from my phone'],
  discount: ['{flash} {percent} off {brand} {item}, {only}{end}'],
  flash: ['FLASH SALE', 'Today only:', 'Final hours:', 'Clearance!'],
  percent: ['70%', '80%', '85%', '90%'],
  brand: ['designer', 'brand new', 'original', 'official'],
  item: ['sunglasses', 'sneakers', 'handbags', 'watches'],
  only: ['only 12 left', 'while stocks last', 'free shipping', 'first 100 people'],
  coins: ['{flash} {coin} airdrop: send your wallet, get {percent} bonus, {only}{end}'],
  coin: ['MoonHeron', 'TideCoin', 'NestFi', 'PloverSwap'],
  end: [' 🔥', ' 👉', ' 💰', '!!', ' ✅', ''],
});
export const PITCH_NAMES: readonly string[] = ['earnings', 'discount', 'coins'];
const TAGS = ['deal', 'giveaway', 'workfromhome', 'crypto', 'sale', 'win'];

export class LinkSpammer implements Actor {
  readonly #random: Random;
  readonly #account: Account;
  readonly #ring: LinkSpamRing;
  /** Ordinary-looking things to do before the first spam. */
  #warmUp: number;
  #budget: number;
  #burst = 0;

  constructor(random: Random, account: Account, ring: LinkSpamRing) {
    this.#random = random;
    this.#account = account;
    this.#ring = ring;
    this.#warmUp = random.between(0, 4);
    this.#budget = Math.ceil(logNormal(random, ring.budget, 0.4));
  }

  act(world: World): number | null {
    const random = this.#random;
    const account = this.#account;
    if (!account.exists) {
      world.signUp(random, account);
      return world.nowMillis + Math.ceil(logNormal(random, 20 * MINUTE, 1));
    }
    if (this.#warmUp > 0) {
      this.#warmUp--;
      this.#blendIn(world);
      return world.nowMillis + Math.ceil(logNormal(random, 6 * MINUTE, 1));
    }
    if (this.#burst === 0) {
      world.logIn(random, account);
      this.#burst = geometric(random, this.#ring.postsPerHour * 1.5);
      return world.nowMillis + random.between(5, 60) * SECOND;
    }
    this.#spam(world);
    this.#burst--;
    if (--this.#budget <= 0) return null;
    if (this.#burst > 0) return world.nowMillis + Math.ceil(logNormal(random, HOUR / this.#ring.postsPerHour / 3, 0.7));
    return world.nowMillis + Math.ceil(logNormal(random, 2 * HOUR, 0.6));
  }

  #blendIn(world: World): void {
    const random = this.#random;
    const post = world.readNext(random, this.#account);
    if (post !== null && random.chance(0.7)) {
      world.like(random, this.#account, post);
      return;
    }
    const topic = random.pick(world.texts.topicsIn('en'));
    world.post(
      random,
      this.#account,
      topic,
      world.texts.write(random, topic, 'say', { hashtagChance: 0.3, typoChance: 0 }),
    );
  }

  #spam(world: World): void {
    const random = this.#random;
    const ring = this.#ring;
    const victim = random.chance(0.4) ? world.readNext(random, this.#account) : null;
    const text = compose(PITCHES.expand(random, ring.pitch), {
      links: [`https://${random.pick(ring.domains)}/${slug(random)}`],
      hashtags: random.chance(0.5) ? [random.pick(TAGS)] : [],
      mentions: victim === null ? [] : [victim.author.name.handle],
    });
    const topic = random.pick(world.texts.topicsIn('en'));
    if (victim === null) world.post(random, this.#account, topic, text, ring.campaign);
    else world.reply(random, this.#account, victim, text, ring.campaign);
  }
}
