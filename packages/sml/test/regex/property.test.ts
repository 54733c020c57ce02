/** The engines against JavaScript's own, on patterns that both languages write and mean alike. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Backtracker } from '../../src/regex/backtrack.ts';
import { compileBacktracking } from '../../src/regex/backtrack-program.ts';
import { NO_FLAGS } from '../../src/regex/flags.ts';
import { parsePattern } from '../../src/regex/parser.ts';
import { compilePattern } from '../../src/regex/pattern.ts';
import { foldText } from '../../src/text/fold.ts';

const atom = fc.constantFrom('a', 'b', 'ab', '.', '[ab]', '[^a]', '[a-c]', '😀', '[😀é]', '\\.', '^', '(?:)', 'é');
const quantifier = fc.constantFrom('*', '+', '?', '*?', '+?', '??', '{2}', '{1,2}', '{0,3}', '{2,}');

const { pattern } = fc.letrec<{ pattern: string; branch: string; item: string }>((tie) => ({
  pattern: fc.array(tie('branch'), { minLength: 1, maxLength: 3 }).map((branches) => branches.join('|')),
  branch: fc.array(tie('item'), { minLength: 1, maxLength: 4 }).map((items) => items.join('')),
  item: fc.oneof(
    { maxDepth: 3 },
    atom,
    fc.tuple(tie('pattern'), quantifier).map(([inner, times]) => `(?:${inner})${times}`),
    tie('pattern').map((inner) => `(${inner})`),
  ),
}));

const text = fc
  .array(fc.constantFrom('a', 'b', 'c', '.', '😀', 'é', '\n', 'A'), { maxLength: 12 })
  .map((s) => s.join(''));

it('agrees with RegExp, by automaton and by backtracking', () => {
  fc.assert(
    fc.property(pattern, fc.array(text, { minLength: 1, maxLength: 5 }), (source, texts) => {
      // Python's dot excludes only \n, as JavaScript's does of what is generated here.
      const native = new RegExp(source, 'u');
      const result = compilePattern(source, { ignoreCase: false });
      if (!result.ok) throw new Error(result.error.message);
      const { node, groups } = parsePattern(source, NO_FLAGS);
      const backtracker = new Backtracker(compileBacktracking(node, groups));
      for (const subject of texts) {
        const expected = native.test(subject);
        expect([subject, result.pattern.test(subject)]).toEqual([subject, expected]);
        // Backtracking may give up on nested repeats, but never answers wrongly.
        expect([expected, null]).toContain(backtracker.test(subject));
        const literals = result.pattern.requiredLiterals;
        if (expected && literals !== null) expect(literals.some((one) => foldText(subject).includes(one))).toBe(true);
      }
    }),
    {
      numRuns: 1500,
      examples: [
        // The first iteration consumes nothing, the second, which has to follow, does.
        ['(?:^|a){2}b', ['ab', 'b']],
        ['(?:a??|^){2,}b', ['aab']],
      ],
    },
  );
});

it('never throws on any pattern or text', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.string({ unit: 'binary', maxLength: 20 }),
      (source, subject) => {
        const result = compilePattern(source, { ignoreCase: true });
        if (result.ok) expect(['boolean', 'object']).toContain(typeof result.pattern.test(subject));
        else expect(result.error.message).not.toBe('');
      },
    ),
    { numRuns: 2000 },
  );
});
