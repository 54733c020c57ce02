/** Where people live: countries with their share of the platform, time zone and addresses. */
import { weighted } from '../../random/distributions.ts';
import type { Random } from '../../random/random.ts';

export interface Place {
  readonly country: string;
  readonly lang: 'en' | 'es';
  readonly utcOffsetHours: number;
  /** First octets of the addresses of its internet providers. */
  readonly networks: readonly number[];
}

const PLACES: readonly (Place & { readonly share: number })[] = [
  { country: 'US', lang: 'en', utcOffsetHours: -5, networks: [24, 67, 71, 98], share: 38 },
  { country: 'GB', lang: 'en', utcOffsetHours: 0, networks: [81, 86], share: 14 },
  { country: 'CA', lang: 'en', utcOffsetHours: -5, networks: [70, 99], share: 8 },
  { country: 'IE', lang: 'en', utcOffsetHours: 0, networks: [109], share: 3 },
  { country: 'IN', lang: 'en', utcOffsetHours: 5.5, networks: [49, 117], share: 10 },
  { country: 'ES', lang: 'es', utcOffsetHours: 1, networks: [83, 88], share: 9 },
  { country: 'MX', lang: 'es', utcOffsetHours: -6, networks: [187, 189], share: 11 },
  { country: 'AR', lang: 'es', utcOffsetHours: -3, networks: [181, 190], share: 7 },
];
const SHARES = PLACES.map((place) => place.share);

export function choosePlace(random: Random): Place {
  const place = PLACES[weighted(random, SHARES)];
  if (place === undefined) throw new RangeError('no places');
  return place;
}

/** An address of one of the place's internet providers. */
export function homeAddress(random: Random, place: Place): string {
  return `${random.pick(place.networks)}.${random.below(256)}.${random.below(256)}.${random.between(1, 254)}`;
}

/** Addresses of one rented server room: what automation comes from. Networks 198.18.0.0/15 are reserved for tests (RFC 2544). */
export function hostingAddresses(random: Random, count: number): string[] {
  const network = `198.${random.between(18, 19)}.${random.below(256)}`;
  return Array.from({ length: count }, (_, i) => `${network}.${10 + i}`);
}
