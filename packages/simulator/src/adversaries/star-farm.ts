/**
 * A star farm sells stars, which stay on a profile for good. Accounts that do nothing else give a customer's profile its stars; the cheap
 * kind all at once, the dear kind at a drip over days, since a jump is what people look for.
 *
 * Losing accounts, it lets an order take longer, and gives stars to strangers in between.
 */
import { star, view } from '../acts/react.ts';
import { logNormal } from '../random/distributions.ts';
import { DAY, HOUR, MINUTE } from '../time/rhythm.ts';
import type { Adversary, Sign, Tactics } from './adversary.ts';
import type { Operation } from './operation.ts';

export const starFarm: Adversary = {
  kind: 'star-farm',
  goal: 'sold stars on profiles',
  harm: 'fake-engagement',
  sources: [
    'He et al., "4.5 million suspected fake stars in GitHub: a growing spiral of popularity contests, spams, and malware", arXiv 2412.13459',
    'Du et al., "Understanding promotion-as-a-service on GitHub", ACSAC 2020',
    'methods.md B.2 (STEADY_LIKE_DRIP)',
  ],
  defaults: { accounts: 40, budgetDollars: 50 },
  begin: (operation) => new StarFarm(operation),
};

const TURN_MILLIS = 5 * MINUTE;

interface Order {
  readonly customer: number;
  /** Accounts that still have to deliver. */
  readonly left: number[];
  /** Mean time between two stars. */
  gapMillis: number;
}

class StarFarm implements Tactics {
  readonly #operation: Operation;
  readonly #orders: Order[] = [];
  #slowness: number;
  #noise: number;

  constructor(operation: Operation) {
    this.#operation = operation;
    this.#slowness = 0.5 + operation.care * 2;
    this.#noise = operation.care * 0.4;
  }

  /** New orders, and the next star of each that is open. */
  plan(): number {
    const operation = this.#operation;
    const { dice, world, plan } = operation;
    if (operation.accounts.length === 0) {
      operation.recruit(plan.accounts, (2 + 20 * operation.care) * HOUR);
      return operation.after(3 * HOUR);
    }
    if (this.#orders.length < plan.accounts && dice.chance(0.05)) this.#take();
    for (const order of this.#orders) {
      if (!dice.chance(TURN_MILLIS / order.gapMillis)) continue;
      const account = order.left.pop();
      if (account === undefined) continue;
      if (dice.chance(this.#noise)) operation.blendIn(account);
      if (dice.chance(operation.care))
        view(world, account, world.accounts.lastPost[order.customer]!, 4000, operation.cover);
      star(world, account, order.customer, operation.cause);
      if (dice.chance(this.#noise)) star(world, account, operation.stranger(), operation.cover);
    }
    return operation.after(TURN_MILLIS, 0.3);
  }

  act(account: number): number {
    this.#operation.blendIn(account);
    return this.#operation.after(DAY, 0.8);
  }

  notice(sign: Sign): void {
    if (sign.kind === 'link-lost' || sign.kind === 'unseen') return;
    this.#slowness *= 1.2;
    this.#noise = Math.min(0.8, this.#noise + 0.05);
    for (const order of this.#orders) order.gapMillis *= 1.2;
    if (sign.kind === 'suspended') this.#operation.replace();
    this.#operation.adapt(
      `${sign.kind} account`,
      `orders take ${this.#slowness.toFixed(1)} times as long, ${Math.round(this.#noise * 100)} % of stars go to strangers`,
    );
  }

  /** The time that an order takes is heavy-tailed: an afternoon for the cheap, weeks for the dear. */
  #take(): void {
    const operation = this.#operation;
    const { dice } = operation;
    const customer = dice.chance(0.5) ? operation.stranger() : operation.prominent();
    if (customer < 0) return;
    const ordered = Math.ceil(logNormal(dice, 9, 0.7));
    const from = dice.below(operation.accounts.length);
    const left = Array.from(
      { length: Math.min(ordered, operation.accounts.length) },
      (_, i) => operation.accounts[(from + i) % operation.accounts.length]!,
    );
    const gapMillis = Math.max(TURN_MILLIS, logNormal(dice, 15 * HOUR * this.#slowness, 1.6));
    this.#orders.push({ customer, left, gapMillis });
  }
}
