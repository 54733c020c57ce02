/**
 * A report brigade: accounts that report the posts of innocent people, many for one person within hours, so that the platform silences
 * whom they dislike. They also block, as real victims do.
 *
 * Where that brings no suspension they try others; losing accounts, they report fewer posts each and other people's in between.
 */
import { block, report, view } from '../acts/react.ts';
import { DAY, HOUR, MINUTE } from '../time/rhythm.ts';
import type { Adversary, Sign, Tactics } from './adversary.ts';
import type { Operation } from './operation.ts';

export const reportBrigade: Adversary = {
  kind: 'report-brigade',
  goal: 'the suspension of innocent people',
  harm: 'false-report',
  sources: [
    'Freeman, "Can you spot the fakes? On the limitations of user feedback in online social networks", WWW 2017',
    'twitter/the-algorithm issues 658, 1386, 1786, 1893 (mass reports)',
    'methods.md 2.12, 3.1.2',
  ],
  defaults: { accounts: 20, budgetDollars: 40 },
  begin: (operation) => new ReportBrigade(operation),
};

class ReportBrigade implements Tactics {
  readonly #operation: Operation;
  #victim = -1;
  #noise: number;

  constructor(operation: Operation) {
    this.#operation = operation;
    this.#noise = operation.care * 0.5;
  }

  plan(): number {
    const operation = this.#operation;
    if (operation.accounts.length === 0) operation.recruit(operation.plan.accounts, 10 * HOUR);
    const silenced = this.#victim >= 0 && !operation.world.may(this.#victim);
    this.#victim = operation.prominent();
    if (silenced) operation.adapt('the victim is silenced', 'goes on to the next one');
    return operation.after(DAY, 0.3);
  }

  act(account: number): number {
    const operation = this.#operation;
    const { world, dice, cause, cover } = operation;
    const target = this.#victim < 0 ? 0 : world.accounts.lastPost[this.#victim]!;
    if (world.posts.slot(target) < 0 || dice.chance(this.#noise)) {
      operation.blendIn(account);
      return operation.after(HOUR, 0.8);
    }
    if (dice.chance(operation.care)) view(world, account, target, 3000, cover);
    if (
      report(world, account, target, dice.pick(['abuse', 'misleading', 'spam', 'impersonation'] as const), cause) &&
      dice.chance(0.5)
    ) {
      block(world, account, this.#victim, cause);
    }
    return operation.after((30 + 200 * operation.care) * MINUTE, 0.8);
  }

  notice(sign: Sign): void {
    if (sign.kind !== 'suspended' && sign.kind !== 'slowed') return;
    this.#noise = Math.min(0.85, this.#noise + 0.07);
    if (sign.kind === 'suspended') this.#operation.replace();
    this.#operation.adapt(
      `${sign.kind} account`,
      `does something ordinary ${Math.round(this.#noise * 100)} % of the time`,
    );
  }
}
