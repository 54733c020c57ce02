/** A program seen by lints: who uses what, and what runs. */
import type { Assign, Call, Expression, Name } from '../ast/nodes.ts';
import type { Span } from '../ast/span.ts';
import { definitionKey, eachExpression } from '../check/walk.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { ENGINE } from '../functions/engine.ts';
import type { Definition, Program } from '../program/program.ts';
import { ENTRY_POINT } from '../sources/sources.ts';

export interface ProgramView {
  readonly program: Program;
  /** Names read, by the key of their definition. */
  readonly uses: ReadonlyMap<string, readonly Name[]>;
  /** Every call in order of files and appearance. */
  readonly calls: readonly Call[];
  definitionOf(name: Name): Definition | undefined;
  /** The expression itself, or what a name stands for. */
  resolve(expression: Expression): Expression;
}

export function viewProgram(program: Program): ProgramView {
  const uses = new Map<string, Name[]>();
  const calls: Call[] = [];
  for (const [path, module] of program.modules) {
    const visit = (expression: Expression): void => {
      if (expression.kind === 'call') calls.push(expression);
      if (expression.kind !== 'name') return;
      const key = definitionKey(path, expression.name);
      const names = uses.get(key);
      if (names) names.push(expression);
      else uses.set(key, [expression]);
    };
    for (const statement of module.statements)
      eachExpression(statement.kind === 'assign' ? statement.value : statement.call, visit);
  }
  const definitionOf = (name: Name) => program.definitions.get(definitionKey(name.span.source.path, name.name));
  return {
    program,
    uses,
    calls,
    definitionOf,
    resolve: (expression) =>
      expression.kind === 'name' ? (definitionOf(expression)?.statement.value ?? expression) : expression,
  };
}

export const argumentOf = (call: Call, name: string): Expression | undefined =>
  call.arguments.find((argument) => argument.name === name)?.value;

export const calledName = (call: Call): string => (call.function.kind === 'name' ? call.function.name : '');

/** Files that run, or may run, when an event comes in; `without` leaves out one import. */
export function reachableFiles(
  view: ProgramView,
  options: {
    readonly unconditionally?: boolean;
    readonly without?: { readonly from: string; readonly to: string };
  } = {},
): Set<string> {
  const required = new Map<string, string[]>();
  for (const [call, paths] of view.program.requires) {
    const conditional = argumentOf(call, 'require_if') !== undefined || argumentOf(call, 'rule')?.kind !== 'string';
    if (options.unconditionally && conditional) continue;
    const from = call.span.source.path;
    required.set(from, [...(required.get(from) ?? []), ...paths]);
  }
  const reached = new Set<string>();
  const pending = [ENTRY_POINT];
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    for (const target of view.program.imports.get(path) ?? []) {
      if (options.without?.from !== path || options.without.to !== target) pending.push(target);
    }
    pending.push(...(required.get(path) ?? []));
  }
  return reached;
}

/** Assignments of `Rule(…)`, in order. */
export function* rulesOf(view: ProgramView): Generator<{ readonly statement: Assign; readonly call: Call }> {
  for (const module of view.program.modules.values()) {
    for (const statement of module.statements) {
      if (statement.kind !== 'assign' || statement.value.kind !== 'call') continue;
      if (calledName(statement.value) === ENGINE.rule) yield { statement, call: statement.value };
    }
  }
}

/** A finding of a lint. */
export function finding(
  code: string,
  message: string,
  span: Span,
  hint: string,
  more: Partial<Diagnostic> = {},
): Diagnostic {
  return { severity: 'warning', code, message, span, hint, ...more };
}
