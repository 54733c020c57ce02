/**
 * The backtracking engine, for patterns with look-around, back-references or possessive repeats. Its time has no linear bound,
 * so it counts its steps and gives up at a limit; it keeps its choices on a stack of its own, so no text overflows the
 * process's.
 */
import { Alphabet } from './alphabet.ts';
import type { Anchor, Fold } from './ast.ts';
import type { BacktrackInstruction, BacktrackProgram } from './backtrack-program.ts';
import { asciiLower, simpleLower } from './case.ts';
import { inCategory } from './char-set.ts';
import { MAX_CHOICES, MAX_STEPS } from './limits.ts';

const NEWLINE = 10;
const FAIL = -1;

class BudgetExceeded extends Error {}

export class Backtracker {
  readonly #program: BacktrackProgram;
  readonly #alphabet: Alphabet;

  constructor(program: BacktrackProgram) {
    this.#program = program;
    this.#alphabet = new Alphabet(program.sets);
  }

  /** Whether the pattern matches somewhere; null where the steps allowed were not enough to tell. */
  test(text: string): boolean | null {
    const run = new Run(this.#program, this.#alphabet, text);
    try {
      return run.search();
    } catch (error) {
      if (error instanceof BudgetExceeded) return null;
      throw error;
    }
  }
}

/** One search. Choices are triples (instruction, position, trail length); the trail is pairs (register, old value). */
class Run {
  readonly #code: readonly BacktrackInstruction[];
  readonly #alphabet: Alphabet;
  readonly #text: Int32Array;
  readonly #classes: Int32Array;
  readonly #registers: Int32Array;
  readonly #choices: number[] = [];
  readonly #trail: number[] = [];
  #steps = 0;

  constructor(program: BacktrackProgram, alphabet: Alphabet, text: string) {
    this.#code = program.code;
    this.#alphabet = alphabet;
    this.#text = Int32Array.from(text, (character) => character.codePointAt(0) ?? 0);
    this.#classes = this.#text.map((code) => alphabet.classOf(code));
    this.#registers = new Int32Array(program.registers).fill(FAIL);
  }

  search(): boolean {
    for (let start = 0; start <= this.#text.length; start++) {
      if (this.#match(0, start) !== FAIL) return true;
    }
    return false;
  }

  #set(register: number, value: number): void {
    this.#trail.push(register, this.#registers[register] ?? FAIL);
    this.#registers[register] = value;
  }

  #restore(trailLength: number): void {
    const trail = this.#trail;
    while (trail.length > trailLength) {
      const old = trail.pop() ?? FAIL;
      this.#registers[trail.pop() ?? 0] = old;
    }
  }

  #choose(pc: number, at: number): void {
    if (this.#choices.length > 3 * MAX_CHOICES) throw new BudgetExceeded();
    this.#choices.push(pc, at, this.#trail.length);
  }

  /** Runs to the next `accept`; the position there, or FAIL with all registers as they were. */
  #match(pc: number, from: number): number {
    const base = this.#choices.length;
    const trailBase = this.#trail.length;
    let next = pc;
    let at = from;
    for (;;) {
      if (++this.#steps > MAX_STEPS) throw new BudgetExceeded();
      const instruction = this.#code[next];
      if (instruction === undefined || instruction.op === 'accept') {
        this.#choices.length = base;
        return at;
      }
      const step = this.#step(instruction, next, at);
      if (step !== null) {
        [next, at] = step;
        continue;
      }
      if (this.#choices.length === base) {
        this.#restore(trailBase);
        return FAIL;
      }
      this.#restore(this.#choices.pop() ?? 0);
      at = this.#choices.pop() ?? 0;
      next = this.#choices.pop() ?? 0;
    }
  }

  /** The next instruction and position, or null where this path fails. */
  #step(instruction: Exclude<BacktrackInstruction, { op: 'accept' }>, pc: number, at: number): [number, number] | null {
    switch (instruction.op) {
      case 'set': {
        const charClass = this.#classes[at];
        if (charClass === undefined) return null;
        return this.#alphabet.members[charClass]?.[instruction.set] === 1 ? [pc + 1, at + 1] : null;
      }
      case 'anchor':
        return anchorHolds(instruction.at, this.#text, at) ? [pc + 1, at] : null;
      case 'jump':
        return [instruction.target, at];
      case 'split': {
        const { other, otherFirst } = instruction;
        this.#choose(otherFirst ? pc + 1 : other, at);
        return [otherFirst ? other : pc + 1, at];
      }
      case 'save':
        this.#set(instruction.register, at);
        return [pc + 1, at];
      case 'zero':
        this.#set(instruction.register, 0);
        this.#set(instruction.register + 1, FAIL);
        return [pc + 1, at];
      case 'iterate':
        this.#set(instruction.counter, (this.#registers[instruction.counter] ?? 0) + 1);
        this.#set(instruction.counter + 1, at);
        return [pc + 1, at];
      case 'loop':
        return this.#loop(instruction, pc, at);
      case 'backreference':
        return this.#backreference(instruction.group, instruction.fold, pc, at);
      case 'condition':
        return [this.#isSet(instruction.group) ? pc + 1 : instruction.no, at];
      case 'look':
        return this.#look(instruction, pc, at);
      case 'atomic': {
        const end = this.#match(pc + 1, at);
        return end === FAIL ? null : [instruction.exit, end];
      }
    }
  }

  #loop(
    { counter, min, max, lazy, exit }: Extract<BacktrackInstruction, { op: 'loop' }>,
    pc: number,
    at: number,
  ): [number, number] | null {
    const count = this.#registers[counter] ?? 0;
    // An iteration that consumed nothing would go on consuming nothing.
    const stuck = this.#registers[counter + 1] === at;
    if (count < min && !stuck) return [pc + 1, at];
    if (count >= max || stuck) return [exit, at];
    this.#choose(lazy ? pc + 1 : exit, at);
    return [lazy ? exit : pc + 1, at];
  }

  #isSet(group: number): boolean {
    const start = this.#registers[2 * group] ?? FAIL;
    const end = this.#registers[2 * group + 1] ?? FAIL;
    return start !== FAIL && end >= start;
  }

  #backreference(group: number, fold: Fold, pc: number, at: number): [number, number] | null {
    if (!this.#isSet(group)) return null;
    const start = this.#registers[2 * group] ?? 0;
    const length = (this.#registers[2 * group + 1] ?? 0) - start;
    this.#steps += length;
    for (let i = 0; i < length; i++) {
      const here = this.#text[at + i];
      if (here === undefined || foldCode(here, fold) !== foldCode(this.#text[start + i] ?? 0, fold)) return null;
    }
    return [pc + 1, at + length];
  }

  #look(
    { back, negate, exit }: Extract<BacktrackInstruction, { op: 'look' }>,
    pc: number,
    at: number,
  ): [number, number] | null {
    const trailLength = this.#trail.length;
    const found = at >= back && this.#match(pc + 1, at - back) !== FAIL;
    if (found && negate) this.#restore(trailLength);
    return found === negate ? null : [exit, at];
  }
}

function foldCode(code: number, fold: Fold): number {
  if (fold === 'none') return code;
  return fold === 'ascii' ? asciiLower(code) : simpleLower(code);
}

function anchorHolds(anchor: Anchor, text: Int32Array, at: number): boolean {
  const end = text.length;
  switch (anchor) {
    case 'text-start':
      return at === 0;
    case 'line-start':
      return at === 0 || text[at - 1] === NEWLINE;
    case 'text-end':
      return at === end;
    case 'text-end-newline':
      return at === end || (at === end - 1 && text[at] === NEWLINE);
    case 'line-end':
      return at === end || text[at] === NEWLINE;
    case 'word':
    case 'ascii-word':
      return end > 0 && isWord(text[at - 1], anchor) !== isWord(text[at], anchor);
    case 'not-word':
    case 'ascii-not-word':
      return end > 0 && isWord(text[at - 1], anchor) === isWord(text[at], anchor);
  }
}

function isWord(code: number | undefined, anchor: Anchor): boolean {
  return code !== undefined && inCategory('word', anchor.startsWith('ascii'), code);
}
