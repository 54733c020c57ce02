/** Where people live: countries with their share of the platform, time zone, and networks by the first octet of their addresses. */
export type Lang = 'en' | 'es';

export interface Place {
  readonly country: string;
  readonly lang: Lang;
  readonly utcOffsetHours: number;
  readonly share: number;
  /** First octets of providers at home, and of the one for phones: thousands of phones share few addresses. */
  readonly networks: readonly number[];
  readonly mobileNetwork: number;
}

export const PLACES: readonly Place[] = [
  { country: 'US', lang: 'en', utcOffsetHours: -5, networks: [24, 67, 71, 98], mobileNetwork: 172, share: 38 },
  { country: 'GB', lang: 'en', utcOffsetHours: 0, networks: [81, 86], mobileNetwork: 92, share: 14 },
  { country: 'CA', lang: 'en', utcOffsetHours: -5, networks: [70, 99], mobileNetwork: 74, share: 8 },
  { country: 'IE', lang: 'en', utcOffsetHours: 0, networks: [109], mobileNetwork: 89, share: 3 },
  { country: 'IN', lang: 'en', utcOffsetHours: 5.5, networks: [49, 117], mobileNetwork: 106, share: 10 },
  { country: 'ES', lang: 'es', utcOffsetHours: 1, networks: [83, 88], mobileNetwork: 95, share: 9 },
  { country: 'MX', lang: 'es', utcOffsetHours: -6, networks: [187, 189], mobileNetwork: 200, share: 11 },
  { country: 'AR', lang: 'es', utcOffsetHours: -3, networks: [181, 190], mobileNetwork: 186, share: 7 },
];

/** Server rooms: `relays` is where private relays of honest people come from as well as automation. 198.18.0.0/15 is kept for tests (RFC 2544). */
export const HOSTING_NETWORK = 198;

interface Network {
  readonly asn: number;
  readonly country: string;
}

const NETWORKS: readonly (Network | undefined)[] = (() => {
  const byOctet: (Network | undefined)[] = new Array(256);
  for (const { country, networks, mobileNetwork } of PLACES) {
    for (const octet of [...networks, mobileNetwork]) byOctet[octet] = { asn: 64_512 + octet, country };
  }
  byOctet[HOSTING_NETWORK] = { asn: 64_512 + HOSTING_NETWORK, country: 'NL' };
  return byOctet;
})();

/** The autonomous system and country of an address; all numbers are private ones (RFC 6996). */
export function networkOf(address: number): Network {
  return NETWORKS[address >>> 24] ?? { asn: 65_534, country: 'ZZ' };
}

/** An address within a network. */
export function addressIn(octet: number, bits: number): number {
  return ((octet << 24) | (bits & 0x00ffffff)) >>> 0;
}

export function addressText(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}
