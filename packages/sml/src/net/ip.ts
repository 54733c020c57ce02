/** IP addresses as Python's `ipaddress` reads them. */

/** The four octets; null for anything but strict dotted decimal (no leading zeros). */
export function parseIpv4(text: string): number[] | null {
  const octets: number[] = [];
  let octet = -1;
  for (let i = 0; i <= text.length; i++) {
    const digit = i === text.length ? DOT : text.charCodeAt(i) - ZERO;
    if (digit === DOT) {
      if (octet < 0 || octets.push(octet) > 4) return null;
      octet = -1;
    } else {
      // No digit may follow a leading zero.
      if (digit < 0 || digit > 9 || octet === 0) return null;
      octet = Math.max(octet, 0) * 10 + digit;
      if (octet > 255) return null;
    }
  }
  return octets.length === 4 ? octets : null;
}

const ZERO = 48;
const DOT = '.'.charCodeAt(0) - ZERO;

/** The eight groups of an IPv6 address, with `::` and a trailing IPv4 part understood; zone ids are refused. */
export function parseIpv6(text: string): number[] | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const groups = halves.map((half, i) => parseGroups(half, i === halves.length - 1));
  const [head, tail] = groups;
  if (head === undefined || head === null || tail === null) return null;
  if (tail === undefined) return head.length === 8 ? head : null;
  const missing = 8 - head.length - tail.length;
  return missing < 1 ? null : [...head, ...new Array<number>(missing).fill(0), ...tail];
}

function parseGroups(text: string, isLast: boolean): number[] | null {
  if (text === '') return [];
  const parts = text.split(':');
  const groups: number[] = [];
  for (const [i, part] of parts.entries()) {
    const ipv4 = isLast && i === parts.length - 1 && part.includes('.') ? parseIpv4(part) : null;
    if (ipv4 !== null) {
      const [a = 0, b = 0, c = 0, d = 0] = ipv4;
      groups.push((a << 8) | b, (c << 8) | d);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else return null;
  }
  return groups;
}
