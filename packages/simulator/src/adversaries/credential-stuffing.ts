/**
 * Credential stuffing and what follows. Leaked passwords are tried on many people's accounts from rented addresses; one in a hundred
 * fits. The account then behaves otherwise: another address and device, a new mail address, links to a scam, messages to friends, until
 * its owner gets it back. With care, single accounts are taken that many follow, from an address in the owner's country.
 *
 * Challenged, it tries from more addresses and more slowly; an account that is lost is written off.
 */

import { AGENT_COUNT } from '../accounts/identity.ts';
import { addressIn, HOSTING_NETWORK, PLACES } from '../accounts/places.ts';
import { changeProfile, logIn, message } from '../acts/account.ts';
import { post } from '../acts/write.ts';
import { HOUR, MINUTE } from '../time/rhythm.ts';
import { slug } from '../topics/sites.ts';
import type { Adversary, Sign, Tactics } from './adversary.ts';
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
const LURES = [
  'Is this you in the video?',
  'I cannot believe that they posted this:',
  'Look what I found about us:',
  'This changed my life:',
];

interface Loot {
  readonly account: number;
  readonly address: number;
  readonly device: number;
  readonly agent: number;
  /** When its owner gets it back. */
  readonly untilMillis: number;
}

class CredentialStuffing implements Tactics {
  readonly #operation: Operation;
  #loot: Loot[] = [];
  #taken = 0;
  #addresses: number;
  #gapMillis: number;

  constructor(operation: Operation) {
    this.#operation = operation;
    this.#addresses = 3 + Math.round(40 * operation.care);
    this.#gapMillis = (0.3 + 6 * operation.care) * MINUTE;
  }

  plan(): number | null {
    const operation = this.#operation;
    const { world, dice, plan } = operation;
    if (operation.domains.length === 0 && operation.rentDomain() === null) return null;
    this.#giveBack();
    const loot = this.#loot.length === 0 ? undefined : dice.pick(this.#loot);
    if (loot !== undefined && dice.chance(0.3)) this.#abuse(loot);
    else if (this.#taken < plan.accounts && operation.pay(PRICES.credential)) this.#try();
    else if (loot === undefined) return null;
    return operation.after(world.nowMillis % 3 === 0 ? this.#gapMillis * 6 : this.#gapMillis);
  }

  act(): null {
    return null;
  }

  notice(_sign: Sign): void {}

  #try(): void {
    const operation = this.#operation;
    const { world, dice, care } = operation;
    const victim = dice.chance(care * 0.5) ? operation.prominent() : operation.stranger();
    if (victim < 0 || this.#loot.some(({ account }) => account === victim)) return;
    const place = PLACES[world.accounts.place[victim]!]!;
    const near = dice.chance(care);
    const bits = dice.below(this.#addresses) * 7919;
    const address = near
      ? addressIn(place.networks[0]!, dice.uint32())
      : addressIn(HOSTING_NETWORK, 0x130000 | (operation.index << 8) | (bits % 256));
    const loot: Loot = {
      account: victim,
      address,
      device: dice.uint32(),
      agent: near ? world.accounts.agent[victim]! : dice.below(AGENT_COUNT),
      untilMillis: world.nowMillis + dice.between(8, 60) * HOUR,
    };
    this.#as(loot, () => {
      if (!logIn(world, victim, dice.chance(PASSWORD_FITS * (1 + 4 * care)), operation.cause)) {
        if (world.accounts.isPresent(victim) && !world.may(victim)) this.#adaptToChallenge();
        return;
      }
      this.#taken++;
      this.#loot.push(loot);
      this.#tell(victim, 'taken-over');
      changeProfile(world, victim, dice.chance(0.5) ? 'email' : 'password', null, operation.cause);
    });
  }

  #abuse(loot: Loot): void {
    const operation = this.#operation;
    const { world, dice } = operation;
    const { account } = loot;
    const url = `https://${operation.domains.at(-1) ?? 'none.example'}/${slug(dice)}`;
    this.#as(loot, () => {
      const friend = world.graph.someone(dice, account);
      if (friend >= 0 && dice.chance(0.5))
        message(world, account, friend, { length: 60, hasLink: true, isFirst: dice.chance(0.5) }, operation.cause);
      else post(world, account, pitch(world, account, dice.pick(LURES), url), operation.cause);
    });
  }

  /** Owners come back; whoever was suspended or stopped meanwhile is of no use. */
  #giveBack(): void {
    const { world } = this.#operation;
    for (const { account, untilMillis } of this.#loot) {
      const lost = !world.may(account);
      if (lost) this.#adaptToChallenge();
      if (lost || untilMillis <= world.nowMillis) this.#tell(account, 'person');
    }
    this.#loot = this.#loot.filter(({ account, untilMillis }) => untilMillis > world.nowMillis && world.may(account));
  }

  #adaptToChallenge(): void {
    this.#addresses += 5;
    this.#gapMillis *= 1.2;
    this.#operation.adapt(
      'an account is closed to it',
      `${this.#addresses} addresses, a try every ${Math.round(this.#gapMillis / 1000)} s`,
    );
  }

  /** Do something on somebody's account from elsewhere. */
  #as(loot: Loot, act: () => void): void {
    const own = this.#use(loot.account, loot);
    act();
    this.#use(loot.account, own);
  }

  /** Put an account into other hands; whose they were. */
  #use(account: number, { address, device, agent }: Pick<Loot, 'address' | 'device' | 'agent'>) {
    const { accounts } = this.#operation.world;
    const before = {
      address: accounts.address[account]!,
      device: accounts.device[account]!,
      agent: accounts.agent[account]!,
    };
    accounts.address[account] = address;
    accounts.device[account] = device;
    accounts.agent[account] = agent;
    return before;
  }

  #tell(account: number, role: 'taken-over' | 'person'): void {
    const { world, campaign } = this.#operation;
    const since = world.time(world.nowMillis);
    world.tell(() => ({
      kind: 'account',
      userId: world.identities.userId(account),
      role,
      campaign: role === 'person' ? null : campaign,
      since,
    }));
  }
}
