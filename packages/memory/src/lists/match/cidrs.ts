/** IP ranges: a binary trie over address bits, so a look-up takes at most 32 or 128 steps whatever the list's size. */
import { parseIpv4, parseIpv6 } from '@lapwing/sml';
import type { Matcher } from './matcher.ts';

interface Address {
  /** The bits of an IPv4-mapped address are those of the IPv4 address. */
  readonly family: 4 | 6;
  readonly bytes: readonly number[];
}

interface Node {
  zero: Node | null;
  one: Node | null;
  value: string | null;
}

const node = (): Node => ({ zero: null, one: null, value: null });

export class CidrMatcher implements Matcher {
  readonly #roots = { 4: node(), 6: node() };

  normalize(value: string): string | { readonly problem: string } {
    const range = parseRange(value.trim());
    return range === null ? { problem: 'is no IP address or CIDR range' } : printRange(range.address, range.bits);
  }

  add(value: string): void {
    const range = parseRange(value);
    if (range === null) return;
    let at = this.#roots[range.address.family];
    for (let i = 0; i < range.bits; i++) {
      if (bit(range.address.bytes, i)) at = at.one ??= node();
      else at = at.zero ??= node();
    }
    at.value = value;
  }

  /** Takes the value off and leaves its path: the next ranges are likely to use it. */
  delete(value: string): void {
    const range = parseRange(value);
    if (range === null) return;
    let at: Node | null = this.#roots[range.address.family];
    for (let i = 0; at !== null && i < range.bits; i++) at = bit(range.address.bytes, i) ? at.one : at.zero;
    if (at !== null) at.value = null;
  }

  settle(): void {}

  *settling(): Generator<void> {}

  /** The narrowest range. */
  match(input: string, isLive: (value: string) => boolean): string | null {
    const address = parseAddress(input.trim());
    if (address === null) return null;
    let found: string | null = null;
    let at: Node | null = this.#roots[address.family];
    const bits = address.bytes.length * 8;
    for (let i = 0; at !== null; i++) {
      if (at.value !== null && isLive(at.value)) found = at.value;
      if (i === bits) break;
      at = bit(address.bytes, i) ? at.one : at.zero;
    }
    return found;
  }
}

function bit(bytes: readonly number[], i: number): boolean {
  return ((bytes[i >> 3]! >> (7 - (i & 7))) & 1) === 1;
}

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
  const [addressText = '', bitsText, ...rest] = text.split('/');
  const address = parseAddress(addressText);
  if (address === null || rest.length > 0) return null;
  const size = address.bytes.length * 8;
  if (bitsText === undefined) return { address, bits: size };
  if (!/^\d{1,3}$/.test(bitsText)) return null;
  // The length of a mapped range counts the 96 bits that were taken off.
  const bits = Number(bitsText) - (address.family === 4 && addressText.includes(':') ? 96 : 0);
  return bits >= 0 && bits <= size ? { address, bits } : null;
}

/** With the bits after the prefix cleared: `10.1.2.3/8` is `10.0.0.0/8`. */
function printRange({ family, bytes }: Address, bits: number): string {
  const cleared = bytes.map((byte, i) => byte & (0xff00 >> Math.min(8, Math.max(0, bits - i * 8))) & 0xff);
  if (family === 4) return `${cleared.join('.')}/${bits}`;
  const groups = Array.from({ length: 8 }, (_, i) => ((cleared[i * 2]! << 8) | cleared[i * 2 + 1]!).toString(16));
  return `${groups.join(':')}/${bits}`;
}
