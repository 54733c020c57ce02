/** Patterns without back-references as programs for automata (Thompson's construction). */
import type { Anchor, RegexNode } from './ast.ts';
import type { CharSet } from './char-set.ts';
import { MAX_PROGRAM, MAX_SETS } from './limits.ts';

/** `x` and `y` are instruction numbers, except that `set` and `check` index {@link Program.sets} and `checks` with x. */
type Instruction =
  | { readonly op: 'set'; readonly x: number }
  | { readonly op: 'check'; readonly x: number }
  | { readonly op: 'jump'; x: number }
  | { readonly op: 'split'; x: number; y: number }
  | { readonly op: 'match' };

/** A condition on a place in the text: an anchor, or that the code point before or after it is in a set. */
export type Check =
  | { readonly kind: 'anchor'; readonly at: Anchor }
  | { readonly kind: 'beside'; readonly behind: boolean; readonly negate: boolean; readonly set: number };

export interface Program {
  readonly code: readonly Instruction[];
  readonly sets: readonly CharSet[];
  readonly checks: readonly Check[];
}

/** The program of a pattern, or null where it needs backtracking or is too large. */
export function compileProgram(node: RegexNode): Program | null {
  const compiler = new Compiler();
  try {
    compiler.emit(node);
  } catch (error) {
    if (error instanceof NoProgram) return null;
    throw error;
  }
  compiler.code.push({ op: 'match' });
  return compiler;
}

class NoProgram extends Error {}

class Compiler implements Program {
  readonly code: Instruction[] = [];
  readonly sets: CharSet[] = [];
  readonly checks: Check[] = [];
  readonly #setNumbers = new Map<string, number>();

  #setNumber(set: CharSet): number {
    const key = JSON.stringify(set);
    const known = this.#setNumbers.get(key);
    if (known !== undefined) return known;
    if (this.sets.length >= MAX_SETS) throw new NoProgram();
    this.#setNumbers.set(key, this.sets.length);
    return this.sets.push(set) - 1;
  }

  #push<I extends Instruction>(instruction: I): I {
    if (this.code.length >= MAX_PROGRAM) throw new NoProgram();
    this.code.push(instruction);
    return instruction;
  }

  emit(node: RegexNode): void {
    switch (node.kind) {
      case 'empty':
        return;
      case 'set':
        this.#push({ op: 'set', x: this.#setNumber(node.set) });
        return;
      case 'concat':
        for (const item of node.items) this.emit(item);
        return;
      case 'alternate':
        this.#alternate(node.items);
        return;
      case 'group':
        this.emit(node.item);
        return;
      case 'repeat':
        if (node.mode === 'possessive') throw new NoProgram();
        this.#repeat(node.item, node.min, node.max);
        return;
      case 'assert':
        this.#check({ kind: 'anchor', at: node.at });
        return;
      case 'look': {
        const item = singleSet(node.item);
        if (item === null) throw new NoProgram();
        this.#check({ kind: 'beside', behind: node.behind, negate: node.negate, set: this.#setNumber(item) });
        return;
      }
      case 'atomic':
      case 'backreference':
      case 'conditional':
        throw new NoProgram();
    }
  }

  #check(check: Check): void {
    this.#push({ op: 'check', x: this.checks.push(check) - 1 });
  }

  #alternate(items: readonly RegexNode[]): void {
    const exits: { x: number }[] = [];
    for (const [i, item] of items.entries()) {
      if (i === items.length - 1) {
        this.emit(item);
        break;
      }
      const split = this.#push({ op: 'split', x: this.code.length + 1, y: 0 });
      this.emit(item);
      exits.push(this.#push({ op: 'jump', x: 0 }));
      split.y = this.code.length;
    }
    for (const exit of exits) exit.x = this.code.length;
  }

  #repeat(item: RegexNode, min: number, max: number): void {
    if (isEmpty(item)) return;
    for (let i = 0; i < min; i++) this.emit(item);
    if (max === Number.POSITIVE_INFINITY) {
      const start = this.code.length;
      const split = this.#push({ op: 'split', x: start + 1, y: 0 });
      this.emit(item);
      this.#push({ op: 'jump', x: start });
      split.y = this.code.length;
      return;
    }
    const exits: { y: number }[] = [];
    for (let i = min; i < max; i++) {
      exits.push(this.#push({ op: 'split', x: this.code.length + 1, y: 0 }));
      this.emit(item);
    }
    for (const exit of exits) exit.y = this.code.length;
  }
}

/** Items without instructions of their own must not be repeated billions of times. */
function isEmpty(node: RegexNode): boolean {
  switch (node.kind) {
    case 'empty':
      return true;
    case 'group':
      return isEmpty(node.item);
    case 'concat':
    case 'alternate':
      return node.items.every(isEmpty);
    case 'repeat':
      return node.max === 0 || isEmpty(node.item);
    default:
      return false;
  }
}

/** The set of a look-around that looks at one code point. */
function singleSet(node: RegexNode): CharSet | null {
  if (node.kind === 'group') return singleSet(node.item);
  return node.kind === 'set' ? node.set : null;
}
