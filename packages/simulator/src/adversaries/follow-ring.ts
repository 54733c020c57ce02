/**
 * A follow ring. Its accounts follow one another to look popular, then customers who pay for an audience, and strangers who may follow
 * back; whoever does not is unfollowed after a day, and the cycle begins again.
 *
 * Losing accounts or slowed down, it makes smaller bursts, and drops the cycle, which is easy to see.
 */
import { follow, unfollow } from '../acts/react.ts';
import { geometric } from '../random/distributions.ts';
import { HOUR, MINUTE, SECOND } from '../time/rhythm.ts';
import type { Adversary, Sign, Tactics } from './adversary.ts';
import type { Operation } from './operation.ts';

export const followRing: Adversary = {
  kind: 'follow-ring',
  goal: 'sold audiences: followers for customers, and for itself',
  harm: 'fake-engagement',
  sources: [
    'Stringhini et al., "Follow the green: growth and dynamics in Twitter follower markets", IMC 2013',
    'Ghosh et al., "Understanding and combating link farming in the Twitter social network", WWW 2012',
    'methods.md B.2 (FOLLOW_UNFOLLOW_CYCLE, PURE_FOLLOW_API_BURST, FOLLOW_FARM_BOT)',
  ],
  defaults: { accounts: 30, budgetDollars: 60 },
  begin: (operation) => new FollowRing(operation),
};

class FollowRing implements Tactics {
  readonly #operation: Operation;
  readonly #customers: number[] = [];
  readonly #burst = new Map<number, number>();
  #burstMean: number;
  #cycles = true;

  constructor(operation: Operation) {
    this.#operation = operation;
    this.#burstMean = 4 + 20 * (1 - operation.care);
  }

  plan(): null {
    const operation = this.#operation;
    for (let i = 0; i < 4; i++) {
      const customer = operation.stranger();
      if (customer >= 0) this.#customers.push(customer);
    }
    operation.recruit(operation.plan.accounts, (2 + 30 * operation.care) * HOUR);
    return null;
  }

  act(account: number): number {
    const operation = this.#operation;
    const { dice, care, world } = operation;
    const left = this.#burst.get(account) ?? 0;
    if (left === 0) {
      operation.logIn(account);
      this.#burst.set(account, geometric(dice, this.#burstMean));
      return operation.after(20 * SECOND);
    }
    this.#burst.set(account, left - 1);
    if (dice.chance(care * 0.7)) operation.blendIn(account);
    else if (this.#cycles && dice.chance(0.15)) {
      const target = world.graph.someone(dice, account);
      if (target >= 0 && !world.graph.follows(target, account)) unfollow(world, account, target, operation.cause);
    } else {
      const target = this.#choose(account);
      if (target >= 0) follow(world, account, target, operation.cause);
    }
    return left > 1 ? operation.after((0.2 + 4 * care) * MINUTE) : operation.after((1 + 4 * care) * HOUR);
  }

  notice(sign: Sign): void {
    const operation = this.#operation;
    if (sign.kind === 'link-lost') return;
    this.#burstMean = Math.max(2, this.#burstMean * 0.9);
    if (sign.kind === 'suspended') operation.replace();
    const quiet = this.#cycles && sign.kind !== 'challenged' && this.#burstMean < 8;
    if (quiet) this.#cycles = false;
    operation.adapt(
      `${sign.kind} account`,
      `bursts of ${this.#burstMean.toFixed(1)} follows${quiet ? ', no more unfollowing' : ''}`,
    );
  }

  #choose(account: number): number {
    const { dice, accounts, world } = this.#operation;
    const way = dice.unit();
    if (way < 0.35) return dice.pick(accounts);
    if (way < 0.6 && this.#customers.length > 0) return dice.pick(this.#customers);
    const near = world.feed.recent(dice, world.accounts.community[account]!);
    const at = world.posts.slot(near);
    return way < 0.85 && at >= 0 ? world.posts.author[at]! : this.#operation.stranger();
  }
}
