/** From syntax to the graph: files. Lowers what can be reached from main.sml for one action, each file once. */
import type { Call, CallStatement, Expression } from '../ast/nodes.ts';
import { ENGINE } from '../functions/engine.ts';
import type { Program } from '../program/program.ts';
import { truthy } from '../values/compare.ts';
import { argumentOf } from './describe.ts';
import { Graph } from './graph.ts';
import { constantOf, type Node } from './ir.ts';
import { lowerCall } from './lower-call.ts';
import { lowerExpression, type Scope, siteOf, unwrap } from './lower-expression.ts';
import { executionOrder } from './order.ts';
import type { Tables } from './sites.ts';

export const MAIN = 'main.sml';

/** Something that evaluating a file does. */
export type Root =
  | { readonly kind: 'export'; readonly feature: number; readonly node: Node }
  | { readonly kind: 'when'; readonly when: When }
  /** A WhenRules whose lists are not literal: the reference fails it in every event. */
  | { readonly kind: 'broken-when'; readonly site: number }
  | { readonly kind: 'run'; readonly node: Node };

export interface When {
  readonly rules: readonly Node[];
  readonly effects: readonly { readonly node: Node; readonly site: number }[];
  readonly call: Call;
}

/** A `Require` that may come true: the file is evaluated where the condition holds; null is always. */
interface RequireEdge {
  readonly target: string;
  readonly condition: Node | null;
}

export interface LoweredFile {
  readonly path: string;
  readonly roots: readonly Root[];
  readonly imports: readonly string[];
  readonly requires: readonly RequireEdge[];
}

export interface LoweredProgram {
  readonly graph: Graph;
  /** Imported files before those that import them. */
  readonly files: ReadonlyMap<string, LoweredFile>;
  /** Place of every WhenRules in the order of effects. */
  readonly order: ReadonlyMap<Call, number>;
}

/** `actionName` null: for actions whose name the rules do not mention. */
export function lowerProgram(program: Program, tables: Tables, actionName: string | null): LoweredProgram {
  const lowering = new FileLowering(program, tables, actionName);
  lowering.run();
  return { graph: lowering.graph, files: lowering.files, order: lowering.order() };
}

class FileLowering implements Scope {
  readonly program: Program;
  readonly tables: Tables;
  readonly actionName: string | null;
  readonly graph: Graph;
  readonly files = new Map<string, LoweredFile>();
  readonly #nodes = new Map<string, Node>();
  readonly #queue = [MAIN];
  /** Files that a Require may bring in. */
  readonly #required = new Map<Call, string[]>();
  #path = MAIN;

  constructor(program: Program, tables: Tables, actionName: string | null) {
    this.program = program;
    this.tables = tables;
    this.actionName = actionName;
    this.graph = new Graph(importClosure(program));
  }

  run(): void {
    // Grows while it is walked.
    for (const path of this.#queue) this.#file(path, new Set());
  }

  order(): ReadonlyMap<Call, number> {
    return executionOrder(this.program, (call, path) => {
      const isImport = call.function.kind === 'name' && call.function.name === ENGINE.import;
      return isImport ? (this.program.imports.get(path) ?? []) : (this.#required.get(call) ?? []);
    });
  }

  resolve(name: string): Node {
    const node = this.#nodes.get(name.startsWith('_') ? `${this.#path}:${name}` : name);
    if (node === undefined) throw new Error(`\`${name}\` is used before its definition in ${this.#path}`);
    return node;
  }

  lowerCall(call: Call): Node {
    return lowerCall(this, call);
  }

  #file(path: string, importing: Set<string>): void {
    const module = this.program.modules.get(path);
    if (module === undefined || this.files.has(path) || importing.has(path)) return;
    importing.add(path);
    const imports = this.program.imports.get(path) ?? [];
    for (const imported of imports) this.#file(imported, importing);
    this.#path = path;
    this.graph.enter(path);
    const roots: Root[] = [];
    const requires: RequireEdge[] = [];
    for (const statement of module.statements) {
      if (statement.kind === 'call-statement') {
        this.#callStatement(statement, roots, requires);
        continue;
      }
      const { name } = statement.target;
      const node = lowerExpression(this, statement.value);
      this.#nodes.set(name.startsWith('_') ? `${path}:${name}` : name, node);
      const feature = this.tables.featureOf.get(statement);
      if (feature !== undefined) roots.push({ kind: 'export', feature, node: this.#exported(node) });
    }
    this.files.set(path, { path, roots, imports, requires });
  }

  #exported(node: Node): Node {
    const wrapped = ['entity', 'rule', 'timedelta', 'experiment'].includes(node.kind);
    return wrapped ? unwrap(this.graph, node) : node;
  }

  #callStatement({ call }: CallStatement, roots: Root[], requires: RequireEdge[]): void {
    const declaration = this.program.calls.get(call)?.declaration;
    const engine = declaration?.category === 'engine' ? declaration.name : '';
    if (engine === ENGINE.import) return;
    if (engine === ENGINE.require) this.#require(call, requires);
    else if (engine === ENGINE.whenRules) roots.push(this.#when(call));
    else roots.push({ kind: 'run', node: this.lowerCall(call) });
  }

  #when(call: Call): Root {
    const site = siteOf(this, call);
    const rules = argumentOf(call, 'rules_any');
    const then = argumentOf(call, 'then');
    if (rules?.kind !== 'list' || then?.kind !== 'list') {
      for (const part of [rules, then]) if (part !== undefined) lowerExpression(this, part);
      return { kind: 'broken-when', site };
    }
    const effects = then.items.map((item) => ({ node: lowerExpression(this, item), site: this.#effectSite(item) }));
    return {
      kind: 'when',
      when: { rules: rules.items.map((item) => lowerExpression(this, item)), effects, call },
    };
  }

  /** The call that makes an effect, through names. */
  #effectSite(item: Expression): number {
    if (item.kind !== 'name') return siteOf(this, item);
    const definition = this.program.definitions.get(
      item.name.startsWith('_') ? `${this.#path}:${item.name}` : item.name,
    );
    return definition === undefined ? -1 : this.#effectSite(definition.statement.value);
  }

  #require(call: Call, requires: RequireEdge[]): void {
    const rule = argumentOf(call, 'rule');
    if (rule === undefined) return;
    const requireIf = argumentOf(call, 'require_if');
    let condition = requireIf === undefined ? null : lowerExpression(this, requireIf);
    const constant = condition === null ? true : constantOf(condition);
    if (constant !== undefined) {
      if (!truthy(constant)) return;
      condition = null;
    }
    const path = lowerExpression(this, rule);
    const known = constantOf(path);
    const targets = known === undefined ? (this.program.requires.get(call) ?? []) : [String(known)];
    const present = targets.filter((target) => this.program.modules.has(target));
    this.#required.set(call, present);
    for (const target of present) {
      requires.push({ target, condition: known === undefined ? this.#both(path, target, condition) : condition });
      this.#queue.push(target);
    }
  }

  #both(path: Node, target: string, condition: Node | null): Node {
    const inputs = [path, this.graph.constant(target)];
    const same = this.graph.add({ op: 'equal', negated: false }, inputs, { kind: 'bool' }, '==');
    if (condition === null) return same;
    return this.graph.add({ op: 'and' }, [same, condition], { kind: 'bool' }, 'and');
  }
}

/** The files that main.sml imports, directly or not: evaluated before anything else, whatever the event. */
function importClosure(program: Program): ReadonlySet<string> {
  const closure = new Set([MAIN]);
  for (const path of closure) for (const imported of program.imports.get(path) ?? []) closure.add(imported);
  return closure;
}
