/**
 * Romance scams: a charming stranger follows, likes for days, writes in private to many at a time, and once somebody answers, every day
 * and at length; after a week or so there is an emergency, and money is needed. Only who writes to whom, when and how much is seen.
 *
 * Blocked or suspended, the persona begins anew with another face, with fewer at a time and more patience.
 */
import { message } from '../acts/account.ts';
import { follow, like } from '../acts/react.ts';
import { logNormal } from '../random/distributions.ts';
import { HOUR } from '../time/rhythm.ts';
import type { Adversary, Sign, Tactics } from './adversary.ts';
import type { Operation } from './operation.ts';
import { PRICES } from './prices.ts';

export const romanceScam: Adversary = {
  kind: 'romance-scam',
  goal: 'money from people who are in love',
  harm: 'scam',
  sources: [
    'Suarez-Tangil et al., "Automatically dismantling online dating fraud", IEEE TIFS 2020',
    'Edwards et al., "The geography of online dating fraud", ConPro 2018',
  ],
  defaults: { accounts: 6, budgetDollars: 150 },
  begin: (operation) => new RomanceScam(operation),
};

interface Courtship {
  readonly victim: number;
  messages: number;
}

class RomanceScam implements Tactics {
  readonly #operation: Operation;
  readonly #courtships = new Map<number, Courtship[]>();
  #atATime: number;

  constructor(operation: Operation) {
    this.#operation = operation;
    this.#atATime = 14 - Math.round(8 * operation.care);
  }

  plan(): null {
    const operation = this.#operation;
    operation.recruit(operation.plan.accounts, 24 * HOUR, { aged: operation.care > 0.5 });
    return null;
  }

  act(account: number): number | null {
    const operation = this.#operation;
    const { world, dice, cause } = operation;
    if (!operation.pay(PRICES.labourHour / 30)) return null;
    const courtships = this.#courtships.get(account) ?? [];
    this.#courtships.set(account, courtships);
    if (courtships.length < this.#atATime) this.#meet(account, courtships);
    const courtship = courtships.length === 0 ? undefined : dice.pick(courtships);
    if (courtship !== undefined) {
      courtship.messages++;
      const facts = {
        length: Math.ceil(logNormal(dice, 180, 0.5)),
        hasLink: courtship.messages > 20 && dice.chance(0.3),
        isFirst: courtship.messages === 1,
      };
      const arrived = message(world, account, courtship.victim, facts, cause);
      // Most never answer, and are dropped.
      if (!arrived || (courtship.messages === 3 && dice.chance(0.8)))
        courtships.splice(courtships.indexOf(courtship), 1);
    }
    if (dice.chance(0.4)) operation.blendIn(account);
    return operation.isOfficeTime(1) ? operation.after(0.5 * HOUR, 0.9) : operation.after(3 * HOUR);
  }

  notice(sign: Sign): void {
    if (sign.kind !== 'suspended') return;
    this.#atATime = Math.max(2, this.#atATime - 2);
    this.#operation.replace();
    this.#operation.adapt('a persona was suspended', `another face, ${this.#atATime} people at a time`);
  }

  #meet(account: number, courtships: Courtship[]): void {
    const { world, cause } = this.#operation;
    const victim = this.#operation.stranger();
    if (victim < 0) return;
    follow(world, account, victim, cause);
    like(world, account, world.accounts.lastPost[victim]!, cause);
    courtships.push({ victim, messages: 0 });
  }
}
