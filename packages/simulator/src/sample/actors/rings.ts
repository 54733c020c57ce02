/** Setting up rings: their accounts, and what these have in common. */

import type { Random } from '../../random/random.ts';
import { HOUR, MINUTE } from '../../time/rhythm.ts';
import type { Account } from '../people/account.ts';
import { bulkName, inventAgent, inventDevice, inventName } from '../people/names.ts';
import { choosePlace, hostingAddresses } from '../people/places.ts';
import { scatter } from '../people/population.ts';
import type { FollowRingSettings, LinkSpamSettings } from '../presets.ts';
import { inventDomain } from '../topics/sites.ts';
import type { Role } from '../truth.ts';
import type { World } from '../world.ts';
import type { Actor } from './actor.ts';
import { FollowRingMember } from './follow-ring.ts';
import { LinkSpammer, PITCH_NAMES } from './link-spam.ts';

export interface Start {
  readonly timeMillis: number;
  readonly actor: Actor;
}

/** Accounts made by one operator: about four to a device, eight to an address, one mail host. */
function draftAccounts(world: World, random: Random, count: number, role: Role, campaign: string): Account[] {
  const devices = Array.from({ length: Math.ceil(count / 4) }, () => inventDevice(random));
  const addresses = hostingAddresses(random, Math.ceil(count / 8));
  const mailHost = `${inventName(random).toLowerCase()}mail.example`;
  const agent = inventAgent(random);
  const place = choosePlace(random);
  return Array.from({ length: count }, () =>
    world.accounts.add({
      name: bulkName(random, scatter(world.accounts.size), mailHost),
      place,
      addresses: [random.pick(addresses), random.pick(addresses)],
      devices: [random.pick(devices)],
      agent,
      workAddress: null,
      community: random.pick(world.texts.topicsIn('en')),
      role,
      campaign,
    }),
  );
}

/** Sign-ups come in a stream of a few minutes' distance. */
function signUpTimes(random: Random, startMillis: number, count: number): number[] {
  const times: number[] = [];
  let time = startMillis;
  for (let i = 0; i < count; i++) {
    time += random.between(20, 400) * 1000;
    // An operator takes breaks.
    if (random.chance(0.1)) time += random.between(20, 90) * MINUTE;
    times.push(time);
  }
  return times;
}

export function startLinkSpam(world: World, random: Random, number: number, settings: LinkSpamSettings): Start[] {
  const ring = {
    campaign: `link-spam-${number}`,
    domains: Array.from({ length: 3 }, () => inventDomain(random)),
    pitch: PITCH_NAMES[number % PITCH_NAMES.length] ?? 'earnings',
    postsPerHour: settings.postsPerHour,
    budget: settings.postsPerHour * 5,
  };
  const accounts = draftAccounts(world, random, settings.accounts, 'link-spam', ring.campaign);
  const times = signUpTimes(random, world.nowMillis + settings.startMillis, accounts.length);
  return accounts.map((account, i) => ({
    timeMillis: times[i] ?? world.nowMillis,
    actor: new LinkSpammer(random.split('member', i), account, ring),
  }));
}

export function startFollowRing(
  world: World,
  random: Random,
  number: number,
  settings: FollowRingSettings,
  people: readonly Account[],
): Start[] {
  const campaign = `follow-ring-${number}`;
  const accounts = draftAccounts(world, random, settings.accounts, 'follow-ring', campaign);
  const customers = Array.from({ length: settings.customers }, () => random.pick(people));
  const ring = {
    campaign,
    members: accounts,
    customers,
    followsPerHour: settings.followsPerHour,
    budget: settings.followsPerHour * 5,
  };
  const times = signUpTimes(random, world.nowMillis + settings.startMillis - HOUR, accounts.length);
  return accounts.map((account, i) => ({
    timeMillis: times[i] ?? world.nowMillis,
    actor: new FollowRingMember(random.split('member', i), account, ring),
  }));
}
