/** A module as one line of text with every node's kind and place, to compare trees in tests. */
import type { Annotation, Expression, Module, Statement } from '../../src/ast/nodes.ts';
import type { Span } from '../../src/ast/span.ts';

export function outlineModule(module: Module): string {
  return module.statements.map(outlineStatement).join('; ');
}

function place({ line, column }: Span): string {
  return `@${line}:${column}`;
}

function outlineStatement(node: Statement): string {
  if (node.kind === 'call-statement') return outline(node.call);
  const annotation = node.annotation === null ? '' : `: ${outlineAnnotation(node.annotation)}`;
  return `assign${place(node.span)}(${outline(node.target)}${annotation} = ${outline(node.value)})`;
}

export function outline(node: Expression): string {
  const at = place(node.span);
  switch (node.kind) {
    case 'string':
      return `string${at} ${JSON.stringify(node.value)}`;
    case 'int':
      return `int${at} ${node.value}`;
    case 'float':
      return `float${at} ${Number.isFinite(node.value) ? node.value.toExponential() : 'inf'}`;
    case 'bool':
      return `bool${at} ${node.value}`;
    case 'none':
      return `none${at}`;
    case 'name':
      return `name${at} ${node.name}`;
    case 'attribute':
      return `attribute${at}(${outline(node.object)} ${node.attribute})`;
    case 'call': {
      const args = node.arguments.map(({ name, span, value }) => ` ${name}=${place(span)} ${outline(value)}`);
      return `call${at}(${outline(node.function)}${args.join('')})`;
    }
    case 'list':
      return `list${at}(${node.items.map(outline).join(' ')})`;
    case 'format-string':
      return `format-string${at}(${node.parts.map((part) => (typeof part === 'string' ? JSON.stringify(part) : outline(part))).join(' ')})`;
    case 'binary':
    case 'comparison':
      return `${node.kind}${at}(${outline(node.left)} ${node.operator} ${outline(node.right)})`;
    case 'unary':
      return `unary${at}(${node.operator} ${outline(node.operand)})`;
    case 'boolean':
      return `boolean${at}(${node.operands.map(outline).join(` ${node.operator} `)})`;
  }
}

function outlineAnnotation(node: Annotation): string {
  const at = place(node.span);
  switch (node.kind) {
    case 'annotation-name':
      return `${node.name}${at}`;
    case 'annotation-generic':
      return `${node.name}${at}[${node.arguments.map(outlineAnnotation).join(' ')}]`;
    case 'annotation-union':
      return `union${at}(${outlineAnnotation(node.left)} | ${outlineAnnotation(node.right)})`;
  }
}
