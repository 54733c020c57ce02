/**
 * The order in which the reference evaluates: generation by generation, each the nodes whose inputs are all there; a file that
 * is brought in puts its nodes in line behind those that wait. Nothing in the language depends on it but the order of effects,
 * and so of verdicts, which rulesets show to their callers.
 */
import type { Assign, Call, CallStatement, Expression } from '../ast/nodes.ts';
import type { Program } from '../program/program.ts';
import { MAIN } from './lower-file.ts';
import { definitionOf } from './sites.ts';
import { childrenOf } from './syntax.ts';

type Syntax = Assign | CallStatement | Expression;

interface Task {
  readonly syntax: Syntax;
  readonly path: string;
  /** Place in the line: tasks are taken up in this order where a file was just brought in. */
  readonly index: number;
  waitsFor: number;
  done: boolean;
  readonly waiting: Task[];
}

/**
 * Position of every statement call (`WhenRules` among them) in the reference's execution. `brings` are the files that an
 * Import or Require brings in; a Require is taken to come true.
 */
export function executionOrder(
  program: Program,
  brings: (call: Call, path: string) => readonly string[],
): ReadonlyMap<Call, number> {
  return new Simulation(program, brings).run();
}

class Simulation {
  readonly #program: Program;
  readonly #brings: (call: Call, path: string) => readonly string[];
  readonly #tasks = new Map<Syntax, Task>();
  /** Tasks that wait for nothing and have not been taken up. */
  #ready: Task[] = [];

  constructor(program: Program, brings: (call: Call, path: string) => readonly string[]) {
    this.#program = program;
    this.#brings = brings;
  }

  run(): ReadonlyMap<Call, number> {
    const order = new Map<Call, number>();
    this.#bring(MAIN);
    while (this.#ready.length > 0) {
      const generation = this.#ready;
      this.#ready = [];
      for (const task of generation) {
        const { syntax, path } = task;
        if (syntax.kind === 'call-statement') {
          order.set(syntax.call, order.size);
          for (const file of this.#brings(syntax.call, path)) this.#bring(file);
        }
        task.done = true;
        for (const next of task.waiting) if (--next.waitsFor === 0) this.#ready.push(next);
      }
    }
    return order;
  }

  #bring(path: string): void {
    for (const statement of this.#program.modules.get(path)?.statements ?? []) this.#add(statement, path);
    this.#ready.sort((a, b) => a.index - b.index);
  }

  /** Adds a task behind those that it depends on. With a stack of its own: chains of names are long. */
  #add(root: Syntax, rootPath: string): void {
    const stack: { syntax: Syntax; path: string; dependencies: readonly Place[]; at: number }[] = [];
    const open = ({ syntax, path }: Place): void => {
      if (!this.#tasks.has(syntax)) stack.push({ syntax, path, dependencies: this.#dependencies(syntax, path), at: 0 });
    };
    open({ syntax: root, path: rootPath });
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const dependency = top.dependencies[top.at++];
      if (dependency !== undefined) open(dependency);
      else {
        stack.pop();
        this.#create(top.syntax, top.path, top.dependencies);
      }
    }
  }

  #create(syntax: Syntax, path: string, dependencies: readonly Place[]): void {
    if (this.#tasks.has(syntax)) return;
    const task: Task = { syntax, path, index: this.#tasks.size, waitsFor: 0, done: false, waiting: [] };
    this.#tasks.set(syntax, task);
    for (const dependency of dependencies) {
      const other = this.#tasks.get(dependency.syntax);
      if (other === undefined || other.done) continue;
      other.waiting.push(task);
      task.waitsFor++;
    }
    if (task.waitsFor === 0) this.#ready.push(task);
  }

  #dependencies(syntax: Syntax, path: string): readonly Place[] {
    if (syntax.kind === 'assign') return [this.#place(syntax.value, path)];
    const expression = syntax.kind === 'call-statement' ? syntax.call : syntax;
    if (expression.kind !== 'call') return childrenOf(expression).map((child) => this.#place(child, path));
    const parameters = this.#program.calls.get(expression)?.declaration.parameters ?? [];
    return expression.arguments
      .filter(({ name }) => parameters.find((parameter) => parameter.name === name)?.constant !== true)
      .map(({ value }) => this.#place(value, path));
  }

  /** A name is the assignment that it names. */
  #place(expression: Expression, path: string): Place {
    if (expression.kind !== 'name') return { syntax: expression, path };
    const definition = definitionOf(this.#program, path, expression.name);
    return definition === undefined
      ? { syntax: expression, path }
      : { syntax: definition.statement, path: definition.path };
  }
}

interface Place {
  readonly syntax: Syntax;
  readonly path: string;
}
