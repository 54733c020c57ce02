/** Where an account comes from at a moment: home, work by day, a phone's network, abroad, or a private relay. */
import type { Dice } from '../random/dice.ts';
import { mix } from '../random/stream.ts';
import { HOUR, localHour } from '../time/rhythm.ts';
import type { Accounts } from './accounts.ts';
import { addressIn, HOSTING_NETWORK, PLACES, type Place } from './places.ts';

/** Of sessions away from work: in the street, and behind a private relay (used by one person in twenty). */
const ON_A_PHONE_NETWORK = 0.3;
const RELAY_USERS = 0.05;
const THROUGH_A_RELAY = 0.5;
/** A carrier's gateways: everybody in the street shares them. */
const GATEWAYS = 48;
/** A trip every half a year or so, of one to nine days; looked at once a session. */
const TRIP_CHANCE = 0.0025;
const WORK = { from: 9, to: 17 };

/** The place that an account is in. */
function placeOf(accounts: Accounts, account: number, nowMillis: number): Place {
  const abroad = accounts.travelUntilMillis[account]! > nowMillis;
  return PLACES[abroad ? accounts.travelPlace[account]! : accounts.place[account]!]!;
}

/** Choose the address of a session that begins now. */
export function chooseOrigin(dice: Dice, accounts: Accounts, account: number, nowMillis: number): void {
  if (accounts.travelUntilMillis[account]! <= nowMillis && dice.chance(TRIP_CHANCE)) {
    accounts.travelUntilMillis[account] = nowMillis + dice.between(24, 9 * 24) * HOUR;
    accounts.travelPlace[account] = dice.below(PLACES.length);
  }
  accounts.address[account] = addressFor(dice, accounts, account, nowMillis);
}

function addressFor(dice: Dice, accounts: Accounts, account: number, nowMillis: number): number {
  const place = placeOf(accounts, account, nowMillis);
  if (accounts.travelUntilMillis[account]! > nowMillis) {
    // A hotel's address is the same for a whole trip.
    const hotel = mix(account ^ Math.floor(accounts.travelUntilMillis[account]! / HOUR));
    return dice.chance(0.5)
      ? gateway(dice, place)
      : addressIn(place.networks[hotel % place.networks.length]!, hotel >>> 4);
  }
  const usesRelays = mix(account) % 1000 < RELAY_USERS * 1000;
  if (usesRelays && dice.chance(THROUGH_A_RELAY)) return addressIn(HOSTING_NETWORK, 0x120000 | dice.below(0x1ffff));
  const work = accounts.workAddress[account]!;
  if (work !== 0 && isAtWork(nowMillis, place.utcOffsetHours) && dice.chance(0.8)) return work;
  return dice.chance(ON_A_PHONE_NETWORK) ? gateway(dice, place) : accounts.homeAddress[account]!;
}

function isAtWork(nowMillis: number, utcOffsetHours: number): boolean {
  const hour = localHour(nowMillis, utcOffsetHours);
  const weekday = (Math.floor((nowMillis + utcOffsetHours * HOUR) / (24 * HOUR)) + 4) % 7;
  return weekday !== 0 && weekday !== 6 && hour >= WORK.from && hour < WORK.to;
}

function gateway(dice: Dice, place: Place): number {
  return addressIn(place.mobileNetwork, 0x400000 | dice.below(GATEWAYS));
}
