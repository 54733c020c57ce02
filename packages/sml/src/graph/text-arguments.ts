/** Which things outside of a ruleset its calls name, and which rules depend on those calls: lists by name, for one. */
import type { Expression } from '../ast/nodes.ts';
import { argumentOf } from '../compile/describe.ts';
import { definitionOf } from '../compile/sites.ts';
import { childrenOf } from '../compile/syntax.ts';
import type { Definition, Program } from '../program/program.ts';
import { ruleGraph } from './build.ts';
import { type RuleGraph, reach } from './graph.ts';

/** One call of one of the functions. */
export interface TextArgument {
  readonly function: string;
  /** Null where the text is known only when an event is decided. */
  readonly text: string | null;
  readonly path: string;
  readonly line: number;
  /** Rules that depend on the call, in order of name. */
  readonly rules: readonly string[];
}

/** All calls of some functions, in order of place, with the text that they pass for a parameter. */
export function textArguments(
  program: Program,
  functions: ReadonlySet<string>,
  parameter: string,
): readonly TextArgument[] {
  const graph = ruleGraph(program);
  const found = new Map<Expression, TextArgument>();
  const visit = (expression: Expression, path: string, readers: () => readonly string[]): void => {
    if (expression.kind === 'call') {
      const name = program.calls.get(expression)?.declaration.name;
      if (name !== undefined && functions.has(name)) {
        const text = textOf(program, path, argumentOf(expression, parameter));
        const rules = [...new Set([...(found.get(expression)?.rules ?? []), ...readers()])].sort();
        found.set(expression, { function: name, text, path, line: expression.span.line, rules });
      }
    }
    for (const child of childrenOf(expression)) visit(child, path, readers);
  };
  const users = usersOfLocals(program);
  for (const definition of program.definitions.values()) {
    visit(definition.statement.value, definition.path, () => rulesBehind(graph, users, definition));
  }
  for (const [path, module] of program.modules) {
    for (const statement of module.statements) {
      if (statement.kind === 'call-statement') visit(statement.call, path, () => []);
    }
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line));
}

function textOf(program: Program, path: string, expression: Expression | undefined): string | null {
  if (expression?.kind === 'string') return expression.value;
  if (expression?.kind !== 'name') return null;
  const value = definitionOf(program, path, expression.name)?.statement.value;
  return value?.kind === 'string' ? value.value : null;
}

/** The definitions that name each local one. */
function usersOfLocals(program: Program): ReadonlyMap<Definition, ReadonlySet<Definition>> {
  const users = new Map<Definition, Set<Definition>>();
  const visit = (expression: Expression, user: Definition): void => {
    if (expression.kind === 'name') {
      const used = definitionOf(program, user.path, expression.name);
      if (used?.name.startsWith('_') === true) users.set(used, (users.get(used) ?? new Set()).add(user));
    }
    for (const child of childrenOf(expression)) visit(child, user);
  };
  for (const definition of program.definitions.values()) visit(definition.statement.value, definition);
  return users;
}

function rulesBehind(
  graph: RuleGraph,
  users: ReadonlyMap<Definition, ReadonlySet<Definition>>,
  definition: Definition,
): readonly string[] {
  const reached = new Set([definition]);
  // Grows while it is walked.
  for (const each of reached) for (const user of users.get(each) ?? []) reached.add(user);
  const start = [...reached].flatMap(({ name }) =>
    [`feature:${name}`, `rule:${name}`].filter((id) => graph.nodes.has(id)),
  );
  return [...reach(graph, start, 'downstream', ['reads'])].flatMap((id) => {
    const node = graph.nodes.get(id);
    return node?.kind === 'rule' ? [node.name] : [];
  });
}
