/**
 * Link spam. Accounts made in one go look ordinary for a while, then post and reply pitches with links to domains of their own, in
 * bursts, until they are caught or the money is spent.
 *
 * Suspended, it slows down, writes each pitch more differently, and more often talks of something else around its link; unseen, it answers people instead of posting; where links are lost it
 * rents another domain, and after many losses moves to other addresses and devices.
 */
import { langOf, post, reply } from '../acts/write.ts';
import { geometric } from '../random/distributions.ts';
import { HOUR, MINUTE, SECOND } from '../time/rhythm.ts';
import { paraphrase } from '../topics/paraphrase.ts';
import { EARNINGS } from '../topics/pitches/earnings.ts';
import { type Pitches, Script } from '../topics/pitches/pitches.ts';
import { slug } from '../topics/sites.ts';
import { write } from '../topics/writer.ts';
import type { Adversary, Sign, Tactics } from './adversary.ts';
import type { Operation } from './operation.ts';
import { pitch } from './pitches.ts';

export const linkSpam: Adversary = {
  kind: 'link-spam',
  goal: 'clicks on links to its shops',
  harm: 'spam',
  sources: [
    'Grier et al., "@spam: the underground on 140 characters or less", CCS 2010',
    'Thomas et al., "Suspended accounts in retrospect", IMC 2011',
    'methods.md 2.8 (TweetSpamBot, ReplySpamBot), 3.1.5, B.3',
  ],
  defaults: { accounts: 24, budgetDollars: 120 },
  begin: (operation) => new LinkSpam(operation, EARNINGS),
};

export class LinkSpam implements Tactics {
  readonly #operation: Operation;
  readonly #script: Script;
  readonly #burst = new Map<number, number>();
  /** Adaptable: time between posts of an account, share of replies, how differently each text is written. */
  #gapMillis: number;
  #replyShare = 0.35;
  #rewording: number;
  /** Share of posts that talk of something else and leave the pitch to the link. */
  #disguise: number;
  #losses = 0;

  constructor(operation: Operation, pitches: Pitches) {
    this.#operation = operation;
    this.#script = new Script(operation.dice, pitches);
    this.#gapMillis = (6 + 30 * operation.care) * MINUTE;
    this.#rewording = operation.care * 0.8;
    this.#disguise = 0.1 + operation.care * 0.4;
  }

  plan(): null {
    const { plan } = this.#operation;
    for (let i = 0; i < 2 + plan.accounts / 20; i++) this.#operation.rentDomain();
    for (let i = 0; i < plan.accounts; i++) {
      const account = this.#operation.hire();
      if (account >= 0) this.#operation.launch(account, (1 + 20 * this.#operation.care) * HOUR);
    }
    return null;
  }

  act(account: number): number | null {
    const operation = this.#operation;
    const { dice, care, world } = operation;
    if (dice.chance(0.15 + care * 0.6)) {
      operation.blendIn(account);
      return operation.after(5 * MINUTE, 1);
    }
    const left = this.#burst.get(account) ?? 0;
    if (left === 0) {
      operation.logIn(account);
      this.#burst.set(account, geometric(dice, 5));
      return operation.after(30 * SECOND);
    }
    this.#burst.set(account, left - 1);
    const domain =
      operation.domains.at(-1 - dice.below(Math.max(1, operation.domains.length))) ?? operation.rentDomain();
    if (domain === null) return null;
    const plain = paraphrase(dice, this.#script.line(dice, langOf(world, account)), this.#rewording);
    const open = pitch(world, account, plain, `https://${domain}/${slug(dice)}`);
    const draft = dice.chance(this.#disguise) ? { ...open, text: write(dice, open.topic, 'say', 0) } : open;
    const victim = dice.chance(this.#replyShare) ? world.feed.recent(dice, operation.community('en')) : 0;
    if (victim === 0) post(world, account, draft, operation.cause);
    else reply(world, account, victim, draft, operation.cause);
    return left > 1 ? operation.after(this.#gapMillis) : operation.after(this.#gapMillis * 20);
  }

  notice(sign: Sign): void {
    const operation = this.#operation;
    switch (sign.kind) {
      case 'suspended':
        this.#losses++;
        this.#gapMillis *= 1.1;
        this.#rewording = Math.min(1, this.#rewording + 0.08);
        this.#disguise = Math.min(0.8, this.#disguise + 0.03);
        if (this.#losses % 10 === 0) operation.moveHouse();
        operation.adapt(
          `account ${this.#losses} was suspended`,
          `posts every ${Math.round(this.#gapMillis / MINUTE)} min, rewording ${this.#rewording.toFixed(2)}${this.#losses % 10 === 0 ? ', other addresses' : ''}`,
        );
        operation.replace();
        break;
      case 'unseen':
      case 'slowed':
        this.#replyShare = Math.min(0.9, this.#replyShare + 0.1);
        operation.adapt('hardly anybody sees its posts', `replies ${Math.round(this.#replyShare * 100)} % of the time`);
        break;
      case 'link-lost':
        operation.adapt(
          `links to ${sign.domain} are taken away`,
          `rents ${operation.rentDomain() ?? 'nothing: no money'}`,
        );
        break;
      case 'challenged':
        if (!sign.passed) operation.replace();
        break;
    }
  }
}
