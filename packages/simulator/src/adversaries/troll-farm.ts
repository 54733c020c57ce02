/**
 * A troll farm: an office whose employees each run a few personas, on several sides of what divides people. By day they talk about
 * everyday things to gather followers; on debates they write the sharpest version of their side, and pass on one another's posts.
 *
 * Losing personas, they buy old accounts, write each text more differently, and pass on fewer of their own.
 */
import { follow, like } from '../acts/react.ts';
import { post, quote, reply, repost } from '../acts/write.ts';
import { HOUR, MINUTE } from '../time/rhythm.ts';
import { TOPICS, topicNamed } from '../topics/catalogue.ts';
import { paraphrase } from '../topics/paraphrase.ts';
import { write } from '../topics/writer.ts';
import type { Adversary, Sign, Tactics } from './adversary.ts';
import type { Operation } from './operation.ts';
import { statement } from './pitches.ts';

export const trollFarm: Adversary = {
  kind: 'troll-farm',
  goal: 'quarrel: both sides of a debate louder than they are',
  harm: 'influence',
  sources: [
    'Linvill and Warren, "Troll factories: manufacturing specialized disinformation on Twitter", Political Communication 2020',
    'Im et al., "Still out there: modeling and identifying Russian troll accounts on Twitter", WebSci 2020',
    'Luceri et al., "Unmasking the web of deceit", WWW 2024 (methods.md 3.2)',
  ],
  defaults: { accounts: 16, budgetDollars: 400 },
  begin: (operation) => new TrollFarm(operation),
};

const OFFICE_OFFSET_HOURS = 3;
const DEBATES = { en: ['housing', 'election'], es: ['política'] } as const;

interface Persona {
  readonly side: 1 | -1;
  readonly lang: 'en' | 'es';
}

class TrollFarm implements Tactics {
  readonly #operation: Operation;
  readonly #personas = new Map<number, Persona>();
  #rewording: number;
  #selfRepost = 0.35;

  constructor(operation: Operation) {
    this.#operation = operation;
    this.#rewording = 0.2 + operation.care * 0.6;
  }

  plan(): null {
    for (let i = 0; i < this.#operation.plan.accounts; i++) this.#newPersona(i % 2 === 0 ? 1 : -1, 40 * HOUR);
    return null;
  }

  act(account: number): number {
    const operation = this.#operation;
    const { world, dice } = operation;
    const persona = this.#personas.get(account);
    if (persona === undefined || !operation.isOfficeTime(OFFICE_OFFSET_HOURS)) return operation.after(2 * HOUR, 0.3);
    const way = dice.unit();
    if (way < 0.35) operation.blendIn(account);
    else if (way < 0.35 + this.#selfRepost * 0.5) this.#amplify(account);
    else this.#speak(account, persona);
    if (dice.chance(0.1)) follow(world, account, operation.stranger(), operation.cover);
    return operation.after((10 + 30 * operation.care) * MINUTE, 0.9);
  }

  notice(sign: Sign): void {
    if (sign.kind === 'link-lost') return;
    this.#rewording = Math.min(1, this.#rewording + 0.1);
    this.#selfRepost *= 0.85;
    if (sign.kind === 'suspended') this.#newPersona(this.#personas.get(sign.account)?.side ?? 1, 12 * HOUR, true);
    this.#operation.adapt(
      `${sign.kind} persona`,
      `${sign.kind === 'suspended' ? 'buys an old account, ' : ''}rewording ${this.#rewording.toFixed(2)}, passes on its own ${Math.round(this.#selfRepost * 50)} % of the time`,
    );
  }

  #newPersona(side: 1 | -1, withinMillis: number, aged = this.#operation.dice.chance(this.#operation.care)): void {
    const lang = this.#operation.dice.chance(0.8) ? 'en' : 'es';
    for (const account of this.#operation.recruit(1, withinMillis, { aged, lang }))
      this.#personas.set(account, { side, lang });
  }

  #speak(account: number, { side, lang }: Persona): void {
    const { world, dice, cause } = this.#operation;
    const topic = topicNamed(dice.pick(DEBATES[lang]));
    const text = paraphrase(dice, write(dice, topic, 'say', side * 100), this.#rewording * 0.5);
    const tags = dice.chance(0.5) ? [dice.pick(TOPICS[topic]!.hashtags)] : [];
    const draft = statement(topic, text, side * 90, tags, 1.6);
    const target = dice.chance(0.5) ? world.feed.recent(dice, world.accounts.community[account]!) : 0;
    if (target === 0) post(world, account, draft, cause);
    else if (dice.chance(0.7)) reply(world, account, target, draft, cause);
    else quote(world, account, target, draft, cause);
  }

  /** Pass on what another persona of the same side wrote. */
  #amplify(account: number): void {
    const { world, dice, cause, accounts } = this.#operation;
    const other = dice.pick(accounts);
    const target = world.accounts.lastPost[other]!;
    if (other === account || this.#personas.get(other)?.side !== this.#personas.get(account)?.side) return;
    if (dice.chance(0.6)) repost(world, account, target, cause);
    else like(world, account, target, cause);
  }
}
