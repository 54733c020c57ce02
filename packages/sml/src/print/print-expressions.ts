/** Expressions as documents. */
import type { Annotation, Call, Expression, FormatString, KeywordArgument, List, StringLiteral } from '../ast/nodes.ts';
import type { Span } from '../ast/span.ts';
import type { CommentCursor } from './comments.ts';
import { concat, type Doc, group, indent, softLine } from './doc.ts';
import { type Item, printBracketed, printChain } from './layout.ts';
import { floatText, integerText, quote, quoteParts, sourceText, stringPieces } from './literals.ts';
import { AND, COMPARISON, NEGATION, NOT, OR, operatorPrecedence, POWER, precedenceOf } from './precedence.ts';

export function printExpression(cursor: CommentCursor, node: Expression): Doc {
  switch (node.kind) {
    case 'string':
    case 'format-string':
      return printString(cursor, node);
    case 'int':
      return sourceText(node.span) || integerText(node.value);
    case 'float':
      return sourceText(node.span) || floatText(node.value);
    case 'bool':
      return node.value ? 'True' : 'False';
    case 'none':
      return 'None';
    case 'name':
      return node.name;
    case 'attribute':
      return `${node.object.name}.${node.attribute}`;
    case 'call':
      return printCall(cursor, node);
    case 'list':
      return printList(cursor, node);
    case 'binary':
      return printBinary(cursor, node);
    case 'unary': {
      const operand = printOperand(cursor, node.operand, node.operator === 'not' ? NOT : NEGATION);
      return concat(node.operator === 'not' ? 'not ' : '-', operand);
    }
    case 'comparison': {
      const operand = (operator: string, side: Expression): Item => ({
        prefix: operator,
        span: side.span,
        print: () => printOperand(cursor, side, COMPARISON + 1),
        ...shapeOf(cursor, side),
      });
      return printChain(cursor, [operand('', node.left), operand(`${node.operator} `, node.right)]);
    }
    case 'boolean': {
      const minimum = (node.operator === 'or' ? OR : AND) + 1;
      const items = node.operands.map((operand, index) => ({
        prefix: index === 0 ? '' : `${node.operator} `,
        span: operand.span,
        print: () => printOperand(cursor, operand, minimum),
        ...shapeOf(cursor, operand),
      }));
      return printChain(cursor, items);
    }
  }
}

/** In parentheses where it binds less tightly than `minimum`. */
function printOperand(cursor: CommentCursor, node: Expression, minimum: number): Doc {
  const doc = printExpression(cursor, node);
  if (precedenceOf(node) >= minimum) return doc;
  return group(concat('(', indent(concat(softLine(), doc)), softLine(), ')'));
}

/** Operators of one precedence in a row, which are nested to the left, break together. */
function printBinary(cursor: CommentCursor, node: Extract<Expression, { kind: 'binary' }>): Doc {
  if (node.operator === '**') {
    const item = (prefix: string, side: Expression, minimum: number): Item => ({
      prefix,
      span: side.span,
      print: () => printOperand(cursor, side, minimum),
      ...shapeOf(cursor, side),
    });
    return printChain(cursor, [item('', node.left, POWER + 1), item('** ', node.right, NEGATION)]);
  }
  const precedence = operatorPrecedence(node.operator);
  const items: Item[] = [];
  let current: Expression = node;
  while (current.kind === 'binary' && operatorPrecedence(current.operator) === precedence) {
    const { operator, right } = current;
    const print = () => printOperand(cursor, right, precedence + 1);
    items.push({ prefix: `${operator} `, span: right.span, print, ...shapeOf(cursor, right) });
    current = current.left;
  }
  const first = current;
  const print = () => printOperand(cursor, first, precedence);
  items.push({ prefix: '', span: first.span, print, ...shapeOf(cursor, first) });
  return printChain(cursor, items.reverse());
}

/** Longer literals are no short operands. */
const MAX_SHORT_LENGTH = 40;

function shapeOf(cursor: CommentCursor, node: Expression): Pick<Item, 'shape'> {
  switch (node.kind) {
    case 'call':
      return node.arguments.length > 0 ? { shape: 'bracketed' } : {};
    case 'list':
      return node.items.length > 0 ? { shape: 'bracketed' } : {};
    case 'string':
    case 'format-string':
    case 'int':
    case 'float':
    case 'bool':
    case 'none':
    case 'name':
    case 'attribute': {
      const text = printExpression(cursor, node);
      return typeof text === 'string' && text.length <= MAX_SHORT_LENGTH && !/[\r\n]/.test(text)
        ? { shape: 'short' }
        : {};
    }
    default:
      return {};
  }
}

function printCall(cursor: CommentCursor, node: Call): Doc {
  const callee = printExpression(cursor, node.function);
  const items: Item[] = node.arguments.map((argument) => printArgument(cursor, argument));
  for (const span of node.unpacked ?? []) items.push(verbatim(cursor, span));
  if (node.unpacked !== undefined) items.sort((a, b) => a.span.start - b.span.start);
  return concat(callee, printBracketed(cursor, '(', items, ')', node.span));
}

function printArgument(cursor: CommentCursor, argument: KeywordArgument): Item {
  const { nameSpan, value, span } = argument;
  return {
    prefix: `${argument.name}=`,
    span: { ...span, start: nameSpan.start },
    print: () => printExpression(cursor, value),
  };
}

function verbatim(cursor: CommentCursor, span: Span): Item {
  const print = () => {
    cursor.skip(span.start, span.end);
    return sourceText(span);
  };
  return { prefix: '', span, print };
}

function printList(cursor: CommentCursor, node: List): Doc {
  const items = node.items.map((item) => ({ prefix: '', span: item.span, print: () => printExpression(cursor, item) }));
  return printBracketed(cursor, '[', items, ']', node.span);
}

function printString(cursor: CommentCursor, node: StringLiteral | FormatString): Doc {
  if (sourceText(node.span) === '') return node.kind === 'string' ? quote(node.value) : quoteParts(node.parts);
  const { text } = node.span.source;
  const pieces = stringPieces(node.span);
  if (pieces.length === 1) return sourceText(node.span);
  const items = pieces.map(({ start, end }) => ({
    prefix: '',
    span: { ...node.span, start, end },
    print: () => text.slice(start, end),
  }));
  return printChain(cursor, items);
}

export function printAnnotation(node: Annotation): string {
  switch (node.kind) {
    case 'annotation-name':
      return node.name;
    case 'annotation-generic':
      return `${node.name}[${node.arguments.map(printAnnotation).join(', ')}]`;
    case 'annotation-union': {
      // A union nests to the left; one on the right has parentheses of its own.
      const right = printAnnotation(node.right);
      return `${printAnnotation(node.left)} | ${node.right.kind === 'annotation-union' ? `(${right})` : right}`;
    }
  }
}
