import type { Source, Span } from './span.ts';

/** One parsed rule file. */
export interface Module {
  readonly kind: 'module';
  readonly source: Source;
  readonly statements: readonly Statement[];
  /** Comments in source order; the formatter keeps them. */
  readonly comments: readonly Comment[];
}

export interface Comment {
  readonly span: Span;
  /** The text with its leading `#`. */
  readonly text: string;
}

export type Statement = Assign | CallStatement;

/** `Name = expr` or `Name: annotation = expr`. */
export interface Assign {
  readonly kind: 'assign';
  readonly span: Span;
  readonly target: Name;
  readonly annotation: Annotation | null;
  readonly value: Expression;
}

/** A bare call: `Import(…)`, `Require(…)`, `WhenRules(…)`. */
export interface CallStatement {
  readonly kind: 'call-statement';
  readonly span: Span;
  readonly call: Call;
}

export type Annotation = AnnotationName | AnnotationGeneric | AnnotationUnion;

export interface AnnotationName {
  readonly kind: 'annotation-name';
  readonly span: Span;
  /** `str`, `int`, …; `None` for the literal. */
  readonly name: string;
}

export interface AnnotationGeneric {
  readonly kind: 'annotation-generic';
  readonly span: Span;
  readonly name: string;
  readonly arguments: readonly Annotation[];
}

/** `A | B`, left-nested as in CPython's ast. */
export interface AnnotationUnion {
  readonly kind: 'annotation-union';
  readonly span: Span;
  readonly left: Annotation;
  readonly right: Annotation;
}

export type Literal = StringLiteral | IntLiteral | FloatLiteral | BoolLiteral | NoneLiteral;

export type Expression =
  | Literal
  | Name
  | Attribute
  | Call
  | List
  | FormatString
  | BinaryOperation
  | UnaryOperation
  | Comparison
  | BooleanOperation;

export interface StringLiteral {
  readonly kind: 'string';
  readonly span: Span;
  readonly value: string;
}

/** `value` is a bigint only where a number would lose digits. */
export interface IntLiteral {
  readonly kind: 'int';
  readonly span: Span;
  readonly value: number | bigint;
}

export interface FloatLiteral {
  readonly kind: 'float';
  readonly span: Span;
  readonly value: number;
}

export interface BoolLiteral {
  readonly kind: 'bool';
  readonly span: Span;
  readonly value: boolean;
}

export interface NoneLiteral {
  readonly kind: 'none';
  readonly span: Span;
}

export interface Name {
  readonly kind: 'name';
  readonly span: Span;
  readonly name: string;
}

/** `a.b`: parsed so that it can be refused with a diagnostic. */
export interface Attribute {
  readonly kind: 'attribute';
  readonly span: Span;
  readonly object: Name;
  readonly attribute: string;
}

export interface Call {
  readonly kind: 'call';
  readonly span: Span;
  readonly function: Name | Attribute;
  readonly arguments: readonly KeywordArgument[];
  /** Where `**value` was passed: it has no effect, and is kept for the formatter. Absent where there is none. */
  readonly unpacked?: readonly Span[];
}

export interface KeywordArgument {
  readonly name: string;
  readonly value: Expression;
  /** The span of the value: diagnostics about an argument point there. */
  readonly span: Span;
  /** The span of the keyword's name, for editors. */
  readonly nameSpan: Span;
}

export interface List {
  readonly kind: 'list';
  readonly span: Span;
  readonly items: readonly Expression[];
}

export interface FormatString {
  readonly kind: 'format-string';
  readonly span: Span;
  /** Literal text and interpolated names, in order; adjacent texts are merged. */
  readonly parts: readonly (string | Name)[];
}

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**' | '<<' | '>>' | '|' | '^' | '&';
export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';

export interface BinaryOperation {
  readonly kind: 'binary';
  readonly span: Span;
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

export interface UnaryOperation {
  readonly kind: 'unary';
  readonly span: Span;
  readonly operator: 'not' | '-';
  readonly operand: Expression;
}

export interface Comparison {
  readonly kind: 'comparison';
  readonly span: Span;
  readonly operator: ComparisonOperator;
  readonly left: Expression;
  readonly right: Expression;
}

/** n-ary, flattened as in Python's ast: `a and b and c` has three operands. */
export interface BooleanOperation {
  readonly kind: 'boolean';
  readonly span: Span;
  readonly operator: 'and' | 'or';
  readonly operands: readonly Expression[];
}
