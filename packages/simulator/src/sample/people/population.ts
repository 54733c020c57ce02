/** Who lives on the platform at the beginning, and who will join. */
import { logNormal } from '../../random/distributions.ts';
import type { Random } from '../../random/random.ts';
import { DAY } from '../../time/rhythm.ts';
import type { Topic } from '../../topics/topic.ts';
import type { World } from '../world.ts';
import type { Account } from './account.ts';
import { inventAgent, inventDevice, personName } from './names.ts';
import { choosePlace, homeAddress, hostingAddresses, type Place } from './places.ts';

/** Workplaces per person: about thirty people share one address by day. */
const PEOPLE_PER_WORKPLACE = 30;
const AT_A_WORKPLACE = 0.25;
/** People who share a device with somebody before them: couples, siblings, a family's tablet. */
const SHARED_DEVICE = 0.03;
/** People who sometimes come through a private relay, from a server room like those of automation. */
const BEHIND_A_RELAY = 0.05;

/** Draft an ordinary account. It does not exist yet. */
export function draftPerson(world: World, random: Random, role: 'person' | 'organisation', people: number): Account {
  const { accounts, texts } = world;
  const place = choosePlace(random);
  const relative =
    role === 'person' && accounts.size > 0 && random.chance(SHARED_DEVICE)
      ? accounts.at(random.below(accounts.size))
      : null;
  const devices = relative === null ? [inventDevice(random)] : [...relative.devices.slice(0, 1)];
  if (random.chance(0.3)) devices.push(inventDevice(random));
  return accounts.add({
    name: personName(random, scatter(accounts.size)),
    place,
    addresses: relative === null ? addresses(random, place) : relative.addresses,
    devices,
    agent: inventAgent(random),
    workAddress: random.chance(AT_A_WORKPLACE) ? workplace(world, random, people) : null,
    community: random.pick(texts.topicsIn(place.lang)),
    role,
    campaign: null,
  });
}

function addresses(random: Random, place: Place): string[] {
  const own = Array.from({ length: random.between(1, 3) }, () => homeAddress(random, place));
  return random.chance(BEHIND_A_RELAY) ? [...own, ...hostingAddresses(random, 1)] : own;
}

function workplace(world: World, random: Random, people: number): string {
  const number = random.below(Math.ceil((people * AT_A_WORKPLACE) / PEOPLE_PER_WORKPLACE));
  const own = world.random.split('workplace', number);
  return homeAddress(own, choosePlace(own));
}

/** A number below 36^5 that is different for every index and tells nothing about it. */
export function scatter(index: number): number {
  return Number((BigInt(index + 1) * 31_415_927n) % 60_466_176n);
}

/** When an account that is older than the simulation was made: half of them within the last 400 days. */
export function pastMillis(random: Random, startMillis: number): number {
  const days = 2 + logNormal(random, 400, 1);
  // Nobody is older than the platform.
  return startMillis - Math.round((days < 3000 ? days : 3000 * random.unit()) * DAY);
}

/** The topics that someone writes about: their community's, and one or two more in their language. */
export function interestsOf(random: Random, account: Account, topics: readonly Topic[]): number[] {
  const others = topics.flatMap((topic, index) => (topic.lang === account.place.lang ? [index] : []));
  const interests = [account.community, account.community];
  for (let i = random.between(0, 2); i > 0; i--) interests.push(random.pick(others));
  return interests;
}
