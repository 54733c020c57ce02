/** Writes the JavaScript of one compiled action: one function per chunk of a region, one closure around them. */

import { asyncUpstream } from './async-upstream.ts';
import { callerSource } from './emit-call.ts';
import { whenSource } from './emit-when.ts';
import { Expressions, type References } from './expressions.ts';
import { type Interned, planInterning } from './interning.ts';
import { constantOf, type Node } from './ir.ts';
import { limits } from './limits.ts';
import { type LoweredProgram, MAIN, type Root } from './lower-file.ts';
import { type Plan, planNodes } from './plan.ts';
import { type Prefilter, type PrefilterBit, planPrefilters } from './prefilter.ts';
import type { Region } from './regions.ts';
import { type SourceFunction, shareVariables } from './variables.ts';

export interface Emitted {
  /** Body of a function of `library` (library.ts), `constants`, `state`, `contexts` and `meter` that returns the evaluation. */
  readonly source: string;
  readonly constants: readonly unknown[];
}

/** A statement and the node ids that place it in its region. */
interface Placed {
  readonly at: number;
  readonly source: string;
}

export function emitProgram(
  program: LoweredProgram,
  regions: readonly Region[],
  libraryNames: readonly string[],
): Emitted {
  const emitter = new Emitter(program, regions);
  const source = emitter.emit(libraryNames);
  return { source, constants: emitter.constants };
}

class Emitter implements References {
  readonly constants: unknown[] = [];
  readonly #known = new Map<unknown, string>();
  readonly #regions: readonly Region[];
  readonly #order: LoweredProgram['order'];
  readonly #plan: Plan;
  readonly #interned: ReadonlyMap<Node, Interned>;
  readonly #expressions: Expressions;
  readonly #upstream: ReadonlyMap<Node, readonly number[]>;
  readonly #prefilters: ReadonlyMap<Node, PrefilterBit>;
  readonly #scans = new Map<Prefilter, string>();
  readonly #callers = new Map<Node, string>();
  readonly #functions: string[] = [];

  constructor(program: LoweredProgram, regions: readonly Region[]) {
    this.#regions = regions;
    this.#order = program.order;
    this.#plan = planNodes(program);
    this.#interned = planInterning(this.#plan, program.graph.nodes.length);
    this.#expressions = new Expressions(this.#plan, this.#interned, this);
    this.#prefilters = planPrefilters(this.#plan);
    this.#upstream = asyncUpstream(regions, this.#plan.nodes);
  }

  constant(value: unknown): string {
    let name = this.#known.get(value);
    if (name === undefined) {
      name = `c${this.constants.length}`;
      this.constants.push(value);
      this.#known.set(value, name);
    }
    return name;
  }

  caller(node: Node): string {
    let name = this.#callers.get(node);
    if (name === undefined) {
      name = `k${node.id}`;
      this.#callers.set(node, name);
      this.#functions.push(callerSource(name, node, this, this.#upstream.get(node) ?? []));
    }
    return name;
  }

  prefilter(node: Node): string | null {
    const bit = this.#prefilters.get(node);
    if (bit === undefined) return null;
    const { prefilter, word, mask } = bit;
    let memo = this.#scans.get(prefilter);
    if (memo === undefined) {
      memo = `b${prefilter.text.id}`;
      this.#scans.set(prefilter, memo);
      const scan = `${this.constant(prefilter.scanner)}.scan(${this.#expressions.value(prefilter.text)})`;
      this.#functions.push(`function p${memo}() { return ${memo} !== null ? ${memo} : (${memo} = ${scan}); }`);
    }
    return `(p${memo}()[${word}] & ${mask}) !== 0`;
  }

  emit(libraryNames: readonly string[]): string {
    const regionOfFile = new Map<string, number>();
    for (const region of this.#regions) for (const file of region.files) regionOfFile.set(file.path, region.index);
    const nodesOf: Node[][] = this.#regions.map(() => []);
    const lazy: Node[] = [];
    for (const node of this.#plan.nodes) {
      const placement = this.#plan.placement(node);
      if (placement === 'lazy') lazy.push(node);
      else if (placement === 'variable') nodesOf[regionOfFile.get(node.file) ?? 0]?.push(node);
    }
    const bodies = this.#regions.flatMap((region) => this.#region(region, nodesOf[region.index] ?? []));
    for (const node of lazy) {
      const { id } = node;
      const definition = this.#expressions.definition(node);
      this.#functions.push(`function l${id}() { return m${id} !== undefined ? m${id} : (m${id} = ${definition}); }`);
    }
    const main = mainRegion(this.#regions);
    const { chunks, functions, shared } = shareVariables(bodies, this.#functions);
    const flags = this.#regions.map((region) => `g${region.index}`);
    const memos = lazy.map((node) => `m${node.id}`);
    const scans = [...this.#scans.values()];
    return [
      '"use strict";',
      `const { ${libraryNames.join(', ')} } = library;`,
      ...this.constants.map((_, index) => `const c${index} = constants[${index}];`),
      `let data, secret, out, ${[...flags, ...memos, ...scans, ...shared].join(', ')};`,
      ...functions,
      ...chunks.map(({ name, source }) => `function ${name}() {\nconst values = out;\n${source}\n}`),
      'return function evaluate() {',
      '  data = state.action.data; secret = state.action.secretData ?? EMPTY; out = state.values;',
      `  ${flags.join(' = ')} = false; g${main} = true;`,
      memos.length === 0 ? '' : `  ${memos.join(' = ')} = undefined;`,
      scans.length === 0 ? '' : `  ${scans.join(' = ')} = null;`,
      `  ${regionName(main)}();`,
      '};',
    ].join('\n');
  }

  #region(region: Region, nodes: readonly Node[]): SourceFunction[] {
    const placed = nodes.flatMap((node) => this.#variable(node));
    for (const file of region.files) for (const root of file.roots) placed.push(...this.#root(root));
    placed.sort((a, b) => a.at - b.at);
    const chunks = split(placed, region.index);
    const body = [
      ...region.imports.map((index) => `if (!g${index}) { g${index} = true; R${index}(); }`),
      ...chunks.map((chunk) => `${chunk.name}();`),
      ...region.enters.map(({ region: index, condition }) => {
        const test = condition === null ? '' : ` && ${this.#expressions.condition(condition)}`;
        return `if (!g${index}${test}) { g${index} = true; R${index}(); }`;
      }),
    ];
    this.#functions.push(`function ${regionName(region.index)}() {\n${body.join('\n')}\n}`);
    return chunks;
  }

  #variable(node: Node): Placed[] {
    const { id } = node;
    const definition = { at: id, source: `v${id} = ${this.#expressions.definition(node)};` };
    const interned = this.#interned.get(node);
    if (interned === undefined) return [definition];
    const look = `${this.constant(interned.codes)}.get(v${id})`;
    return [definition, { at: id + 0.25, source: `v${interned.variable} = ${look};` }];
  }

  #root(root: Root): Placed[] {
    switch (root.kind) {
      case 'export':
        return [{ at: root.node.id + 0.5, source: `values[${root.feature}] = ${this.#exported(root.node)};` }];
      case 'broken-when':
        return [{ at: Number.MAX_VALUE, source: `fail(${root.site}, "AssertionError", "not a list literal");` }];
      case 'when': {
        const nodes = [...root.when.rules, ...root.when.effects.map(({ node }) => node)];
        const at = Math.max(0, ...nodes.map((node) => node.id)) + 0.75;
        return [{ at, source: whenSource(root.when, this.#order.get(root.when.call) ?? 0, this.#expressions, this) }];
      }
      case 'run':
        return this.#plan.placement(root.node) === 'inline'
          ? [{ at: root.node.id + 0.5, source: `${this.#expressions.outcome(root.node)};` }]
          : [];
    }
  }

  #exported(node: Node): string {
    const outcome = this.#expressions.outcome(node);
    return node.kind === 'any' && constantOf(node) === undefined ? `exported(${outcome})` : outcome;
  }
}

function regionName(index: number): string {
  return `R${index}`;
}

/** The region of main.sml, where every evaluation begins. */
function mainRegion(regions: readonly Region[]): number {
  return regions.find((region) => region.files.some((file) => file.path === MAIN))?.index ?? 0;
}

/** Cuts a region's statements into functions that V8 optimises. */
function split(placed: readonly Placed[], region: number): SourceFunction[] {
  const chunks: SourceFunction[] = [];
  let lines: string[] = [];
  let length = 0;
  const flush = (): void => {
    if (lines.length > 0) chunks.push({ name: `r${region}_${chunks.length}`, source: lines.join('\n') });
    lines = [];
    length = 0;
  };
  for (const { source } of placed) {
    if (length + source.length > limits.functionLength) flush();
    lines.push(source);
    length += source.length;
  }
  flush();
  return chunks;
}
