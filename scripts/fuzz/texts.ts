/** Hostile texts, values and mutations. */
import type { Random } from './random.ts';

const TOKENS = [
  ...'()[]{}:;,.=+-*/%@&|^~<>!?\'"\\#\n\r\t \f\0éß😀\ud800\u200d\u0301\u{1d7d8}',
  ...'A B _x 1 0x 1e 1.5 == != <= ** // := -> and or not in is if else lambda True None f\' rf" """ {A} {{ }}'.split(
    ' ',
  ),
  ...'Import( Rule( WhenRules( JsonData( RegexMatch( rules=[ when_all=[ path= str: Optional[ Secret[ Entity['.split(
    ' ',
  ),
];

/** A text from pieces of the language, bytes, or both. */
export function anyText(random: Random): string {
  if (random.chance(3)) {
    return new TextDecoder().decode(Uint8Array.from(random.list(200, () => random.below(256))));
  }
  return random.list(80, () => random.pick(TOKENS)).join(random.pick(['', ' ', '']));
}

/** A text with some of it deleted, doubled, swapped or replaced. */
export function mutate(random: Random, text: string): string {
  let result = text;
  for (let edits = 1 + random.below(6); edits > 0; edits--) {
    const start = random.below(result.length + 1);
    const end = Math.min(result.length, start + random.below(random.chance(4) ? 200 : 8));
    const piece = result.slice(start, end);
    const replacement = random.pick([
      '',
      piece + piece,
      random.pick(TOKENS),
      random.pick(TOKENS).repeat(1 + random.below(50)),
      piece.toUpperCase(),
      [...piece].reverse().join(''),
    ]);
    result = result.slice(0, start) + replacement + result.slice(end);
  }
  return result;
}

const STRINGS = [
  '',
  ' ',
  'NaN',
  'Infinity',
  '-0',
  '1e999',
  '٣',
  '__proto__',
  'constructor',
  'toString',
  '\ud800',
  '\udc00x',
  '\u0000',
  '😀'.repeat(50),
  'a'.repeat(3000),
  'http://[::1]:80/x https://a.b/c',
  'x@y@z.co.uk',
  '+49 30 1234',
  '2026-02-30T25:61:61+99:99',
  '::ffff:1.2.3.4',
  '1.2.3.4/33',
  'ß'.repeat(100),
  'İ',
  'a\u0301'.repeat(200),
  '%s{0}{A}',
];

const NUMBERS = [
  '0',
  '-0',
  '-0.0',
  '1',
  '5.0',
  '1e308',
  '1e999',
  '-1e-400',
  '9007199254740993',
  '0.1',
  `1${'0'.repeat(400)}`,
];

/** JSON text of a value, hostile now and then. */
function anyJson(random: Random, depth: number): string {
  if (depth > 0 && random.chance(3)) return `[${random.list(5, () => anyJson(random, depth - 1)).join(',')}]`;
  if (depth > 0 && random.chance(2)) return anyObject(random, depth);
  if (random.chance(60)) {
    const levels = 1 + random.below(3000);
    return '['.repeat(levels) + ']'.repeat(levels);
  }
  if (random.chance(400)) return JSON.stringify('ab '.repeat(1 + random.below(100_000)));
  return random.pick([
    () => JSON.stringify(random.pick(STRINGS)),
    () => JSON.stringify(anyText(random)),
    () => random.pick(NUMBERS),
    () => random.pick(['true', 'false', 'null']),
  ])();
}

const KEYS = ['a', 'b', 'c', 'd', 's', 'n', 'l', 'e', '__proto__', 'constructor', 'toString', '$type', ''];

export function anyObject(random: Random, depth: number): string {
  const fields = random.list(8, () => `${JSON.stringify(random.pick(KEYS))}:${anyJson(random, depth - 1)}`);
  return `{${fields.join(',')}}`;
}

/** A short literal of the language for a text. */
export const literal = (text: string): string =>
  `'${[...text]
    .map((character) => {
      const code = character.codePointAt(0) ?? 0;
      if (character === '\\' || character === "'") return `\\${character}`;
      return code < 32 || (code >= 0xd800 && code < 0xe000)
        ? `\\x${(code & 0xff).toString(16).padStart(2, '0')}`
        : character;
    })
    .join('')}'`;
