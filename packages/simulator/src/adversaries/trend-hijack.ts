/**
 * Trend hijacking: whatever trends is put under advertisements, so that everybody who looks at the trend sees them; and for a customer a
 * tag of its own is pushed into the trends by many accounts in the same minutes, some of whom delete it afterwards.
 *
 * Unseen or suspended, it writes more about the trend itself around its link, and pushes with fewer accounts for longer.
 */
import { langOf, post } from '../acts/write.ts';
import { DAY, HOUR, MINUTE } from '../time/rhythm.ts';
import { BAIT } from '../topics/pitches/bait.ts';
import { Script } from '../topics/pitches/pitches.ts';
import { slug } from '../topics/sites.ts';
import { write } from '../topics/writer.ts';
import type { Adversary, Sign, Tactics } from './adversary.ts';
import type { Operation } from './operation.ts';
import { pitch } from './pitches.ts';

export const trendHijack: Adversary = {
  kind: 'trend-hijack',
  goal: 'views by people who look at trends',
  harm: 'trend-abuse',
  sources: [
    'Elmas et al., "Ephemeral astroturfing attacks: the case of fake Twitter trends", EuroS&P 2021',
    'VanDam and Tan, "Detecting hashtag hijacking from Twitter", WebSci 2016',
    'methods.md 2.3.5 (TrendsRepresentativeTweetPolicy)',
  ],
  defaults: { accounts: 24, budgetDollars: 70 },
  begin: (operation) => new TrendHijack(operation),
};

class TrendHijack implements Tactics {
  readonly #operation: Operation;
  readonly #script: Script;
  #ownTag = '';
  #pushEndsMillis = 0;
  #pushMillis: number;
  #disguise: number;

  constructor(operation: Operation) {
    this.#operation = operation;
    this.#script = new Script(operation.dice, BAIT);
    this.#pushMillis = (15 + 120 * operation.care) * MINUTE;
    this.#disguise = operation.care * 0.7;
  }

  plan(): number {
    const operation = this.#operation;
    if (operation.accounts.length === 0) {
      operation.rentDomain();
      operation.recruit(operation.plan.accounts, 8 * HOUR);
      return operation.after(12 * HOUR, 0.2);
    }
    this.#ownTag = `${operation.dice.pick(['best', 'real', 'join', 'go'])}${operation.campaign.length}${operation.dice.between(10, 99)}`;
    this.#pushEndsMillis = operation.world.nowMillis + this.#pushMillis;
    return operation.after(DAY, 0.3);
  }

  act(account: number): number {
    const operation = this.#operation;
    const { world, dice } = operation;
    if (world.nowMillis < this.#pushEndsMillis) {
      this.#write(account, this.#ownTag);
      return operation.after(this.#pushMillis / 5);
    }
    const trends = world.trends.list(world.nowMillis);
    const trend = trends.length === 0 ? '' : world.trends.name(dice.pick(trends.slice(0, 4)));
    if (trend !== '' && dice.chance(0.5 - operation.care * 0.3)) this.#write(account, trend);
    else operation.blendIn(account);
    return operation.after(40 * MINUTE, 0.9);
  }

  notice(sign: Sign): void {
    const operation = this.#operation;
    switch (sign.kind) {
      case 'link-lost':
        operation.adapt(
          `links to ${sign.domain} are taken away`,
          `rents ${operation.rentDomain() ?? 'nothing: no money'}`,
        );
        break;
      case 'suspended':
      case 'unseen':
      case 'slowed':
        this.#disguise = Math.min(0.95, this.#disguise + 0.08);
        this.#pushMillis = Math.min(6 * HOUR, this.#pushMillis * 1.1);
        if (sign.kind === 'suspended') operation.replace();
        operation.adapt(
          `${sign.kind} account`,
          `writes about the trend ${Math.round(this.#disguise * 100)} % of the time, pushes for ${Math.round(this.#pushMillis / MINUTE)} min`,
        );
        break;
      case 'challenged':
        break;
    }
  }

  #write(account: number, tag: string): void {
    const { world, dice, domains, cause } = this.#operation;
    const draft = pitch(
      world,
      account,
      this.#script.line(dice, langOf(world, account)),
      domains[0] === undefined ? null : `https://${domains[0]}/${slug(dice)}`,
      [tag],
    );
    const text = dice.chance(this.#disguise) ? write(dice, draft.topic, 'say', 0) : draft.text;
    post(world, account, { ...draft, text }, cause);
  }
}
