/** Character sets with Python's meaning in RE2's syntax. */
import { type CharacterSet, type ClassName, ForeignPattern } from './nodes.ts';

/** Insides of RE2 classes. Python's `\d`, `\w` and `\s` are those of Unicode, RE2's own those of ASCII. */
const CLASSES = {
  d: String.raw`\p{Nd}`,
  w: String.raw`\p{L}\p{N}_`,
  s: String.raw`\x{9}-\x{d}\x{1c}-\x{20}\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}`,
} as const;

export const WORD = `[${CLASSES.w}]`;
export const NOT_WORD = `[^${CLASSES.w}]`;

/** The set as RE2, case ignored or not. Throws a ForeignPattern where RE2 has no such set. */
export function setToRe2(set: CharacterSet, ignoreCase: boolean): string {
  const ranges = ignoreCase ? set.ranges.flatMap(bothCases) : set.ranges;
  const inside = ranges.map(([low, high]) => (low === high ? hex(low) : `${hex(low)}-${hex(high)}`)).join('');
  const positive = set.classes.filter((name) => name === name.toLowerCase());
  const complements = set.classes.filter((name) => name !== name.toLowerCase());
  const plain = inside + positive.map((name) => CLASSES[baseOf(name)]).join('');
  if (set.negated) {
    if (complements.length > 0) throw new ForeignPattern('a class without a complement');
    // An empty negated set is any character; RE2 would take `[^]` for something else.
    return plain === '' ? '(?s:.)' : `[^${plain}]`;
  }
  const parts = complements.map((name) => `[^${CLASSES[baseOf(name)]}]`);
  if (plain !== '') parts.unshift(`[${plain}]`);
  return parts.length === 1 ? parts[0]! : `(?:${parts.join('|')})`;
}

function baseOf(name: ClassName): 'd' | 'w' | 's' {
  switch (name) {
    case 'd':
    case 'D':
      return 'd';
    case 'w':
    case 'W':
      return 'w';
    case 's':
    case 'S':
      return 's';
    default:
      return name satisfies never;
  }
}

const hex = (code: number): string => `\\x{${code.toString(16)}}`;

/** Ranges longer than this are not searched for letters. */
const MAX_RANGE = 5000;

/** What else Python's IGNORECASE lets an ASCII letter match: K is the Kelvin sign, ſ a long s, ı and İ are Turkish. */
const RELATIVES: Readonly<Record<string, readonly number[]>> = { i: [0x130, 0x131], k: [0x212a], s: [0x17f] };

function bothCases([low, high]: readonly [number, number]): (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [[low, high]];
  if (high - low > MAX_RANGE) throw new ForeignPattern('a long range without regard to case');
  for (let code = low; code <= high; code++) {
    const character = String.fromCodePoint(code);
    const lower = character.toLowerCase();
    const upper = character.toUpperCase();
    if (lower === character && upper === character) continue;
    if (!hasTwoCases(code)) throw new ForeignPattern('letters without regard to case');
    for (const variant of [lower, upper]) found.push([variant.codePointAt(0)!, variant.codePointAt(0)!]);
    for (const relative of RELATIVES[lower] ?? []) found.push([relative, relative]);
  }
  return found;
}

/** Letters that have exactly one other case: ASCII and the accented letters of Western Europe. */
function hasTwoCases(code: number): boolean {
  if (code < 0x80) return true;
  // Not µ, ß, ÿ and å, which have relatives elsewhere.
  return code >= 0xc0 && code < 0xff && code !== 0xdf && code !== 0xe5 && code !== 0xc5;
}
