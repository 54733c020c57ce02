/** One scan for the literals of many patterns: finds what is there, folds what it reads, and changes no answer. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LiteralScanner } from '../../src/compile/literal-scanner.ts';
import { foldText } from '../../src/text/fold.ts';
import { action, compile, noHost } from '../support/evaluate.ts';

const letters = fc.constantFrom('a', 'b', 'A', 'é', 'É', 'ſ', 's', '😀', 'İ', ' ');
const texts = fc.array(letters, { maxLength: 12 }).map((parts) => parts.join(''));
const literals = fc.array(letters, { minLength: 1, maxLength: 3 }).map((parts) => foldText(parts.join('')));

describe('LiteralScanner', () => {
  it('finds exactly the sets of which a literal occurs', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(literals, { maxLength: 3 }), { minLength: 1, maxLength: 70 }),
        fc.array(texts),
        (sets, all) => {
          const scanner = LiteralScanner.create(sets);
          for (const text of all) {
            const bits = scanner?.scan(text) ?? new Int32Array();
            const found = sets.map((_, set) => (((bits[set >> 5] ?? 0) >>> (set & 31)) & 1) === 1);
            expect(found).toEqual(sets.map((set) => set.some((literal) => foldText(text).includes(literal))));
          }
        },
      ),
    );
  });

  it('is not built where its table would be too large', () => {
    const sets = Array.from({ length: 300 }, (_, set) => [
      Array.from({ length: 60 }, (_, at) => String.fromCharCode(0x4e00 + ((set * 61 + at * 7) % 900))).join(''),
    ]);
    expect(LiteralScanner.create(sets)).toBeNull();
  });
});

describe('patterns behind a shared scan', () => {
  it('match as they do alone', () => {
    const patterns = ['free nitro', '(?:gift|prize) card', 'cl[i1]ck', 'STRASSE', 'é+t', '\\bbuy\\b'];
    const together = compile(
      `T: str = JsonData(path='$.t')\n${patterns
        .map((pattern, index) => `P${index} = RegexMatch(target=T, pattern=r'${pattern}', case_insensitive=True)`)
        .join('\n')}\n`,
    );
    const alone = patterns.map((pattern) =>
      compile(
        `T: str = JsonData(path='$.t')\nP = RegexMatch(target=T, pattern=r'${pattern}', case_insensitive=True)\n`,
      ),
    );
    for (const t of [
      'FREE NITRO here',
      'a Prize Card',
      'CL1CK',
      'straße strasse',
      'ÉT',
      'BUY',
      'buyer',
      '',
      'nothing',
    ]) {
      const values = together.evaluate(action({ t }), noHost, { position: 1 }).values.slice(1);
      expect(values).toEqual(
        alone.map((ruleset) => ruleset.evaluate(action({ t }), noHost, { position: 1 }).values[1]),
      );
    }
  });
});
