/** Characters by name, for `\N{…}` escapes. */
import { unicodeAliases, unicodeBaseName } from 'unicode-name';

interface Range {
  readonly from: number;
  readonly to: number;
}

const HANGUL: Range = { from: 0xac00, to: 0xd7a3 };

/** Where names are listed one by one. Between: ideographs, whose names hold their code point, syllables, and no names at all. */
const LISTED: readonly Range[] = [
  { from: 0x0000, to: 0x33ff },
  { from: 0x4dc0, to: 0x4dff },
  { from: 0xa000, to: 0xabff },
  { from: 0xd7b0, to: 0xd7ff },
  { from: 0xf900, to: 0x16fff },
  { from: 0x18800, to: 0x1ffff },
  { from: 0x2f800, to: 0x2fa1f },
  { from: 0xe0000, to: 0xe01ff },
];

/** The inverse of the package's table, as far as it was needed: few rulesets have such an escape, and all of it takes a second. */
const codePointsByName = new Map<string, number>();
let range = 0;
let next = LISTED[0]!.from;

/** The code point with a Unicode name or alias, in any case, or undefined. */
export function codePointOfName(text: string): number | undefined {
  const name = text.toUpperCase();
  const numbered = /^[A-Z -]+-([0-9A-F]{4,6})$/.exec(name);
  if (numbered !== null) {
    const codePoint = Number.parseInt(numbered[1]!, 16);
    if (codePoint <= 0x10ffff && unicodeBaseName(codePoint) === name) return codePoint;
  }
  if (name.startsWith('HANGUL SYLLABLE ')) {
    for (let codePoint = HANGUL.from; codePoint <= HANGUL.to; codePoint++) {
      if (unicodeBaseName(codePoint) === name) return codePoint;
    }
    return undefined;
  }
  while (!codePointsByName.has(name) && range < LISTED.length) listNext();
  return codePointsByName.get(name);
}

function listNext(): void {
  const name = unicodeBaseName(next);
  if (name !== undefined) codePointsByName.set(name, next);
  for (const aliases of Object.values(unicodeAliases(next) ?? {})) {
    for (const alias of aliases) codePointsByName.set(alias, next);
  }
  next++;
  if (next <= LISTED[range]!.to) return;
  range++;
  next = LISTED[range]?.from ?? 0;
}
