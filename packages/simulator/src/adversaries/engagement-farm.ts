/**
 * An engagement farm sells likes and reposts (and elsewhere stars): customers' posts get so many within minutes, from accounts that do
 * little else, in lockstep, often without having shown the post to anybody.
 *
 * As accounts are lost it spreads an order over hours, gives each to fewer accounts, and lets them look ordinary in between.
 */
import { like, view } from '../acts/react.ts';
import { repost } from '../acts/write.ts';
import { logNormal } from '../random/distributions.ts';
import { HOUR, MINUTE } from '../time/rhythm.ts';
import type { Adversary, Sign, Tactics } from './adversary.ts';
import type { Operation } from './operation.ts';

export const engagementFarm: Adversary = {
  kind: 'engagement-farm',
  goal: 'sold likes and reposts',
  harm: 'fake-engagement',
  sources: [
    'Beutel et al., "CopyCatch: stopping group attacks by spotting lockstep behavior", WWW 2013',
    'De Cristofaro et al., "Paying for likes? Understanding Facebook like fraud using honeypots", IMC 2014',
    'He et al., "4.5 million suspected fake stars in GitHub", arXiv 2412.13459',
    'methods.md 2.8 (engagement_without_impression), B.2 (LIKE_FARM_BOT, LIKE_RETWEET_PAIR, STEADY_LIKE_DRIP)',
  ],
  defaults: { accounts: 40, budgetDollars: 80 },
  begin: (operation) => new EngagementFarm(operation),
};

interface Order {
  readonly post: number;
  readonly untilMillis: number;
}

class EngagementFarm implements Tactics {
  readonly #operation: Operation;
  readonly #customers: number[] = [];
  #orders: Order[] = [];
  /** Within which time an order is delivered, and by which share of the accounts. */
  #spreadMillis: number;
  #share = 0.8;

  constructor(operation: Operation) {
    this.#operation = operation;
    this.#spreadMillis = (10 + 200 * operation.care) * MINUTE;
  }

  plan(): number {
    const operation = this.#operation;
    const { world, dice } = operation;
    if (operation.accounts.length === 0) {
      for (let i = 0; i < 6; i++) this.#customers.push(operation.prominent(), operation.stranger());
      operation.recruit(operation.plan.accounts, (2 + 20 * operation.care) * HOUR);
      return operation.after(4 * HOUR);
    }
    this.#orders = this.#orders.filter(({ untilMillis }) => untilMillis > world.nowMillis);
    const customer = dice.pick(this.#customers);
    const post = customer < 0 ? 0 : world.accounts.lastPost[customer]!;
    if (world.posts.slot(post) >= 0) this.#orders.push({ post, untilMillis: world.nowMillis + this.#spreadMillis * 2 });
    return operation.after(2 * HOUR);
  }

  act(account: number): number {
    const operation = this.#operation;
    const { dice, care, world } = operation;
    if (dice.chance(care * 0.6)) operation.blendIn(account);
    const order = this.#orders.at(-1 - dice.below(2));
    if (order === undefined || !dice.chance(this.#share)) return operation.after(30 * MINUTE);
    if (dice.chance(care)) view(world, account, order.post, Math.ceil(logNormal(dice, 1500, 0.7)), operation.cover);
    like(world, account, order.post, operation.cause);
    if (dice.chance(0.4)) repost(world, account, order.post, operation.cause);
    return operation.after(this.#spreadMillis);
  }

  notice(sign: Sign): void {
    if (sign.kind === 'link-lost') return;
    this.#spreadMillis = Math.min(12 * HOUR, this.#spreadMillis * 1.15);
    this.#share = Math.max(0.3, this.#share * 0.97);
    if (sign.kind === 'suspended') this.#operation.replace();
    this.#operation.adapt(
      `${sign.kind} account`,
      `delivers within ${Math.round(this.#spreadMillis / MINUTE)} min, by ${Math.round(this.#share * 100)} % of its accounts`,
    );
  }
}
