/**
 * A sign-up farm makes accounts to sell: a script that registers in series from few devices and one mail host, or with care people who
 * solve the challenges from homes. The accounts warm up a little and then wait for a buyer.
 *
 * Challenged or suspended, it changes the mail pattern and the addresses, and slows the series down; when most are lost it pays people.
 */
import { HOUR, MINUTE } from '../time/rhythm.ts';
import type { Adversary, Sign, Tactics } from './adversary.ts';
import type { Operation } from './operation.ts';

export const signUpFarm: Adversary = {
  kind: 'sign-up-farm',
  goal: 'accounts to sell',
  harm: 'fake-account',
  sources: [
    'Xiao, Freeman and Hwa, "Detecting clusters of fake accounts in online social networks", AISec 2015',
    'Xu et al., "Deep entity classification", USENIX Security 2021',
    'Thomas et al., "Trafficking fraudulent accounts", USENIX Security 2013',
    'methods.md 3.1.3',
  ],
  defaults: { accounts: 60, budgetDollars: 40 },
  begin: (operation) => new SignUpFarm(operation),
};

class SignUpFarm implements Tactics {
  readonly signUpIsHarm = true;
  readonly #operation: Operation;
  #left: number;
  #gapMillis: number;
  #losses = 0;

  constructor(operation: Operation) {
    this.#operation = operation;
    this.#left = operation.plan.accounts;
    this.#gapMillis = (1 + 40 * operation.care) * MINUTE;
  }

  /** The series: a few accounts at a time. */
  plan(): number | null {
    const operation = this.#operation;
    const batch = Math.min(this.#left, operation.dice.between(3, 9));
    this.#left -= batch;
    const made = operation.recruit(batch, this.#gapMillis * batch);
    return this.#left > 0 && made.length > 0 ? operation.after(this.#gapMillis * batch * 3) : null;
  }

  act(account: number): number | null {
    const operation = this.#operation;
    // Once warmed up it waits for a buyer; whether it still works is looked at now and then.
    if (operation.world.accounts.posts[account]! > 3) return operation.after(12 * HOUR);
    operation.blendIn(account);
    return operation.after((1 + 10 * operation.care) * HOUR, 1);
  }

  notice(sign: Sign): void {
    if (sign.kind !== 'suspended' && sign.kind !== 'challenged') return;
    this.#losses++;
    if (this.#losses % 5 !== 0) return;
    this.#gapMillis *= 1.6;
    this.#operation.moveHouse();
    this.#left += 2;
    this.#operation.adapt(
      `${this.#losses} accounts are lost`,
      `other addresses, a sign-up every ${Math.round(this.#gapMillis / MINUTE)} min`,
    );
  }
}
