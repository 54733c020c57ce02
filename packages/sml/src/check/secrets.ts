/**
 * What may leave the evaluation (sml.md §1.7). A value that depends on a `Secret` is not exported; as in the reference, arithmetic and
 * comparison end that: of the first the checker warns, the second is meant so.
 */
import type { Assign, Expression } from '../ast/nodes.ts';
import type { Wrapper } from './annotation-names.ts';
import { isLocal } from './walk.ts';

/** Answers whether the definition of a name may be exported. */
export type NameMayLeave = (name: string) => boolean;

/** Whether an expression's value may be exported, by the reference's rule. */
function mayLeave(expression: Expression, name: NameMayLeave): boolean {
  switch (expression.kind) {
    case 'name':
      return name(expression.name);
    case 'attribute':
      return name(expression.object.name);
    case 'call':
      return expression.arguments.every((argument) => mayLeave(argument.value, name));
    case 'list':
      return expression.items.every((item) => mayLeave(item, name));
    case 'format-string':
      return expression.parts.every((part) => typeof part === 'string' || name(part.name));
    default:
      return true;
  }
}

/** Whether an expression's value still shows a secret: as above, but arithmetic does not wash it. */
export function showsSecret(expression: Expression, name: NameMayLeave): boolean {
  switch (expression.kind) {
    case 'binary':
      return showsSecret(expression.left, name) || showsSecret(expression.right, name);
    case 'unary':
      return expression.operator === '-' && showsSecret(expression.operand, name);
    case 'call':
      return expression.arguments.some((argument) => showsSecret(argument.value, name));
    case 'list':
      return expression.items.some((item) => showsSecret(item, name));
    default:
      return !mayLeave(expression, name);
  }
}

export interface Extraction {
  /** Exported as a feature. */
  readonly extracted: boolean;
  /** May be exported, or be part of something that is. */
  readonly mayLeave: boolean;
}

/** What becomes of an assignment, from how its annotation marks it (null where there is none) and what its value uses. */
export function extraction(
  statement: Assign,
  marks: { readonly wrapper: Wrapper | null; readonly secret: boolean } | null,
  name: NameMayLeave,
): Extraction {
  const wrapper = marks?.wrapper ?? null;
  const free = marks?.secret !== true && (wrapper === 'ExtractSecret' || mayLeave(statement.value, name));
  if (wrapper === 'ExtractLiteral') return { extracted: true, mayLeave: free };
  if (isLocal(statement.target.name) || isConstant(statement.value)) return { extracted: false, mayLeave: free };
  return { extracted: wrapper === 'ExtractSecret' || free, mayLeave: free };
}

/** A literal, or a list of nothing but literals. `-5` is an operation, hence a feature. */
function isConstant(expression: Expression): boolean {
  switch (expression.kind) {
    case 'string':
    case 'int':
    case 'float':
    case 'bool':
    case 'none':
      return true;
    case 'list':
      return expression.items.every(isConstant);
    default:
      return false;
  }
}
