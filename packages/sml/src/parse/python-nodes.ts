/**
 * Python's syntax tree, as far as the whitelist needs to see it: what SML has is kept whole, all else is a node that knows its
 * class name in Python's `ast` and its place.
 */
import type { Span } from '../ast/span.ts';

export type PyConstant =
  | { readonly kind: 'str'; readonly value: string }
  | { readonly kind: 'bytes'; readonly value: Uint8Array }
  | { readonly kind: 'int'; readonly value: number | bigint }
  | { readonly kind: 'float' | 'complex'; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'none' | 'ellipsis' };

/** `{expression!conversion:spec}` in a format string. */
export interface PyField {
  readonly expression: PyExpression;
  /** It has a conversion, a format spec or a `=`. */
  readonly formatted: boolean;
}

export interface PyKeyword {
  /** Null for `**value`. */
  readonly name: string | null;
  readonly nameSpan: Span;
  readonly value: PyExpression;
}

export type PyBinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**' | '<<' | '>>' | '|' | '^' | '&' | '@';
export type PyUnaryOperator = 'not' | '-' | '+' | '~';
export type PyComparator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in' | 'is' | 'is not';

export type PyExpression =
  | { readonly type: 'Constant'; readonly span: Span; readonly constant: PyConstant }
  | { readonly type: 'JoinedStr'; readonly span: Span; readonly parts: readonly (string | PyField)[] }
  | { readonly type: 'Name'; readonly span: Span; readonly name: string }
  | { readonly type: 'Attribute'; readonly span: Span; readonly object: PyExpression; readonly attribute: string }
  | {
      readonly type: 'Call';
      readonly span: Span;
      readonly function: PyExpression;
      readonly positional: number;
      readonly keywords: readonly PyKeyword[];
    }
  | { readonly type: 'Subscript'; readonly span: Span; readonly object: PyExpression; readonly index: PyExpression }
  | { readonly type: 'List'; readonly span: Span; readonly items: readonly PyExpression[] }
  | {
      readonly type: 'Tuple';
      readonly span: Span;
      readonly items: readonly PyExpression[];
      /** Parentheses of its own are part of it. */
      readonly parenthesised?: boolean;
    }
  | { readonly type: 'Starred'; readonly span: Span; readonly value: PyExpression }
  | {
      readonly type: 'BinOp';
      readonly span: Span;
      readonly operator: PyBinaryOperator;
      readonly left: PyExpression;
      readonly right: PyExpression;
    }
  | {
      readonly type: 'UnaryOp';
      readonly span: Span;
      readonly operator: PyUnaryOperator;
      readonly operand: PyExpression;
    }
  | {
      readonly type: 'Compare';
      readonly span: Span;
      readonly left: PyExpression;
      readonly operators: readonly PyComparator[];
      readonly right: readonly PyExpression[];
    }
  | {
      readonly type: 'BoolOp';
      readonly span: Span;
      readonly operator: 'and' | 'or';
      readonly operands: readonly PyExpression[];
    }
  | { readonly type: PyOpaqueExpression; readonly span: Span };

/** Expressions that SML has not and of which nothing but the place matters. */
type PyOpaqueExpression =
  | 'Await'
  | 'Dict'
  | 'DictComp'
  | 'GeneratorExp'
  | 'IfExp'
  | 'Lambda'
  | 'ListComp'
  | 'NamedExpr'
  | 'Set'
  | 'SetComp'
  | 'Slice'
  | 'Yield'
  | 'YieldFrom';

export type PyStatement =
  | {
      readonly type: 'Assign';
      readonly span: Span;
      readonly targets: readonly PyExpression[];
      readonly value: PyExpression;
    }
  | {
      readonly type: 'AnnAssign';
      readonly span: Span;
      readonly target: PyExpression;
      readonly annotation: PyExpression;
      readonly value: PyExpression | null;
      /** The target is a bare name without parentheses. */
      readonly simple: boolean;
    }
  | { readonly type: 'Expr'; readonly span: Span; readonly value: PyExpression }
  | { readonly type: PyOpaqueStatement; readonly span: Span };

export type PyOpaqueStatement =
  | 'Assert'
  | 'AsyncFor'
  | 'AsyncFunctionDef'
  | 'AsyncWith'
  | 'AugAssign'
  | 'Break'
  | 'ClassDef'
  | 'Continue'
  | 'Delete'
  | 'For'
  | 'FunctionDef'
  | 'Global'
  | 'If'
  | 'Import'
  | 'ImportFrom'
  | 'Match'
  | 'Nonlocal'
  | 'Pass'
  | 'Raise'
  | 'Return'
  | 'Try'
  | 'TryStar'
  | 'While'
  | 'With';
