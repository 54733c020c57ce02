/** What stands at a place of a file. */
import type { Assign, Call, Expression, KeywordArgument, Name, StringLiteral } from '../ast/nodes.ts';
import type { Span } from '../ast/span.ts';
import { partsOf } from '../check/walk.ts';
import type { Analysis } from './analysis.ts';

export type Found =
  | { readonly kind: 'definition'; readonly statement: Assign; readonly span: Span }
  | { readonly kind: 'name'; readonly name: Name; readonly span: Span }
  | { readonly kind: 'function'; readonly call: Call; readonly name: string; readonly span: Span }
  | { readonly kind: 'argument'; readonly call: Call; readonly argument: KeywordArgument; readonly span: Span }
  /** A text that is an argument, or an item of a list that is one. */
  | {
      readonly kind: 'text';
      readonly text: StringLiteral;
      readonly call: Call;
      readonly argument: string;
      readonly span: Span;
    };

/** The name, function, argument or text at an offset; its end counts too, for cursors behind it. */
export function findAt(analysis: Analysis, path: string, offset: number): Found | null {
  const module = analysis.files.get(path)?.module;
  for (const statement of module?.statements ?? []) {
    if (!contains(statement.span, offset)) continue;
    if (statement.kind === 'assign' && contains(statement.target.span, offset)) {
      return { kind: 'definition', statement, span: statement.target.span };
    }
    return inExpression(statement.kind === 'assign' ? statement.value : statement.call, offset);
  }
  return null;
}

const contains = (span: Span, offset: number): boolean => span.start <= offset && offset <= span.end;

function inExpression(expression: Expression, offset: number): Found | null {
  if (expression.kind === 'name') {
    return contains(expression.span, offset) ? { kind: 'name', name: expression, span: expression.span } : null;
  }
  if (expression.kind === 'call') {
    const found = inCall(expression, offset);
    if (found !== null) return found;
  }
  // The span of an f-string is that of the literal, and of anything else that of what it holds.
  for (const part of partsOf(expression)) {
    const found = contains(part.span, offset) || part.kind === 'call' ? inExpression(part, offset) : null;
    if (found !== null) return found;
  }
  return null;
}

function inCall(call: Call, offset: number): Found | null {
  const target = call.function;
  if (target.kind === 'name' && contains(target.span, offset)) {
    return { kind: 'function', call, name: target.name, span: target.span };
  }
  for (const argument of call.arguments) {
    if (contains(argument.nameSpan, offset)) return { kind: 'argument', call, argument, span: argument.nameSpan };
    const texts = argument.value.kind === 'list' ? argument.value.items : [argument.value];
    for (const text of texts) {
      if (text.kind === 'string' && contains(text.span, offset)) {
        return { kind: 'text', text, call, argument: argument.name, span: text.span };
      }
    }
  }
  return null;
}
