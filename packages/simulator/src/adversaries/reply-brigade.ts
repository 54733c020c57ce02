/**
 * A reply brigade: somebody well known is named, and within an hour dozens of accounts answer with insults and threats, most of them
 * strangers to the target. Careful ones argue before they insult, and come in smaller waves.
 *
 * Losing accounts, it makes the waves smaller and longer and the words milder; unseen, it quotes where replies are hidden.
 */
import { quote, reply } from '../acts/write.ts';
import { DAY, HOUR, MINUTE } from '../time/rhythm.ts';
import { write } from '../topics/writer.ts';
import type { Adversary, Sign, Tactics } from './adversary.ts';
import type { Operation } from './operation.ts';
import { statement } from './pitches.ts';

export const replyBrigade: Adversary = {
  kind: 'reply-brigade',
  goal: 'to drive somebody off the platform',
  harm: 'harassment',
  sources: [
    'Mariconti et al., "You know what to do: proactive detection of YouTube videos targeted by coordinated hate attacks", CSCW 2019',
    'Kumar et al., "Community interaction and conflict on the web", WWW 2018',
    'methods.md 3.1.2 (pile-on detector)',
  ],
  defaults: { accounts: 30, budgetDollars: 60 },
  begin: (operation) => new ReplyBrigade(operation),
};

class ReplyBrigade implements Tactics {
  readonly #operation: Operation;
  #target = -1;
  #waveEndsMillis = 0;
  #waveMillis: number;
  #share = 0.9;
  #mildness: number;
  #quotes = 0.05;

  constructor(operation: Operation) {
    this.#operation = operation;
    this.#waveMillis = (0.7 + 4 * operation.care) * HOUR;
    this.#mildness = 0.15 + operation.care * 0.6;
  }

  /** A wave: a target, and everybody who can. */
  plan(): number {
    const operation = this.#operation;
    if (operation.accounts.length === 0) {
      operation.recruit(operation.plan.accounts, 10 * HOUR, { aged: operation.care > 0.6, lang: 'en' });
      return operation.after(14 * HOUR, 0.2);
    }
    this.#target = operation.prominent();
    this.#waveEndsMillis = operation.world.nowMillis + this.#waveMillis;
    return operation.after(1.2 * DAY, 0.3);
  }

  act(account: number): number {
    const operation = this.#operation;
    const { world, dice } = operation;
    const isOn = world.nowMillis < this.#waveEndsMillis && this.#target >= 0;
    const target = isOn ? world.accounts.lastPost[this.#target]! : 0;
    const at = world.posts.slot(target);
    if (at < 0 || !dice.chance(this.#share)) {
      if (dice.chance(0.2)) operation.blendIn(account);
      return operation.after(20 * MINUTE, 0.8);
    }
    const topic = world.posts.topic[at]!;
    const text = write(
      dice,
      topic,
      dice.chance(this.#mildness) ? dice.pick(['argue', 'argue', 'answer'] as const) : 'attack',
      0,
    );
    const hit = dice.chance(this.#quotes) ? quote : reply;
    hit(world, account, target, statement(topic, text, 0), operation.cause);
    return operation.after(this.#waveMillis / 4);
  }

  notice(sign: Sign): void {
    switch (sign.kind) {
      case 'suspended':
        this.#share = Math.max(0.3, this.#share * 0.95);
        this.#waveMillis *= 1.08;
        this.#mildness = Math.min(0.9, this.#mildness + 0.05);
        this.#operation.replace({ lang: 'en' });
        this.#operation.adapt(
          'an account was suspended',
          `waves of ${(this.#waveMillis / HOUR).toFixed(1)} h, ${Math.round(this.#mildness * 100)} % argue instead of insulting`,
        );
        break;
      case 'unseen':
      case 'slowed':
        this.#quotes = Math.min(0.8, this.#quotes + 0.1);
        this.#operation.adapt('its replies are hidden', `quotes ${Math.round(this.#quotes * 100)} % of the time`);
        break;
      case 'challenged':
      case 'link-lost':
        break;
    }
  }
}
