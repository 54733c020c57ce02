/** Type annotations of assignments. What the names mean is checked later; here only their form is. */
import type { Annotation } from '../ast/nodes.ts';
import type { Span } from '../ast/span.ts';
import { MAX_EXPRESSION_DEPTH } from './limits.ts';
import type { PyExpression } from './python-nodes.ts';
import type { Reporter } from './reporter.ts';

const HINT =
  'annotation must be in the form of `Target: Annotation = Value`, where `Annotation` is a `Name` or `Name[Name, ...]`';

/** Null where the form is none that SML has; reported at the `statement`, or at the part in question, as the reference does. */
export function lowerAnnotation(reporter: Reporter, node: PyExpression, statement: Span, depth = 0): Annotation | null {
  if (depth > MAX_EXPRESSION_DEPTH) {
    reporter.error('expression is nested too deeply', node.span);
    return null;
  }
  switch (node.type) {
    case 'Name':
      return { kind: 'annotation-name', span: node.span, name: node.name };
    case 'Constant':
      if (node.constant.kind === 'none') return { kind: 'annotation-name', span: node.span, name: 'None' };
      break;
    case 'Subscript':
      return lowerGeneric(reporter, node, statement, depth);
    case 'BinOp': {
      if (node.operator !== '|') break;
      const left = lowerAnnotation(reporter, node.left, statement, depth + 1);
      const right = lowerAnnotation(reporter, node.right, statement, depth + 1);
      if (left === null || right === null) return null;
      return { kind: 'annotation-union', span: node.span, left, right };
    }
    default:
      break;
  }
  reporter.error(`unexpected node: \`${node.type}\``, statement, HINT);
  return null;
}

function lowerGeneric(
  reporter: Reporter,
  node: Extract<PyExpression, { type: 'Subscript' }>,
  statement: Span,
  depth: number,
): Annotation | null {
  const { object, index } = node;
  if (object.type !== 'Name') {
    reporter.error(`expected \`Name\`, got \`${object.type}\``, object.span, HINT);
    return null;
  }
  const items: Annotation[] = [];
  if (index.type === 'Tuple') {
    for (const item of index.items) {
      // Several arguments must be bare names; a single one may be any annotation.
      if (item.type === 'Name') items.push({ kind: 'annotation-name', span: item.span, name: item.name });
      else reporter.error(`expected \`Name\`, got \`${item.type}\``, item.span, HINT);
    }
    if (items.length < index.items.length) return null;
  } else {
    const item = lowerAnnotation(reporter, index, statement, depth + 1);
    if (item === null) return null;
    items.push(item);
  }
  return { kind: 'annotation-generic', span: node.span, name: object.name, arguments: items };
}
