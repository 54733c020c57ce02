/** Builds the graph of a checked program. Locals are not nodes: what they read, their users read. */
import type { Call, Expression } from '../ast/nodes.ts';
import { argumentOf } from '../compile/describe.ts';
import { definitionOf } from '../compile/sites.ts';
import { childrenOf } from '../compile/syntax.ts';
import { ENGINE } from '../functions/engine.ts';
import type { Definition, Program } from '../program/program.ts';
import type { EdgeKind, GraphEdge, GraphNode, NodeKind, RuleGraph } from './graph.ts';

export function ruleGraph(program: Program): RuleGraph {
  return new Builder(program).build();
}

class Builder {
  readonly #program: Program;
  readonly #nodes = new Map<string, GraphNode>();
  readonly #edges = new Map<string, GraphEdge>();

  constructor(program: Program) {
    this.#program = program;
  }

  build(): RuleGraph {
    const { modules, definitions, imports, requires } = this.#program;
    for (const path of modules.keys()) this.#node('file', path, { path, line: 1 });
    for (const [from, targets] of imports)
      for (const to of targets) this.#edge(`file:${from}`, `file:${to}`, 'imports');
    for (const [call, targets] of requires) this.#require(call, targets);
    for (const definition of definitions.values()) if (!isLocal(definition.name)) this.#define(definition);
    for (const [path, module] of modules) {
      for (const statement of module.statements) {
        if (statement.kind === 'call-statement' && calledName(statement.call) === ENGINE.whenRules) {
          this.#when(statement.call, path);
        }
      }
    }
    return { nodes: this.#nodes, edges: [...this.#edges.values()] };
  }

  #require(call: Call, targets: readonly string[]): void {
    const from = call.span.source.path;
    for (const to of targets) this.#edge(`file:${from}`, `file:${to}`, 'requires');
    const rule = argumentOf(call, 'rule');
    if (rule?.kind !== 'format-string') return;
    const [name, ...others] = rule.parts.filter((part) => typeof part !== 'string');
    if (name === undefined || others.length > 0 || !this.#isActionName(name, from)) return;
    const [before = '', after = ''] = [textBefore(rule.parts), textAfter(rule.parts)];
    for (const path of targets) {
      this.#edge(
        this.#node('action', path.slice(before.length, path.length - after.length), null),
        `file:${path}`,
        'selects',
      );
    }
  }

  #isActionName(expression: Expression, path: string): boolean {
    const value = this.#resolve(expression, path);
    return value.kind === 'call' && this.#program.calls.get(value)?.declaration.perActionName === true;
  }

  #define(definition: Definition): void {
    const { name, path, span, statement } = definition;
    const kind: NodeKind = definition.type.kind === 'rule' ? 'rule' : 'feature';
    const id = this.#node(kind, name, { path, line: span.line });
    this.#edge(`file:${path}`, id, 'defines');
    this.#read(statement.value, path, id, new Set());
  }

  /** Edges to `reader` from all that an expression reads. */
  #read(expression: Expression, path: string, reader: string, seen: Set<Definition>): void {
    if (expression.kind === 'name') {
      const definition = definitionOf(this.#program, path, expression.name);
      if (definition === undefined || seen.has(definition)) return;
      seen.add(definition);
      if (isLocal(definition.name)) this.#read(definition.statement.value, definition.path, reader, seen);
      else this.#edge(`${definition.type.kind === 'rule' ? 'rule' : 'feature'}:${definition.name}`, reader, 'reads');
      return;
    }
    if (expression.kind === 'call') this.#check(expression, path, reader);
    for (const child of childrenOf(expression)) this.#read(child, path, reader, seen);
  }

  /** A function that remembers and takes a label reads that label. */
  #check(call: Call, path: string, reader: string): void {
    if (this.#program.calls.get(call)?.declaration.purity !== 'memory') return;
    const label = this.#textOf(argumentOf(call, 'label'), path);
    if (label !== null) this.#edge(this.#node('label', label, null), reader, 'checks');
  }

  #when(call: Call, path: string): void {
    const rules = this.#rulesIn(argumentOf(call, 'rules_any'), path);
    const then = argumentOf(call, 'then');
    const effects = then === undefined ? [] : this.#itemsOf(then, path);
    for (const { expression, path: home } of effects) {
      const effect = this.#resolve(expression, home);
      if (effect.kind !== 'call') continue;
      const { id, detail } = this.#effect(effect, home);
      const conditions = this.#rulesIn(argumentOf(effect, 'apply_if'), home);
      for (const rule of [...rules, ...conditions]) this.#edge(`rule:${rule}`, id, 'fires', detail);
    }
  }

  #effect(call: Call, path: string): { id: string; detail: string } {
    const name = calledName(call);
    const label = this.#textOf(argumentOf(call, 'label'), path);
    if (label !== null && (name === 'LabelAdd' || name === 'LabelRemove')) {
      return { id: this.#node('label', label, null), detail: name === 'LabelAdd' ? 'adds' : 'removes' };
    }
    const verdict = this.#textOf(argumentOf(call, 'verdict'), path);
    if (verdict !== null) return { id: this.#node('verdict', verdict, null), detail: '' };
    const place = { path: call.span.source.path, line: call.span.line };
    const shown = label === null ? `${name} ${place.path}:${place.line}` : `${name} ${label}`;
    return { id: this.#node('effect', shown, place), detail: '' };
  }

  #rulesIn(expression: Expression | undefined, path: string): string[] {
    if (expression === undefined) return [];
    return this.#itemsOf(expression, path).flatMap(({ expression: item }) => (item.kind === 'name' ? [item.name] : []));
  }

  /** The items of a list, behind names too; of anything else, itself. */
  #itemsOf(expression: Expression, path: string): { expression: Expression; path: string }[] {
    if (expression.kind === 'list') return expression.items.map((item) => ({ expression: item, path }));
    const definition = expression.kind === 'name' ? definitionOf(this.#program, path, expression.name) : undefined;
    const value = definition?.statement.value;
    return value?.kind === 'list'
      ? value.items.map((item) => ({ expression: item, path: definition?.path ?? path }))
      : [{ expression, path }];
  }

  #resolve(expression: Expression, path: string): Expression {
    if (expression.kind !== 'name') return expression;
    return definitionOf(this.#program, path, expression.name)?.statement.value ?? expression;
  }

  #textOf(expression: Expression | undefined, path: string): string | null {
    const value = expression === undefined ? undefined : this.#resolve(expression, path);
    return value?.kind === 'string' ? value.value : null;
  }

  #node(kind: NodeKind, name: string, place: GraphNode['place']): string {
    const id = `${kind}:${name}`;
    if (!this.#nodes.has(id)) this.#nodes.set(id, { id, kind, name, place });
    return id;
  }

  #edge(from: string, to: string, kind: EdgeKind, detail = ''): void {
    const key = JSON.stringify([from, to, kind, detail]);
    if (!this.#edges.has(key)) this.#edges.set(key, { from, to, kind, detail });
  }
}

const isLocal = (name: string): boolean => name.startsWith('_');
const calledName = (call: Call): string => (call.function.kind === 'name' ? call.function.name : '');

type Parts = readonly (string | Expression)[];
const textBefore = ([first]: Parts): string => (typeof first === 'string' ? first : '');
const textAfter = (parts: Parts): string => {
  const last = parts.at(-1);
  return typeof last === 'string' ? last : '';
};
