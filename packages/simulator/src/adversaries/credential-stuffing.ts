/**
 * Credential stuffing and what follows. Leaked passwords are tried on many people's accounts from rented addresses; one in a hundred
 * fits. The account then behaves otherwise: another address and device, a new mail address, links to a scam, messages to friends, until
 * its owner gets it back.
 *
 * Where accounts are closed to it, it tries from more addresses and more slowly; an account that is lost is written off.
 */
import { AGENT_COUNT } from '../accounts/identity.ts';
import { addressIn, HOSTING_NETWORK } from '../accounts/places.ts';
import { changeProfile, message } from '../acts/account.ts';
import { langOf, post } from '../acts/write.ts';
import { HOUR, MINUTE } from '../time/rhythm.ts';
import { LURES } from '../topics/pitches/bait.ts';
import { Script } from '../topics/pitches/pitches.ts';
import { slug } from '../topics/sites.ts';
import { write } from '../topics/writer.ts';
import type { Adversary, Tactics } from './adversary.ts';
import { Hijacking, type Loot } from './hijacking.ts';
import type { Operation } from './operation.ts';
import { pitch } from './pitches.ts';
import { PRICES } from './prices.ts';

export const credentialStuffing: Adversary = {
  kind: 'credential-stuffing',
  goal: 'other people’s accounts, and the trust that they have',
  harm: 'takeover',
  sources: [
    'Thomas et al., "Data breaches, phishing, or malware? Understanding the risks of stolen credentials", CCS 2017',
    'Freeman et al., "Who are you? A statistical approach to measuring user authenticity", NDSS 2016',
    'Thomas et al., "Consequences of connectivity: characterizing account hijacking on Twitter", CCS 2014',
    'methods.md 3.1.6',
  ],
  defaults: { accounts: 20, budgetDollars: 50 },
  begin: (operation) => new CredentialStuffing(operation),
};

const PASSWORD_FITS = 0.012;

class CredentialStuffing implements Tactics {
  readonly #operation: Operation;
  readonly #script: Script;
  readonly #hijacking: Hijacking;
  #addresses: number;
  #gapMillis: number;

  constructor(operation: Operation) {
    this.#operation = operation;
    this.#script = new Script(operation.dice, LURES);
    this.#hijacking = new Hijacking(operation);
    this.#addresses = 3 + Math.round(40 * operation.care);
    this.#gapMillis = (0.3 + 6 * operation.care) * MINUTE;
  }

  plan(): number | null {
    const operation = this.#operation;
    const { dice, plan } = operation;
    const hijacking = this.#hijacking;
    if (operation.domains.length === 0 && operation.rentDomain() === null) return null;
    if (hijacking.settle() > 0) this.#adapt();
    const loot = hijacking.loot.length === 0 ? undefined : dice.pick(hijacking.loot);
    if (loot !== undefined && dice.chance(0.3)) hijacking.as(loot, () => this.#abuse(loot.account));
    else if (hijacking.taken < plan.accounts && operation.pay(PRICES.credential)) this.#try();
    else if (loot === undefined) return null;
    return operation.after(dice.chance(0.3) ? this.#gapMillis * 6 : this.#gapMillis);
  }

  act(): null {
    return null;
  }

  notice(): void {}

  #try(): void {
    const operation = this.#operation;
    const { world, dice, care } = operation;
    const victim = operation.stranger();
    if (victim < 0) return;
    const room = dice.below(this.#addresses) * 7919;
    const loot: Loot = {
      account: victim,
      address: addressIn(HOSTING_NETWORK, 0x130000 | (operation.index << 8) | (room % 256)),
      device: dice.uint32(),
      agent: dice.chance(care) ? world.accounts.agent[victim]! : dice.below(AGENT_COUNT),
      untilMillis: world.nowMillis + dice.between(8, 60) * HOUR,
    };
    const answer = this.#hijacking.try(loot, dice.chance(PASSWORD_FITS));
    if (answer === 'closed') this.#adapt();
    if (answer !== 'in') return;
    const field = dice.chance(0.5) ? 'email' : 'password';
    this.#hijacking.as(loot, () => changeProfile(world, victim, field, null, operation.cause));
  }

  #abuse(account: number): void {
    const { world, dice, cause, care, domains } = this.#operation;
    const friend = world.graph.someone(dice, account);
    if (friend >= 0 && dice.chance(0.5)) {
      message(world, account, friend, { length: 60, hasLink: true, isFirst: dice.chance(0.5) }, cause);
      return;
    }
    const url = `https://${domains.at(-1) ?? 'none.example'}/${slug(dice)}`;
    const draft = pitch(world, account, this.#script.line(dice, langOf(world, account)), url);
    const text = dice.chance(0.2 + care * 0.4) ? write(dice, draft.topic, 'say', 0) : draft.text;
    post(world, account, { ...draft, text }, cause);
  }

  #adapt(): void {
    this.#addresses += 5;
    this.#gapMillis *= 1.2;
    this.#operation.adapt(
      'an account is closed to it',
      `${this.#addresses} addresses, a try every ${Math.round(this.#gapMillis / 1000)} s`,
    );
  }
}
