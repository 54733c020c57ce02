/** Makes nodes, each distinct computation once where sharing it cannot be observed. */
import { pythonRepr } from '../values/format.ts';
import { EntityValue, IntegralFloat, type Value } from '../values/values.ts';
import { type Facts, kindOfValue, type Node, type Operation } from './ir.ts';

export class Graph {
  readonly nodes: Node[] = [];
  /** Shared nodes of files that run before all others, and of each other file. */
  readonly #common = new Map<string, Node>();
  readonly #perFile = new Map<string, Map<string, Node>>();
  readonly #commonFiles: ReadonlySet<string>;
  #file = '';

  /** `commonFiles` always run, and before any other. */
  constructor(commonFiles: ReadonlySet<string>) {
    this.#commonFiles = commonFiles;
  }

  /** The file that nodes made from now on belong to. */
  enter(file: string): void {
    this.#file = file;
  }

  constant(value: Value): Node {
    const simple = typeof value !== 'object' || value === null || value instanceof IntegralFloat;
    const key = simple ? `const ${typeof value} ${pythonRepr(value)}` : null;
    return this.add({ op: 'const', value }, [], { kind: kindOfValue(value), nullable: value === null, cost: 0 }, key);
  }

  /** A node; where `key` is given, the same computation is made once. Nodes that can be observed are never shared. */
  add(operation: Operation, inputs: readonly Node[], facts: Facts, key: string | null = null): Node {
    const own = facts.own ?? 'never';
    const observable = facts.observable === true || own === 'reported';
    const shared = key === null || observable ? null : `${key} ${inputs.map((input) => input.id).join(' ')}`;
    if (shared !== null) {
      const known = this.#common.get(shared) ?? this.#perFile.get(this.#file)?.get(shared);
      if (known !== undefined) return known;
    }
    const propagates = (facts.propagates ?? []).filter((input) => input.mayFail);
    const node: Node = {
      id: this.nodes.length,
      operation,
      inputs,
      kind: facts.kind,
      nullable: facts.nullable === true,
      own,
      propagates,
      mayFail: own !== 'never' || propagates.length > 0,
      observable,
      cost: facts.cost ?? 1,
      site: facts.site ?? -1,
      file: this.#file,
      growth: facts.growth ?? 1,
    };
    this.nodes.push(node);
    if (shared !== null) this.#table().set(shared, node);
    return node;
  }

  #table(): Map<string, Node> {
    if (this.#commonFiles.has(this.#file)) return this.#common;
    let table = this.#perFile.get(this.#file);
    if (table === undefined) {
      table = new Map();
      this.#perFile.set(this.#file, table);
    }
    return table;
  }
}

/** True where a constant can be written into the shared tables by its text alone. */
export function isPlain(value: Value): boolean {
  if (Array.isArray(value)) return value.every(isPlain);
  return typeof value !== 'object' || value === null || value instanceof IntegralFloat || value instanceof EntityValue;
}
