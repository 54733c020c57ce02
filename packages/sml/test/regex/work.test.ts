/** Whether a pattern gives up on a text is a function of both: replays and other machines have read other texts before. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NO_FLAGS } from '../../src/regex/flags.ts';
import { LazyDfa } from '../../src/regex/lazy-dfa.ts';
import { parsePattern } from '../../src/regex/parser.ts';
import { compileProgram } from '../../src/regex/program.ts';
import { simplifyForSearch } from '../../src/regex/simplify.ts';

// More than 256 instructions each, so that their work is limited. The last one tells more classes apart than a row begins with.
const classes = Array.from({ length: 40 }, (_, i) => `[a${String.fromCodePoint(0x3b1 + i)}]`);
const patterns = [
  '(?:a[^c]{1,40}){8}c',
  '[ab]*a[ab]{300}c',
  '(?:\\b[abα-ω]{2,60}\\b\\s?){6}c$',
  `(?:${classes.join('|')}){20}c`,
];

const text = fc
  .array(
    fc.oneof(
      fc.constantFrom('a', 'b', 'ab', 'aab ', 'c', '\n', '😀'),
      fc.integer({ min: 0x3b1, max: 0x3d8 }).map((code) => String.fromCodePoint(code)),
    ),
    {
      maxLength: 80,
      size: 'max',
    },
  )
  .map((parts) => parts.join(''));

const limits = fc.record({
  work: fc.constantFrom(2_000, 10_000, 50_000),
  states: fc.constantFrom(4, 20, 60, 2_000),
  table: fc.constantFrom(256, 1_024, 1 << 18),
});

it('answers after other texts as it would have answered first', () => {
  const outcomes = new Set<boolean | null>();
  fc.assert(
    fc.property(
      fc.constantFrom(...patterns),
      limits,
      fc.array(text, { minLength: 2, maxLength: 8 }),
      (source, most, texts) => {
        const program = compileProgram(simplifyForSearch(parsePattern(source, NO_FLAGS).node));
        if (program === null) throw new Error('no program');
        const warm = LazyDfa.create(program, most)!;
        expect(warm.total).toBe(false);
        // The second time, all states that fit are known.
        for (const subject of [...texts, ...texts]) {
          const outcome = LazyDfa.create(program, most)!.test(subject);
          outcomes.add(outcome);
          expect(warm.test(subject)).toBe(outcome);
        }
      },
    ),
    { numRuns: 300 },
  );
  expect(outcomes).toEqual(new Set([true, false, null]));
});
