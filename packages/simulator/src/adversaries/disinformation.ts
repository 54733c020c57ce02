/**
 * Disinformation around an election, with a calendar: for days it builds an audience, then a site that looks like a newspaper carries
 * false claims about the count, seeds spread them, and amplifiers make them look popular; the day before the vote everything goes at
 * once. The claims say where and how to vote wrongly, so that they do harm whoever believes them.
 *
 * Links lost, it rents another newspaper; seeds lost, the amplifiers carry the claims as pictures do: as text without a link.
 */
import { like } from '../acts/react.ts';
import { post, repost } from '../acts/write.ts';
import { DAY, MINUTE } from '../time/rhythm.ts';
import { topicNamed } from '../topics/catalogue.ts';
import { paraphrase } from '../topics/paraphrase.ts';
import { CLAIMS } from '../topics/pitches/claims.ts';
import { Script } from '../topics/pitches/pitches.ts';
import { slug } from '../topics/sites.ts';
import { write } from '../topics/writer.ts';
import type { Adversary, Sign, Tactics } from './adversary.ts';
import type { Operation } from './operation.ts';
import { statement } from './pitches.ts';

export const disinformation: Adversary = {
  kind: 'disinformation',
  goal: 'people who do not vote, or do not believe the count',
  harm: 'disinformation',
  sources: [
    'Election Integrity Partnership, "The long fuse: misinformation and the 2020 election", 2021',
    'Abilov et al., "VoterFraud2020: a multi-modal dataset of election fraud claims on Twitter", ICWSM 2021',
    'Alaphilippe et al. (EU DisinfoLab), "Doppelganger", 2022',
  ],
  defaults: { accounts: 24, budgetDollars: 300 },
  begin: (operation) => new Disinformation(operation),
};

/** Days from the beginning: an audience first, then claims, then everything. */
const CLAIMS_FROM = 1.5 * DAY;
const RUSH_FROM = 4.5 * DAY;
const SEEDS = 0.25;

class Disinformation implements Tactics {
  readonly #operation: Operation;
  readonly #topic = topicNamed('election');
  readonly #tag: string;
  readonly #script: Script;
  #links = true;

  constructor(operation: Operation) {
    this.#operation = operation;
    this.#script = new Script(operation.dice, CLAIMS);
    this.#tag = operation.dice.pick(['stopthecount26', 'askwhy', 'notourvote']);
  }

  plan(): null {
    const operation = this.#operation;
    operation.rentDomain();
    operation.recruit(operation.plan.accounts, DAY, { lang: 'en', aged: operation.care > 0.4 });
    return null;
  }

  act(account: number): number {
    const operation = this.#operation;
    const { world, dice } = operation;
    const since = world.nowMillis - world.startMillis - operation.plan.startMillis;
    const rush = since > RUSH_FROM;
    if (since < CLAIMS_FROM || dice.chance(rush ? 0.15 : 0.5)) operation.blendIn(account);
    else if (operation.accounts.indexOf(account) < operation.accounts.length * SEEDS) this.#claim(account);
    else this.#amplify(account);
    return operation.after((rush ? 25 : 90) * MINUTE, 0.9);
  }

  notice(sign: Sign): void {
    const operation = this.#operation;
    switch (sign.kind) {
      case 'link-lost':
        operation.adapt(
          `links to ${sign.domain} are taken away`,
          `a new newspaper: ${operation.rentDomain() ?? 'none, no money'}`,
        );
        break;
      case 'suspended':
      case 'unseen':
        if (sign.kind === 'suspended') operation.replace({ lang: 'en', aged: true });
        this.#links = operation.dice.chance(0.5);
        operation.adapt(
          `${sign.kind} account`,
          this.#links ? 'goes on with another' : 'claims without links for a while',
        );
        break;
      case 'challenged':
      case 'slowed':
        break;
    }
  }

  #claim(account: number): void {
    const { world, dice, cause, domains, care } = this.#operation;
    const claim = dice.chance(0.8) ? this.#script.line(dice, 'en') : write(dice, this.#topic, 'say', -90);
    const text = paraphrase(dice, claim, 0.2 + care * 0.5);
    const url = this.#links && domains[0] !== undefined ? [`https://${domains[0]}/${slug(dice)}`] : [];
    post(world, account, { ...statement(this.#topic, text, -90, [this.#tag], 3), links: url }, cause);
  }

  #amplify(account: number): void {
    const { world, dice, cause, accounts } = this.#operation;
    const seed = accounts[dice.below(Math.max(1, Math.floor(accounts.length * SEEDS)))]!;
    const target = world.accounts.lastPost[seed]!;
    if (dice.chance(0.6)) repost(world, account, target, cause);
    else like(world, account, target, cause);
    if (dice.chance(0.25)) this.#claim(account);
  }
}
