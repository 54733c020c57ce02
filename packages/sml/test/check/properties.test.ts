/** Laws of types, and that no ruleset can bring the checker down. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkRuleset } from '../../src/check/check.ts';
import { lintProgram } from '../../src/lint/lint.ts';
import { rulesetSources } from '../../src/sources/sources.ts';
import { fit, isAssignable, sameType, union, unwrapType, withoutNone } from '../../src/types/compatibility.ts';
import {
  BOOL,
  EXPERIMENT,
  entityOf,
  FLOAT,
  INT,
  listOf,
  NONE,
  RULE,
  type SmlType,
  STR,
  TIMEDELTA,
} from '../../src/types/types.ts';
import { registry } from './fixtures.ts';

const type: fc.Arbitrary<SmlType> = fc.letrec<{ type: SmlType }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(STR, INT, FLOAT, BOOL, NONE, RULE, TIMEDELTA, EXPERIMENT, entityOf(STR), entityOf(INT)),
    tie('type').map(listOf),
    fc.array(tie('type'), { minLength: 1, maxLength: 3 }).map(union),
  ),
})).type;

describe('types', () => {
  test('every type fits itself, its unions, and loses nothing by being joined twice', () => {
    fc.assert(
      fc.property(type, type, (a, b) => {
        expect(isAssignable(a, a)).toBe(true);
        expect(isAssignable(a, union([a, b]))).toBe(true);
        expect(sameType(union([a, b]), union([b, a, b]))).toBe(true);
        if (sameType(a, b)) expect(isAssignable(a, b) && isAssignable(b, a)).toBe(true);
      }),
    );
  });

  test('fitting is transitive where nothing is unwrapped', () => {
    let chains = 0;
    fc.assert(
      fc.property(type, type, type, (a, b, c) => {
        for (const [first, second, third] of [
          [a, b, c],
          [a, union([a, b]), union([b, c, a])],
          [listOf(INT), listOf(FLOAT), union([listOf(FLOAT), c])],
        ]) {
          if (!first || !second || !third || !isAssignable(first, second) || !isAssignable(second, third)) continue;
          chains++;
          expect(isAssignable(first, third)).toBe(true);
        }
      }),
    );
    expect(chains).toBeGreaterThan(100);
  });

  test('what fits unwrapped fits after unwrapping, and unwrapping is done once', () => {
    fc.assert(
      fc.property(type, type, (a, b) => {
        const unwrapped = unwrapType(a);
        if (fit(a, b) === 'fits-unwrapped') expect(unwrapped !== null && isAssignable(unwrapped, b)).toBe(true);
        if (unwrapped !== null) expect(unwrapType(unwrapped)).toBeNull();
      }),
    );
  });

  test('without None, nothing else goes', () => {
    fc.assert(
      fc.property(type, (a) => {
        const rest = withoutNone(a);
        if (rest !== null) expect(sameType(union([rest, NONE]), a)).toBe(true);
      }),
    );
  });
});

/** Lines that are right, and pieces that make them wrong. */
const LINES = [
  "A: Optional[int] = JsonData(path='$.a')",
  "B: str = JsonData(path='$.b', required=False)",
  "U: Entity[str] = EntityJson(type='User', path='$.u')",
  'C = A != None and (A > 3 or A < 1)',
  "_D = [B, 'x']",
  'E = StringJoin(s=B, iterable=_D)',
  "R = Rule(when_all=[C, B == 'x'], description=f'{B} {A}')",
  "WhenRules(rules_any=[R], then=[DeclareVerdict(verdict='no'), LabelAdd(entity=U, label='spam')])",
  "Import(rules=['a.sml'])",
  "Require(rule=f'{B}.sml', require_if=R)",
  "F = RegexMatch(target=B, pattern='a^b')",
  'G = -A ** 2 // 3 % 4 << 1',
  'H = ResolveOptional(optional_value=A, default_value=1)',
];
const PIECES = [
  'A',
  'R',
  'U',
  '(',
  ')',
  '[',
  ']',
  '=',
  ': str',
  'None',
  '.x',
  ' and ',
  ' in ',
  "'x'",
  '_D',
  'f"{A}"',
  ',',
  '\n',
  '**',
  'Secret[',
  '-',
];

test('no text makes the checker throw, and all its diagnostics have a place in a file', () => {
  const edit = fc.record({
    line: fc.nat(LINES.length - 1),
    at: fc.nat(60),
    cut: fc.nat(6),
    piece: fc.constantFrom(...PIECES),
  });
  fc.assert(
    fc.property(
      fc.subarray(LINES, { minLength: 1 }),
      fc.array(edit, { maxLength: 4 }),
      fc.constantFrom('reference', 'compat', 'strict'),
      (lines, edits, dialect) => {
        const text = [...lines];
        for (const { line, at, cut, piece } of edits) {
          const index = line % text.length;
          const old = text[index] ?? '';
          text[index] = old.slice(0, at) + piece + old.slice(at + cut);
        }
        const files = {
          'main.sml': `${text.join('\n')}\n`,
          'a.sml': 'X = 1 + 1\n',
          'config.yaml': 'labels: {spam: {valid_for: [User]}}\n',
        };
        const { program, diagnostics } = checkRuleset(rulesetSources(files), registry, { dialect });
        expect(program === null).toBe(diagnostics.some((diagnostic) => diagnostic.severity === 'error'));
        for (const { span } of diagnostics)
          expect(span.source.path in files && span.line >= 1 && span.column >= 0).toBe(true);
        if (program !== null) lintProgram(program);
      },
    ),
    { numRuns: 400 },
  );
});
