/** Patterns as programs for the backtracking engine, which knows groups, look-around and possessive repeats. */
import type { Anchor, Fold, RegexNode, Repeat } from './ast.ts';
import { widthOf } from './ast.ts';
import type { CharSet } from './char-set.ts';

/** Targets are instruction numbers. Registers hold group bounds, counters and loop positions. */
export type BacktrackInstruction =
  | { readonly op: 'set'; readonly set: number }
  | { readonly op: 'anchor'; readonly at: Anchor }
  | { readonly op: 'jump'; target: number }
  /** Try the next instruction, then `other`; the reverse where `otherFirst`. */
  | { readonly op: 'split'; other: number; readonly otherFirst: boolean }
  | { readonly op: 'save'; readonly register: number }
  | { readonly op: 'zero'; readonly register: number }
  /** Counts an iteration of the loop before it; past its least number, notes where the iteration begins. */
  | { readonly op: 'iterate'; readonly counter: number; readonly min: number }
  /**
   * The head of a loop, followed by `iterate` and the body; `exit` is behind it. Registers `counter` and `counter + 1` hold the
   * count and where the last iteration began that was not bound to be.
   */
  | {
      readonly op: 'loop';
      readonly counter: number;
      readonly min: number;
      readonly max: number;
      readonly lazy: boolean;
      exit: number;
    }
  | { readonly op: 'backreference'; readonly group: number; readonly fold: Fold }
  | { readonly op: 'condition'; readonly group: number; no: number }
  /** The instructions up to `exit` are matched on their own, `back` code points before here. */
  | { readonly op: 'look'; readonly back: number; readonly negate: boolean; exit: number }
  | { readonly op: 'atomic'; exit: number }
  | { readonly op: 'accept' };

export interface BacktrackProgram {
  readonly sets: readonly CharSet[];
  readonly code: readonly BacktrackInstruction[];
  readonly registers: number;
}

/** Exact repeats of one code point up to this many are written out, which is cheaper than counting. */
const MAX_COPIES = 16;

/** The program of a pattern with this many groups. Group n keeps its bounds in registers 2n and 2n + 1. */
export function compileBacktracking(node: RegexNode, groups: number): BacktrackProgram {
  const compiler = new Compiler(groups);
  compiler.emit(node);
  compiler.code.push({ op: 'accept' });
  return compiler;
}

class Compiler implements BacktrackProgram {
  readonly sets: CharSet[] = [];
  readonly code: BacktrackInstruction[] = [];
  readonly #setNumbers = new Map<string, number>();
  readonly #widths = new Map<number, { min: number; max: number }>();
  registers: number;

  constructor(groups: number) {
    this.registers = 2 * (groups + 1);
  }

  #push<I extends BacktrackInstruction>(instruction: I): I {
    this.code.push(instruction);
    return instruction;
  }

  #setNumber(set: CharSet): number {
    const key = JSON.stringify(set);
    const known = this.#setNumbers.get(key);
    if (known !== undefined) return known;
    this.#setNumbers.set(key, this.sets.length);
    return this.sets.push(set) - 1;
  }

  emit(node: RegexNode): void {
    switch (node.kind) {
      case 'empty':
        return;
      case 'set':
        this.#push({ op: 'set', set: this.#setNumber(node.set) });
        return;
      case 'assert':
        this.#push({ op: 'anchor', at: node.at });
        return;
      case 'concat':
        for (const item of node.items) this.emit(item);
        return;
      case 'alternate':
        this.#alternate(node.items);
        return;
      case 'group':
        this.#group(node.index, node.item);
        return;
      case 'repeat':
        if (node.mode === 'possessive') this.#atomic({ ...node, mode: 'greedy' });
        else this.#repeat(node);
        return;
      case 'atomic':
        this.#atomic(node.item);
        return;
      case 'look': {
        const back = node.behind ? widthOf(node.item, this.#widths).min : 0;
        const look = this.#push({ op: 'look', back, negate: node.negate, exit: 0 });
        this.emit(node.item);
        this.#push({ op: 'accept' });
        look.exit = this.code.length;
        return;
      }
      case 'backreference':
        this.#push({ op: 'backreference', group: node.group, fold: node.fold });
        return;
      case 'conditional':
        this.#conditional(node.group, node.yes, node.no);
        return;
    }
  }

  #group(index: number, item: RegexNode): void {
    if (index === 0) {
      this.emit(item);
      return;
    }
    this.#push({ op: 'save', register: 2 * index });
    this.emit(item);
    this.#push({ op: 'save', register: 2 * index + 1 });
    this.#widths.set(index, widthOf(item, this.#widths));
  }

  #atomic(item: RegexNode): void {
    const atomic = this.#push({ op: 'atomic', exit: 0 });
    this.emit(item);
    this.#push({ op: 'accept' });
    atomic.exit = this.code.length;
  }

  #alternate(items: readonly RegexNode[]): void {
    const exits: { target: number }[] = [];
    for (const [i, item] of items.entries()) {
      if (i === items.length - 1) {
        this.emit(item);
        break;
      }
      const split = this.#push({ op: 'split', other: 0, otherFirst: false });
      this.emit(item);
      exits.push(this.#push({ op: 'jump', target: 0 }));
      split.other = this.code.length;
    }
    for (const exit of exits) exit.target = this.code.length;
  }

  #conditional(group: number, yes: RegexNode, no: RegexNode): void {
    const condition = this.#push({ op: 'condition', group, no: 0 });
    this.emit(yes);
    const exit = this.#push({ op: 'jump', target: 0 });
    condition.no = this.code.length;
    this.emit(no);
    exit.target = this.code.length;
  }

  #repeat({ item, min, max, mode }: Repeat): void {
    const lazy = mode === 'lazy';
    if (min === 0 && max === 1) {
      const split = this.#push({ op: 'split', other: 0, otherFirst: lazy });
      this.emit(item);
      split.other = this.code.length;
      return;
    }
    if (item.kind === 'set' && min === max && min <= MAX_COPIES) {
      for (let i = 0; i < min; i++) this.emit(item);
      return;
    }
    const counter = this.registers;
    this.registers += 2;
    this.#push({ op: 'zero', register: counter });
    const head = this.code.length;
    const loop = this.#push({ op: 'loop', counter, min, max, lazy, exit: 0 });
    this.#push({ op: 'iterate', counter, min });
    this.emit(item);
    this.#push({ op: 'jump', target: head });
    loop.exit = this.code.length;
  }
}
