/**
 * One adversary at work: its budget, accounts, addresses and devices, and what it has noticed. Whatever tactics do goes through here, so
 * that it is paid for, possible, and in the truth.
 */
import { STATUS } from '../accounts/accounts.ts';
import { AGENT_COUNT, STYLE } from '../accounts/identity.ts';
import { addressIn, HOSTING_NETWORK, PLACES } from '../accounts/places.ts';
import { logIn, settle, signUp } from '../acts/account.ts';
import { like, view } from '../acts/react.ts';
import { post } from '../acts/write.ts';
import { ORGANISATION_HABIT } from '../people/habits.ts';
import { communityLang } from '../people/population.ts';
import { draftPost } from '../people/writing.ts';
import type { Cause, World } from '../platform/world.ts';
import { logNormal } from '../random/distributions.ts';
import { PURPOSE, Stream, streamKey } from '../random/stream.ts';
import type { AdversaryPlan } from '../scenario/scenario.ts';
import { DAY, HOUR, localHour, SECOND } from '../time/rhythm.ts';
import { inventDomain } from '../topics/sites.ts';
import type { Harm } from '../truth/truth.ts';
import type { Sign } from './adversary.ts';
import { PRICES } from './prices.ts';

export interface Reserve {
  /** Accounts that the operation may make, by index. */
  readonly first: number;
  readonly count: number;
}

export interface OperationHost {
  readonly world: World;
  readonly people: number;
  readonly communities: number;
  /** Let an account act at a time. */
  schedule(account: number, timeMillis: number): void;
}

/** How an account is made. */
export interface Hire {
  /** Bought with a history instead of made. */
  readonly aged?: boolean;
  readonly lang?: 'en' | 'es';
  readonly community?: number;
  /** Copies the name and picture of this account. */
  readonly copies?: number;
}

export class Operation {
  readonly index: number;
  readonly campaign: string;
  readonly plan: AdversaryPlan;
  readonly host: OperationHost;
  readonly world: World;
  /** The operation's own randomness; nobody else draws from it. */
  readonly dice: Stream;
  readonly cause: Cause;
  /** What its accounts do to look ordinary: true of the account, harmless in itself. */
  readonly cover: Cause;
  readonly accounts: number[] = [];
  readonly domains: string[] = [];
  spent = 0;
  /** How often it has said how it adapts. */
  responses = 0;
  readonly #reserve: Reserve;
  #hired = 0;
  readonly #addresses: number[] = [];
  readonly #devices: number[] = [];
  readonly #mailHost: string;

  constructor(host: OperationHost, index: number, campaign: string, plan: AdversaryPlan, harm: Harm, reserve: Reserve) {
    this.host = host;
    this.world = host.world;
    this.index = index;
    this.campaign = campaign;
    this.plan = plan;
    this.#reserve = reserve;
    // Named, not numbered: an operation is the same whichever others there are.
    this.dice = new Stream(streamKey(host.world.seed, PURPOSE.operation, nameKey(campaign)));
    this.cause = { operation: index, harm };
    this.cover = { operation: index, harm: 'none' };
    this.#mailHost = inventDomain(this.dice);
  }

  get care(): number {
    return this.plan.care;
  }

  /** Pay, if the budget allows. */
  pay(dollars: number): boolean {
    if (this.spent + dollars > this.plan.budgetDollars) return false;
    this.spent += dollars;
    return true;
  }

  /** A new account, which signs up at its first turn (an aged one exists already); -1 where money or accounts are at an end. */
  hire({ aged = false, lang, community, copies }: Hire = {}): number {
    if (this.#hired >= this.#reserve.count) return -1;
    const verified = this.dice.chance(this.care);
    if (!this.pay(aged ? PRICES.agedAccount : verified ? PRICES.phoneVerified : PRICES.bulkAccount)) return -1;
    const account = this.#reserve.first + this.#hired++;
    const { accounts, startMillis } = this.world;
    accounts.operation[account] = this.index;
    accounts.community[account] = community ?? this.community(lang);
    accounts.place[account] = this.#place(accounts.community[account]!);
    accounts.style[account] =
      copies !== undefined ? STYLE.copy : aged || this.dice.chance(this.care) ? STYLE.person : STYLE.bulk;
    accounts.face[account] = copies !== undefined ? accounts.face[copies]! : this.dice.uint32();
    accounts.rate[account] = 3;
    accounts.voice[account] = this.dice.uint32();
    accounts.agent[account] = this.dice.chance(this.care) ? this.dice.below(AGENT_COUNT) : this.index % AGENT_COUNT;
    this.equip(account);
    if (accounts.style[account] === STYLE.bulk) this.world.identities.useMailHost(account, this.#mailHost);
    this.accounts.push(account);
    if (aged) {
      settle(
        this.world,
        account,
        startMillis - Math.round(logNormal(this.dice, 300, 0.7) * DAY),
        this.dice.between(5, 400),
      );
      this.#claim(account);
    }
    return account;
  }

  /** Give an account an address and a device: shared ones from a server room, or with care its own from somebody's home. */
  equip(account: number): void {
    const { accounts } = this.world;
    accounts.homeAddress[account] = this.#address(account);
    accounts.address[account] = accounts.homeAddress[account]!;
    accounts.device[account] = this.#device();
  }

  /** Everything that the operation rents is found out: take other addresses and devices from now on. */
  moveHouse(): void {
    this.#addresses.length = 0;
    this.#devices.length = 0;
  }

  /** Sign up; where making the account is the harm itself, with that as its cause. */
  signUp(account: number, cause = this.cover): void {
    signUp(this.world, account, 'direct', cause);
    this.#claim(account);
  }

  logIn(account: number): boolean {
    return logIn(this.world, account, true, this.cover);
  }

  exists(account: number): boolean {
    return this.world.accounts.has(account, STATUS.active);
  }

  /** A thing that people do too: reads, likes, or writes about its community's topics. */
  blendIn(account: number): void {
    const { world, dice } = this;
    if (dice.chance(0.12)) {
      post(world, account, draftPost(world, account), this.cover);
      return;
    }
    const seen = world.feed.next(dice, account, world.nowMillis);
    if (seen === 0) return;
    // A script likes what it never showed to anybody; whoever is careful opens it first.
    if (dice.chance(0.3 + this.care)) view(world, account, seen, Math.ceil(logNormal(dice, 2500, 0.8)), this.cover);
    if (dice.chance(0.5)) like(world, account, seen, this.cover);
  }

  /** A domain of its own, or null when money is at an end. */
  rentDomain(): string | null {
    if (!this.pay(PRICES.domain)) return null;
    const domain = inventDomain(this.dice);
    this.domains.push(domain);
    const { campaign, world, cause } = this;
    world.tell(() => ({ kind: 'link', domain, campaign, harm: cause.harm, since: world.time(world.nowMillis) }));
    return domain;
  }

  /** Say in the truth what was noticed, and what is done about it. */
  adapt(noticed: string, response: string): void {
    const { campaign, world } = this;
    this.responses++;
    world.tell(() => ({ kind: 'adaptation', time: world.time(world.nowMillis), campaign, noticed, response }));
  }

  /** A community, in a language if it matters. */
  community(lang?: 'en' | 'es'): number {
    const { communities } = this.host;
    const first = this.dice.below(communities);
    if (lang === undefined) return first;
    for (let i = 0; i < communities; i++)
      if (communityLang((first + i) % communities) === lang) return (first + i) % communities;
    return first;
  }

  /** Somebody who has nothing to do with it, or -1. */
  stranger(): number {
    for (let i = 0; i < 6; i++) {
      const account = this.dice.below(this.host.people);
      if (this.world.accounts.isPresent(account)) return account;
    }
    return -1;
  }

  /** Somebody who writes and whom many follow: the best known of a few strangers. */
  prominent(): number {
    let best = -1;
    for (let i = 0; i < 40; i++) {
      const other = this.stranger();
      if (other < 0 || this.world.accounts.habit[other] === ORGANISATION_HABIT) continue;
      if (this.#fame(other) > this.#fame(best)) best = other;
    }
    return best;
  }

  /** After about so long. */
  after(medianMillis: number, sigma = 0.6): number {
    return this.world.nowMillis + Math.max(SECOND, Math.ceil(logNormal(this.dice, medianMillis, sigma)));
  }

  /** Each of its accounts begins within this time. */
  launch(account: number, withinMillis: number): void {
    this.host.schedule(account, this.world.nowMillis + 1 + Math.floor(this.dice.unit() * withinMillis));
  }

  /** Hire accounts that begin within a time; those that there was money for. */
  recruit(count: number, withinMillis: number, hire: Hire = {}): number[] {
    const hired: number[] = [];
    for (let i = 0; i < count; i++) {
      const account = this.hire(hire);
      if (account < 0) break;
      hired.push(account);
      this.launch(account, withinMillis);
    }
    return hired;
  }

  /** Those of its accounts that can act now. */
  able(): number[] {
    return this.accounts.filter((account) => this.world.may(account));
  }

  /** Whether it is working time in the operation's office; whoever is careful works in shifts around the clock. */
  isOfficeTime(utcOffsetHours: number): boolean {
    const hour = localHour(this.world.nowMillis, utcOffsetHours);
    return (hour >= 9 && hour < 19) || this.dice.chance(this.care * 0.4);
  }

  /** Hire a replacement that begins some hours later. */
  replace(hire: Hire = {}): number {
    const account = this.hire(hire);
    if (account >= 0) this.launch(account, 6 * HOUR);
    return account;
  }

  #claim(account: number): void {
    const { world, campaign } = this;
    world.operated++;
    world.tell(() => ({
      kind: 'account',
      userId: world.identities.userId(account),
      role: 'operated',
      campaign,
      since: world.time(world.accounts.createdMillis[account]!),
    }));
  }

  #fame(account: number): number {
    if (account < 0) return -1;
    const writes = this.world.posts.slot(this.world.accounts.lastPost[account]!) >= 0;
    return this.world.graph.followers(account) * (writes ? 100 : 1);
  }

  #place(community: number): number {
    const lang = communityLang(community);
    let place = this.dice.below(PLACES.length);
    while (PLACES[place]!.lang !== lang) place = this.dice.below(PLACES.length);
    return place;
  }

  #address(account: number): number {
    const residential = this.dice.chance(this.care);
    const place = PLACES[this.world.accounts.place[account]!]!;
    if (!residential && this.#addresses.length >= 4) return this.dice.pick(this.#addresses);
    if (!this.pay(residential ? PRICES.residentialAddress : PRICES.hostingAddress) && this.#addresses.length > 0)
      return this.dice.pick(this.#addresses);
    if (residential) return addressIn(this.dice.pick(place.networks), this.dice.uint32());
    const address = addressIn(HOSTING_NETWORK, 0x120000 | this.dice.below(0x1ffff));
    this.#addresses.push(address);
    return address;
  }

  #device(): number {
    if (this.dice.chance(this.care)) return this.dice.uint32();
    const wanted = Math.ceil(this.plan.accounts / 8);
    if (this.#devices.length < wanted) this.#devices.push(this.dice.uint32());
    return this.dice.pick(this.#devices);
  }
}

function nameKey(name: string): number {
  let h = 17;
  for (const char of name) h = (Math.imul(h, 31) + (char.codePointAt(0) ?? 0)) | 0;
  return h;
}

/** Signs in words, for the truth. */
export function describeSign(sign: Sign): string {
  switch (sign.kind) {
    case 'suspended':
      return 'an account was suspended';
    case 'challenged':
      return sign.passed ? 'an account was challenged, and passed' : 'an account was challenged, and failed';
    case 'slowed':
      return 'an account was slowed down';
    case 'unseen':
      return 'hardly anybody sees its posts';
    case 'link-lost':
      return `links to ${sign.domain} are taken away`;
  }
}
