/** Why a value matches an entry, in a sentence. */
import type { ListKind } from '@lapwing/memory';

export function explainMatch(kind: ListKind, entry: string, input: string): string {
  switch (kind) {
    case 'words':
      return `the text holds “${entry}” as a whole word`;
    case 'regexes':
      return `the pattern ${entry} is found in the text`;
    case 'domains':
      return `the domain is ${entry}, or lies under it`;
    case 'cidrs':
      return isSingleAddress(entry) ? `the address is ${entry}` : `the address lies within ${entry}`;
    case 'hashes':
    case 'entities':
      return `the value is ${entry}`;
    case 'images': {
      const bits = distance(entry, input.trim().toLowerCase());
      return bits === 0 ? 'the hash is the same' : `the hash differs in ${bits} of ${entry.length * 4} bits`;
    }
  }
}

function isSingleAddress(range: string): boolean {
  return range.endsWith(range.includes(':') ? '/128' : '/32');
}

function distance(a: string, b: string): number {
  let bits = 0;
  for (let i = 0; i < a.length; i++) {
    for (let rest = Number.parseInt(a[i] ?? '0', 16) ^ Number.parseInt(b[i] ?? '0', 16); rest > 0; rest &= rest - 1)
      bits++;
  }
  return bits;
}
