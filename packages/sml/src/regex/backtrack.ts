/**
 * The backtracking engine, for patterns with look-around, back-references or possessive repeats. Its time has no linear bound,
 * so it counts its steps and gives up at a limit; it keeps its choices on a stack of its own, so no text overflows the
 * process's.
 */
import type { Anchor, Fold } from './ast.ts';
import type { BacktrackInstruction, BacktrackProgram } from './backtrack-program.ts';
import { asciiLower, simpleLower } from './case.ts';
import { inCategory, setHas } from './char-set.ts';
import { MAX_CHOICES, MAX_STEPS } from './limits.ts';

const NEWLINE = 10;
const FAIL = -1;

class BudgetExceeded extends Error {}

/** Where a pattern matched, in UTF-16 offsets. */
export interface MatchSpan {
  readonly start: number;
  readonly end: number;
}

export class Backtracker {
  readonly #program: BacktrackProgram;
  readonly #ascii: AsciiMembers;

  constructor(program: BacktrackProgram) {
    this.#program = program;
    this.#ascii = new Array(program.sets.length);
  }

  /** Every match from left to right, without overlaps, in UTF-16 offsets; null where the steps were not enough. */
  findAll(text: string): MatchSpan[] | null {
    return this.#attempt(text, (run) => run.findAll());
  }

  /** Whether the pattern matches somewhere; null where the steps allowed were not enough to tell. */
  test(text: string): boolean | null {
    return this.#attempt(text, (run) => run.search());
  }

  #attempt<T>(text: string, use: (run: Run) => T): T | null {
    try {
      return use(new Run(this.#program, this.#ascii, text));
    } catch (error) {
      if (error instanceof BudgetExceeded) return null;
      throw error;
    }
  }
}

/** For each set that was met, which ASCII code points it holds. */
type AsciiMembers = (Uint8Array | undefined)[];

/** One search. Choices are triples (instruction, position, trail length); the trail is pairs (register, old value). */
class Run {
  readonly #code: readonly BacktrackInstruction[];
  readonly #sets: BacktrackProgram['sets'];
  readonly #ascii: AsciiMembers;
  readonly #text: Int32Array;
  readonly #registers: Int32Array;
  readonly #choices: number[] = [];
  readonly #trail: number[] = [];
  #steps = 0;
  /** The instruction and position to go on with. */
  #pc = 0;
  #at = 0;

  constructor(program: BacktrackProgram, ascii: AsciiMembers, text: string) {
    this.#code = program.code;
    this.#sets = program.sets;
    this.#ascii = ascii;
    this.#text = Int32Array.from(text, (character) => character.codePointAt(0) ?? 0);
    this.#registers = new Int32Array(program.registers).fill(FAIL);
  }

  search(): boolean {
    for (let start = 0; start <= this.#text.length; start++) {
      if (this.#match(0, start) !== FAIL) return true;
    }
    return false;
  }

  findAll(): MatchSpan[] {
    const found: MatchSpan[] = [];
    const offsets = this.#offsets();
    let afterEmpty = false;
    for (let start = 0; start <= this.#text.length; ) {
      const end = this.#match(0, start, afterEmpty);
      this.#restore(0);
      if (end !== FAIL) found.push({ start: offsets[start] ?? 0, end: offsets[end] ?? 0 });
      // An empty match may be followed by another where it stands, if that one is not empty.
      afterEmpty = end === start;
      start = end === FAIL ? start + 1 : end;
    }
    return found;
  }

  /** UTF-16 offset of each code point, and of the end. */
  #offsets(): Int32Array {
    const offsets = new Int32Array(this.#text.length + 1);
    for (let i = 0; i < this.#text.length; i++) {
      offsets[i + 1] = (offsets[i] ?? 0) + ((this.#text[i] ?? 0) > 0xffff ? 2 : 1);
    }
    return offsets;
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

  /** Runs to the next `accept`, behind `from` if it `mustAdvance`; the position there, or FAIL with all registers as they were. */
  #match(pc: number, from: number, mustAdvance = false): number {
    const base = this.#choices.length;
    const trailBase = this.#trail.length;
    this.#pc = pc;
    this.#at = from;
    for (;;) {
      if (++this.#steps > MAX_STEPS) throw new BudgetExceeded();
      const instruction = this.#code[this.#pc];
      if (instruction === undefined || instruction.op === 'accept') {
        if (!mustAdvance || this.#at !== from) {
          this.#choices.length = base;
          return this.#at;
        }
      } else if (this.#step(instruction)) continue;
      if (this.#choices.length === base) {
        this.#restore(trailBase);
        return FAIL;
      }
      this.#restore(this.#choices.pop() ?? 0);
      this.#at = this.#choices.pop() ?? 0;
      this.#pc = this.#choices.pop() ?? 0;
    }
  }

  /** Moves `#pc` and `#at` on; false where this path fails. */
  #step(instruction: Exclude<BacktrackInstruction, { op: 'accept' }>): boolean {
    const pc = this.#pc++;
    const at = this.#at;
    switch (instruction.op) {
      case 'set': {
        const code = this.#text[this.#at++];
        return code !== undefined && this.#has(instruction.set, code);
      }
      case 'anchor':
        return anchorHolds(instruction.at, this.#text, at);
      case 'jump':
        this.#pc = instruction.target;
        return true;
      case 'split': {
        const { other, otherFirst } = instruction;
        this.#choose(otherFirst ? pc + 1 : other, at);
        if (otherFirst) this.#pc = other;
        return true;
      }
      case 'save':
        this.#set(instruction.register, at);
        return true;
      case 'zero':
        this.#set(instruction.register, 0);
        this.#set(instruction.register + 1, FAIL);
        return true;
      case 'iterate': {
        const { counter, min } = instruction;
        const count = (this.#registers[counter] ?? 0) + 1;
        this.#set(counter, count);
        if (count > min) this.#set(counter + 1, at);
        return true;
      }
      case 'loop':
        this.#loop(instruction);
        return true;
      case 'backreference':
        return this.#backreference(instruction.group, instruction.fold);
      case 'condition':
        if (!this.#isSet(instruction.group)) this.#pc = instruction.no;
        return true;
      case 'look':
        return this.#look(instruction);
      case 'atomic': {
        const end = this.#match(pc + 1, at);
        this.#pc = instruction.exit;
        this.#at = end;
        return end !== FAIL;
      }
    }
  }

  #has(set: number, code: number): boolean {
    const charSet = this.#sets[set];
    if (charSet === undefined) return false;
    if (code >= 128) return setHas(charSet, code);
    let members = this.#ascii[set];
    if (members === undefined) {
      members = Uint8Array.from({ length: 128 }, (_, ascii) => (setHas(charSet, ascii) ? 1 : 0));
      this.#ascii[set] = members;
    }
    return members[code] === 1;
  }

  #loop({ counter, min, max, lazy, exit }: Extract<BacktrackInstruction, { op: 'loop' }>): void {
    const count = this.#registers[counter] ?? 0;
    // What must be repeated is, though it consume nothing: it may fail, set a group, or consume something the next time.
    if (count < min) return;
    // Beyond that, an iteration that consumed nothing would go on consuming nothing.
    const stuck = this.#registers[counter + 1] === this.#at;
    if (count < max && !stuck) this.#choose(lazy ? this.#pc : exit, this.#at);
    if (lazy || count >= max || stuck) this.#pc = exit;
  }

  #isSet(group: number): boolean {
    const start = this.#registers[2 * group] ?? FAIL;
    const end = this.#registers[2 * group + 1] ?? FAIL;
    return start !== FAIL && end >= start;
  }

  #backreference(group: number, fold: Fold): boolean {
    if (!this.#isSet(group)) return false;
    const start = this.#registers[2 * group] ?? 0;
    const length = (this.#registers[2 * group + 1] ?? 0) - start;
    this.#steps += length;
    for (let i = 0; i < length; i++) {
      const here = this.#text[this.#at + i];
      if (here === undefined || foldCode(here, fold) !== foldCode(this.#text[start + i] ?? 0, fold)) return false;
    }
    this.#at += length;
    return true;
  }

  #look({ back, negate, exit }: Extract<BacktrackInstruction, { op: 'look' }>): boolean {
    const trailLength = this.#trail.length;
    const at = this.#at;
    const found = at >= back && this.#match(this.#pc, at - back) !== FAIL;
    if (found && negate) this.#restore(trailLength);
    this.#pc = exit;
    this.#at = at;
    return found !== negate;
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
