/** Who lives on the platform at the beginning, who will join, and who follows whom before anything happens. */
import { STATUS } from '../accounts/accounts.ts';
import { AGENT_COUNT, STYLE } from '../accounts/identity.ts';
import { addressIn, PLACES } from '../accounts/places.ts';
import { settle } from '../acts/account.ts';
import type { World } from '../platform/world.ts';
import { logNormal, weighted } from '../random/distributions.ts';
import { mix, PURPOSE, Stream, streamKey } from '../random/stream.ts';
import { DAY } from '../time/rhythm.ts';
import { HABIT_SHARES, habitOf, ORGANISATION_HABIT } from './habits.ts';

export interface PopulationOptions {
  /** There from the beginning: accounts 0 to `people` - 1. */
  readonly people: number;
  /** Those who join, behind them. */
  readonly newcomers: number;
  readonly communities: number;
  readonly sessionsPerDay: number;
  /** Median of accounts followed. */
  readonly follows: number;
  /** 0 to 1: how far apart communities' opinions are. */
  readonly polarisation: number;
}

const ORGANISATIONS = 0.006;
const AT_A_WORKPLACE = 0.3;
const PEOPLE_PER_WORKPLACE = 25;
/** Couples, siblings and a family's tablet: the same device and home as the account before. */
const SHARES_A_DEVICE = 0.03;
const PLATFORM_AGE_DAYS = 3000;
const MOST_SESSIONS_PER_DAY = 30;
const PLACE_SHARES = PLACES.map(({ share }) => share);

/** Fill the columns of everybody, and settle those who are there. */
export function populate(world: World, options: PopulationOptions): void {
  const dice = new Stream();
  const total = options.people + options.newcomers;
  for (let account = 0; account < total; account++) {
    dice.reseed(streamKey(world.seed, PURPOSE.identity, account, 1));
    makePerson(world, dice, account, options);
    if (account >= options.people) continue;
    const days = Math.min(PLATFORM_AGE_DAYS * (0.5 + dice.unit() / 2), 3 + logNormal(dice, 400, 1));
    const posts = Math.floor(days * world.accounts.rate[account]! * habitOf(world.accounts.habit[account]!).post * 2);
    settle(world, account, world.startMillis - Math.round(days * DAY), posts);
    introduce(world, account);
  }
  befriend(world, options);
}

/** Tell the truth about a person: there is nothing behind it. */
export function introduce(world: World, account: number): void {
  const { accounts } = world;
  world.tell(() => ({
    kind: 'account',
    userId: world.identities.userId(account),
    role: accounts.habit[account] === ORGANISATION_HABIT ? 'organisation' : 'person',
    campaign: null,
    since: world.time(accounts.createdMillis[account]!),
  }));
}

function makePerson(world: World, dice: Stream, account: number, options: PopulationOptions): void {
  const { accounts } = world;
  const organisation = dice.chance(ORGANISATIONS);
  const community = dice.below(options.communities);
  const centre = new Stream(streamKey(world.seed, PURPOSE.identity, community, 2));
  // A community is of one language; its country decides the rest.
  const lang = communityLang(community);
  let place = weighted(dice, PLACE_SHARES);
  while (PLACES[place]!.lang !== lang) place = weighted(dice, PLACE_SHARES);
  accounts.place[account] = place;
  accounts.community[account] = community;
  accounts.opinion[account] = opinion(dice, centre, options.polarisation);
  accounts.opinion2[account] = opinion(dice, centre, options.polarisation);
  accounts.habit[account] = organisation ? ORGANISATION_HABIT : weighted(dice, HABIT_SHARES);
  const pace = habitOf(accounts.habit[account]!).pace;
  // Sigma 1.1: the busiest one in a hundred come thirteen times as often as the median.
  accounts.rate[account] = Math.min(
    MOST_SESSIONS_PER_DAY,
    pace * logNormal(dice, options.sessionsPerDay, organisation ? 0.3 : 1.1),
  );
  accounts.style[account] = organisation ? STYLE.organisation : STYLE.person;
  accounts.face[account] = dice.uint32();
  accounts.voice[account] = dice.uint32();
  accounts.agent[account] = dice.below(AGENT_COUNT);
  const { networks } = PLACES[place]!;
  accounts.homeAddress[account] = addressIn(dice.pick(networks), dice.uint32());
  accounts.device[account] = dice.uint32();
  if (account > 0 && dice.chance(SHARES_A_DEVICE)) {
    accounts.homeAddress[account] = accounts.homeAddress[account - 1]!;
    accounts.device[account] = accounts.device[account - 1]!;
  }
  if (dice.chance(AT_A_WORKPLACE)) {
    const places = Math.ceil((options.people * AT_A_WORKPLACE) / PEOPLE_PER_WORKPLACE);
    const bits = mix(streamKey(world.seed, PURPOSE.workplace, dice.below(places)));
    accounts.workAddress[account] = addressIn(networks[0]!, bits);
  }
  accounts.address[account] = accounts.homeAddress[account]!;
}

/** A little more than a quarter of the communities speak Spanish, as do the places' shares. */
export function communityLang(community: number): 'en' | 'es' {
  return community % 11 < 8 ? 'en' : 'es';
}

/** Opinions gather around those of the community. */
function opinion(dice: Stream, centre: Stream, polarisation: number): number {
  const middle = (centre.unit() < 0.5 ? -1 : 1) * 70 * polarisation * (0.5 + centre.unit() / 2);
  const noise = (dice.unit() + dice.unit() + dice.unit() - 1.5) * 70;
  return Math.max(-100, Math.min(100, Math.round(middle + noise)));
}

/**
 * The follow graph grows an account at a time: somebody of the community, somebody whom one of those follows (which closes triangles and
 * prefers who is followed already, as in the copying model of Kumar et al. 2000), or anybody.
 */
function befriend(world: World, { people, communities, follows }: PopulationOptions): void {
  const { accounts, graph } = world;
  const members = membersOf(accounts.community, people, communities);
  const dice = new Stream();
  for (let account = 0; account < people; account++) {
    dice.reseed(streamKey(world.seed, PURPOSE.friends, account));
    const wanted = Math.min(Math.ceil(logNormal(dice, follows, 1)), Math.floor(people / 3), 1000);
    const own = accounts.community[account]!;
    for (let i = 0; i < wanted; i++) {
      const way = dice.unit();
      const near = way < 0.85 ? members.pick(dice, own) : dice.below(people);
      const copied = way < 0.6 ? graph.someone(dice, near) : -1;
      const target = copied >= 0 ? copied : near;
      if (accounts.has(target, STATUS.active)) graph.follow(account, target);
    }
  }
}

/** People by community, in one array. */
function membersOf(community: Uint16Array, people: number, communities: number) {
  const starts = new Uint32Array(communities + 1);
  for (let account = 0; account < people; account++)
    starts[community[account]! + 1] = starts[community[account]! + 1]! + 1;
  for (let i = 0; i < communities; i++) starts[i + 1] = starts[i + 1]! + starts[i]!;
  const ends = starts.slice();
  const list = new Uint32Array(people);
  for (let account = 0; account < people; account++) {
    const end = ends[community[account]!]!;
    list[end] = account;
    ends[community[account]!] = end + 1;
  }
  return {
    /** Somebody of the community; the squared number prefers its first members, so that every community has people whom all know. */
    pick(dice: Stream, of: number): number {
      const start = starts[of]!;
      const count = starts[of + 1]! - start;
      return count === 0 ? dice.below(people) : list[start + Math.floor(dice.squared() * count)]!;
    },
  };
}
