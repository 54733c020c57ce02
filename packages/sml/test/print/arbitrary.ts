/** Random modules for property tests: built, not parsed, so that their nodes have no source. */
import fc from 'fast-check';
import type { Annotation, Expression, FormatString, Module, Name, Statement } from '../../src/index.ts';

const source = { path: 'main.sml', text: '' };
const span = { source, line: 1, column: 0, start: 0, end: 0 };

const identifier = fc.oneof(
  fc.constantFrom('A', 'B', 'UserId', '_local', 'match', 'é', 'x1'),
  fc.string({ unit: fc.constantFrom(...'abcXYZ_09'), minLength: 1, maxLength: 12 }).map((text) => `V${text}`),
);
const name = identifier.map((text): Name => ({ kind: 'name', span, name: text }));
const text = fc
  .oneof(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.string({ unit: fc.constantFrom(...'\\\'"{}\n\r\tN\0é') }))
  .map((value) => value.toWellFormed());

const literal: fc.Arbitrary<Expression> = fc.oneof(
  text.map((value): Expression => ({ kind: 'string', span, value })),
  fc.nat().map((value): Expression => ({ kind: 'int', span, value })),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 80n }).map((value): Expression => ({ kind: 'int', span, value })),
  fc.double({ min: 0, noNaN: true }).map((value): Expression => ({ kind: 'float', span, value: Math.abs(value) })),
  fc.boolean().map((value): Expression => ({ kind: 'bool', span, value })),
  fc.constant<Expression>({ kind: 'none', span }),
);

const formatString = fc.array(fc.oneof(text, name), { maxLength: 5 }).map((parts): FormatString => {
  const merged: (string | Name)[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (part === '') continue;
    if (typeof part === 'string' && typeof last === 'string') merged[merged.length - 1] = last + part;
    else merged.push(part);
  }
  return { kind: 'format-string', span, parts: merged };
});

const { expression } = fc.letrec<{ expression: Expression }>((tie) => {
  const operand = tie('expression');
  return {
    expression: fc.oneof(
      { maxDepth: 5, depthIdentifier: 'expression' },
      fc.oneof(name, literal, formatString),
      fc.record({
        kind: fc.constant('attribute' as const),
        span: fc.constant(span),
        object: name,
        attribute: identifier,
      }),
      fc
        .tuple(
          fc.oneof(
            name,
            fc.record({
              kind: fc.constant('attribute' as const),
              span: fc.constant(span),
              object: name,
              attribute: identifier,
            }),
          ),
          fc.array(fc.tuple(identifier, operand), { maxLength: 4 }),
        )
        .map(
          ([callee, pairs]): Expression => ({
            kind: 'call',
            span,
            function: callee,
            arguments: pairs.map(([argument, value]) => ({ name: argument, value, span, nameSpan: span })),
          }),
        ),
      fc.array(operand, { maxLength: 4 }).map((items): Expression => ({ kind: 'list', span, items })),
      fc
        .tuple(fc.constantFrom('+', '-', '*', '/', '//', '%', '**', '<<', '>>', '|', '^', '&'), operand, operand)
        .map(([operator, left, right]): Expression => ({ kind: 'binary', span, operator, left, right })),
      fc
        .tuple(fc.constantFrom('not', '-'), operand)
        .map(([operator, inner]): Expression => ({ kind: 'unary', span, operator, operand: inner })),
      fc
        .tuple(fc.constantFrom('==', '!=', '<', '<=', '>', '>=', 'in', 'not in'), operand, operand)
        .map(([operator, left, right]): Expression => ({ kind: 'comparison', span, operator, left, right })),
      fc
        .tuple(fc.constantFrom('and', 'or'), fc.array(operand, { minLength: 2, maxLength: 4 }))
        .map(([operator, operands]): Expression => ({ kind: 'boolean', span, operator, operands })),
    ),
  };
});

const annotationName = fc
  .oneof(identifier, fc.constantFrom('str', 'None'))
  .map((text): Annotation => ({ kind: 'annotation-name', span, name: text }));
const bareName = identifier.map((text): Annotation => ({ kind: 'annotation-name', span, name: text }));
const { annotation } = fc.letrec<{ annotation: Annotation }>((tie) => ({
  annotation: fc.oneof(
    { maxDepth: 3 },
    annotationName,
    fc
      .tuple(identifier, tie('annotation'))
      .map(([text, one]): Annotation => ({ kind: 'annotation-generic', span, name: text, arguments: [one] })),
    fc
      .tuple(identifier, fc.array(bareName, { minLength: 2, maxLength: 3 }))
      .map(([text, some]): Annotation => ({ kind: 'annotation-generic', span, name: text, arguments: some })),
    fc
      .tuple(tie('annotation'), tie('annotation'))
      .map(([left, right]): Annotation => ({ kind: 'annotation-union', span, left, right })),
  ),
}));

const statement: fc.Arbitrary<Statement> = fc.oneof(
  fc
    .tuple(name, fc.option(annotation), expression)
    .map(([target, type, value]): Statement => ({ kind: 'assign', span, target, annotation: type, value })),
  expression.filter((node) => node.kind === 'call').map((call): Statement => ({ kind: 'call-statement', span, call })),
);

export const arbitraryModule = fc
  .array(statement, { maxLength: 4 })
  .map((statements): Module => ({ kind: 'module', source, statements, comments: [] }));
