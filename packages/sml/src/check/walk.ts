/** One pass over a file that lists its names and calls in order of appearance; the validators then work on these lists. */
import type { Assign, Call, Expression, Module, Name, Statement } from '../ast/nodes.ts';

/** Something a validator wants to know about, in order of appearance. */
type Occurrence =
  | { readonly kind: 'assign'; readonly statement: Assign }
  | { readonly kind: 'store'; readonly name: Name }
  /** `called`: the name is the function of a call. */
  | { readonly kind: 'load'; readonly name: Name; readonly called: boolean }
  | { readonly kind: 'call'; readonly place: CallPlace };

/** A call and where it stands. */
export interface CallPlace {
  readonly call: Call;
  readonly statement: Statement;
  /** `statement`: a bare call. `assigned`: the whole right side of the assignment. `nested`: anything else. */
  readonly position: 'statement' | 'assigned' | 'nested';
}

export interface FileIndex {
  readonly path: string;
  readonly module: Module;
  readonly occurrences: readonly Occurrence[];
  readonly calls: readonly CallPlace[];
}

export function indexFile(module: Module): FileIndex {
  const occurrences: Occurrence[] = [];
  const calls: CallPlace[] = [];
  for (const statement of module.statements) {
    const visit = (expression: Expression): void => {
      if (expression.kind === 'name') occurrences.push({ kind: 'load', name: expression, called: false });
      if (expression.kind === 'call') {
        const assigned = statement.kind === 'assign' && statement.value === expression;
        const bare = statement.kind === 'call-statement' && statement.call === expression;
        const place: CallPlace = {
          call: expression,
          statement,
          position: bare ? 'statement' : assigned ? 'assigned' : 'nested',
        };
        calls.push(place);
        occurrences.push({ kind: 'call', place });
        const target = expression.function;
        occurrences.push({
          kind: 'load',
          name: target.kind === 'name' ? target : target.object,
          called: target.kind === 'name',
        });
      }
    };
    if (statement.kind === 'assign') {
      occurrences.push({ kind: 'assign', statement }, { kind: 'store', name: statement.target });
      eachExpression(statement.value, visit);
    } else eachExpression(statement.call, visit);
  }
  return { path: module.source.path, module, occurrences, calls };
}

/** Visits an expression and all inside it, each before its parts, left to right. */
export function eachExpression(expression: Expression, visit: (expression: Expression) => void): void {
  visit(expression);
  for (const part of partsOf(expression)) eachExpression(part, visit);
}

/** The direct parts of an expression in source order. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'string':
    case 'int':
    case 'float':
    case 'bool':
    case 'none':
    case 'name':
      return [];
    case 'attribute':
      return [expression.object];
    case 'call':
      return expression.arguments.map((argument) => argument.value);
    case 'list':
      return expression.items;
    case 'format-string':
      return expression.parts.filter((part) => typeof part !== 'string');
    case 'binary':
    case 'comparison':
      return [expression.left, expression.right];
    case 'unary':
      return [expression.operand];
    case 'boolean':
      return expression.operands;
  }
}

export const isLocal = (name: string): boolean => name.startsWith('_');

/** The key of a name in `Program.definitions`: a local belongs to its file. */
export const definitionKey = (path: string, name: string): string => (isLocal(name) ? `${path}:${name}` : name);
