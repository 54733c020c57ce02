/** IP ranges, by their normal form: an address is looked up under each prefix length that some range has, the longest first. */
import { parseIpv4, parseIpv6 } from '@lapwing/sml';
import type { Matcher } from './matcher.ts';

interface Address {
  /** The bits of an IPv4-mapped address are those of the IPv4 address. */
  readonly family: 4 | 6;
  readonly bytes: readonly number[];
}

const IPV4_BITS = 32;

export class CidrMatcher implements Matcher {
  /** Ranges by family and prefix length. */
  readonly #counts = { 4: new Uint32Array(33), 6: new Uint32Array(129) };

  normalize(value: string): string | { readonly problem: string } {
    const range = parseRange(value.trim());
    return range === null ? { problem: 'is no IP address or CIDR range' } : printRange(range.address, range.bits);
  }

  add(value: string): void {
    this.#countsFor(value)[bitsOf(value)]!++;
  }

  delete(value: string): void {
    this.#countsFor(value)[bitsOf(value)]!--;
  }

  #countsFor(value: string): Uint32Array {
    return this.#counts[value.includes(':') ? 6 : 4];
  }

  settle(): void {}

  *settling(): Generator<void> {}

  describe(): void {}

  /** The narrowest range. */
  match(input: string, isLive: (value: string) => boolean): string | null {
    const address = parseAddress(input.trim());
    if (address === null) return null;
    const counts = this.#counts[address.family];
    for (let bits = counts.length - 1; bits >= 0; bits--) {
      if (counts[bits] === 0) continue;
      const range = printRange(address, bits);
      if (isLive(range)) return range;
    }
    return null;
  }
}

/** The prefix length of a range in normal form. */
const bitsOf = (range: string): number => Number(range.slice(range.indexOf('/') + 1));

function parseAddress(text: string): Address | null {
  const four = parseIpv4(text);
  if (four !== null) return { family: 4, bytes: four };
  const six = parseIpv6(text);
  if (six === null) return null;
  const bytes = six.flatMap((group) => [group >> 8, group & 0xff]);
  const isMapped = six.slice(0, 5).every((group) => group === 0) && six[5] === 0xffff;
  return isMapped ? { family: 4, bytes: bytes.slice(12) } : { family: 6, bytes };
}

function parseRange(text: string): { readonly address: Address; readonly bits: number } | null {
  const slash = text.indexOf('/');
  const addressText = slash < 0 ? text : text.slice(0, slash);
  const bitsText = slash < 0 ? undefined : text.slice(slash + 1);
  const address = parseAddress(addressText);
  if (address === null) return null;
  const size = address.bytes.length * 8;
  if (bitsText === undefined) return { address, bits: size };
  if (!/^\d{1,3}$/.test(bitsText)) return null;
  // The length of a mapped range counts the 96 bits that were taken off.
  const bits = Number(bitsText) - (address.family === 4 && addressText.includes(':') ? 96 : 0);
  return bits >= 0 && bits <= size ? { address, bits } : null;
}

/** With the bits after the prefix cleared: `10.1.2.3/8` is `10.0.0.0/8`. */
function printRange({ family, bytes }: Address, bits: number): string {
  if (family === 4 && bits === IPV4_BITS) return `${bytes[0]}.${bytes[1]}.${bytes[2]}.${bytes[3]}/32`;
  const cleared = bytes.map((byte, i) => byte & (0xff00 >> Math.min(8, Math.max(0, bits - i * 8))) & 0xff);
  if (family === 4) return `${cleared.join('.')}/${bits}`;
  const groups = Array.from({ length: 8 }, (_, i) => ((cleared[i * 2]! << 8) | cleared[i * 2 + 1]!).toString(16));
  return `${groups.join(':')}/${bits}`;
}
