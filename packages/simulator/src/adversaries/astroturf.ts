/**
 * Astroturfing: a company wants one side of a local debate to look like the people's will. Accounts that pose as neighbours write its
 * talking points, each in other words, like one another, and thank those who agree.
 *
 * Losing accounts, it has more text written by people (which costs), and lets each neighbour talk less about the one thing.
 */
import { like } from '../acts/react.ts';
import { post, reply } from '../acts/write.ts';
import { HOUR } from '../time/rhythm.ts';
import { topicNamed } from '../topics/catalogue.ts';
import { paraphrase } from '../topics/paraphrase.ts';
import { POINTS } from '../topics/pitches/claims.ts';
import { Script } from '../topics/pitches/pitches.ts';
import { write } from '../topics/writer.ts';
import type { Adversary, Sign, Tactics } from './adversary.ts';
import type { Operation } from './operation.ts';
import { statement } from './pitches.ts';
import { PRICES } from './prices.ts';

export const astroturf: Adversary = {
  kind: 'astroturf',
  goal: 'one side of a debate to look like everybody’s',
  harm: 'influence',
  sources: [
    'Keller et al., "Political astroturfing on Twitter: how to coordinate a disinformation campaign", Political Communication 2020',
    'Schoch et al., "Coordination patterns reveal online political astroturfing across the world", Scientific Reports 2022',
    'methods.md 3.2',
  ],
  defaults: { accounts: 20, budgetDollars: 200 },
  begin: (operation) => new Astroturf(operation),
};

class Astroturf implements Tactics {
  readonly #operation: Operation;
  readonly #topic = topicNamed('housing');
  readonly #script: Script;
  #rewording: number;
  #devotion: number;

  constructor(operation: Operation) {
    this.#operation = operation;
    this.#script = new Script(operation.dice, POINTS);
    this.#rewording = 0.3 + operation.care * 0.5;
    this.#devotion = 0.6 - operation.care * 0.35;
  }

  plan(): null {
    const operation = this.#operation;
    operation.recruit(operation.plan.accounts, 30 * HOUR, { lang: 'en', aged: operation.care > 0.7 });
    return null;
  }

  act(account: number): number | null {
    const operation = this.#operation;
    const { world, dice } = operation;
    if (!operation.isOfficeTime(-5) || !dice.chance(this.#devotion)) {
      operation.blendIn(account);
      return operation.after(1.5 * HOUR, 0.8);
    }
    if (!operation.pay(PRICES.labourHour / 60)) return null;
    if (dice.chance(0.3))
      like(world, account, world.accounts.lastPost[dice.pick(operation.accounts)]!, operation.cause);
    else this.#speak(account);
    return operation.after(1.2 * HOUR, 0.8);
  }

  notice(sign: Sign): void {
    if (sign.kind === 'link-lost') return;
    this.#rewording = Math.min(1, this.#rewording + 0.12);
    this.#devotion = Math.max(0.1, this.#devotion * 0.9);
    if (sign.kind === 'suspended') this.#operation.replace({ lang: 'en' });
    this.#operation.adapt(
      `${sign.kind} account`,
      `talks about it ${Math.round(this.#devotion * 100)} % of the time, rewording ${this.#rewording.toFixed(2)}`,
    );
  }

  #speak(account: number): void {
    const { world, dice, cause } = this.#operation;
    const own = dice.chance(this.#rewording * 0.5)
      ? write(dice, this.#topic, 'say', 100)
      : this.#script.line(dice, 'en');
    const draft = statement(
      this.#topic,
      paraphrase(dice, own, this.#rewording),
      80,
      dice.chance(0.5) ? ['harbourtower'] : [],
      1.2,
    );
    const target = dice.chance(0.3) ? world.feed.recent(dice, world.accounts.community[account]!) : 0;
    if (target === 0) post(world, account, draft, cause);
    else reply(world, account, target, draft, cause);
  }
}
