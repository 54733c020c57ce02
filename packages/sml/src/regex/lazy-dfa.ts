/**
 * A deterministic automaton that is built while it reads (as RE2's): one table look-up per code point, in time linear in the
 * text for every pattern. It answers one question, whether the pattern matches somewhere.
 *
 * D1: a state is the set of instructions that may come next, split and jump already followed, with what the pending checks
 *     need to know of the code point before; equal sets are one state.
 * D2: a check is decided when the next code point is known, hence in the transition.
 * D3: forgetting all states changes nothing but speed.
 * D4: whether a text takes too much work depends on the pattern and the text alone, not on the texts before it: a replay has read others.
 *     So each transition costs what it took to compute, once per text, known from before or not. While all that are known cost less
 *     than the limit together, no text needs an account of its own.
 */
import { Alphabet, END, FINAL_NEWLINE } from './alphabet.ts';
import { Closures } from './closures.ts';
import { MAX_STATES, MAX_TABLE, MAX_WORK, SMALL_PROGRAM } from './limits.ts';
import { type Context, type Places, planPlaces } from './place.ts';
import type { Program } from './program.ts';

const UNKNOWN = -1;
const MATCHED = -2;
const DEAD = -3;
/** The memory for states is full. */
const FULL = -4;
/** Sorting and naming a state costs about this many visits per instruction. */
const KEY_WORK = 6;
/** Twice the classes that most patterns have. */
const INITIAL_STRIDE = 16;

export interface DfaLimits {
  /** See `MAX_WORK`; small programs have no limit of work. */
  readonly work: number;
  readonly states: number;
  readonly table: number;
}

const LIMITS: DfaLimits = { work: MAX_WORK, states: MAX_STATES, table: MAX_TABLE };

interface State {
  readonly pending: Int32Array;
  readonly context: Context;
}

export class LazyDfa {
  readonly #program: Program;
  readonly #places: Places;
  #alphabet: Alphabet;
  /** Instructions reachable from the start; they are added after every code point, as a match may begin anywhere. */
  readonly #start: Int32Array;
  readonly #matchesEmpty: boolean;
  readonly #anchored: boolean;
  #states: State[] = [];
  #byKey = new Map<string, number>();
  #table = new Int32Array(0);
  #stride = INITIAL_STRIDE;
  /** What computing the entries of the table took in all. */
  #spent = 0;
  /** Beside `#table`, where work is limited: what computing an entry took, and the text that has paid for it. */
  #costs = new Int32Array(0);
  #paid = new Uint32Array(0);
  /** The number of this text. */
  #text = 0;
  #work = 0;
  readonly #closures: Closures;
  /** Instructions that may come next, as the last step left them: the first `#count` of `#next`. */
  readonly #next: Int32Array;
  #count = 0;
  /** Marks of instructions that are in `#next`, or in the queue of a check, for the current generation. */
  readonly #seen: Uint32Array;
  #generation = 0;

  /** `test` never gives up. */
  readonly total: boolean;
  readonly #maxWork: number;
  readonly #limits: DfaLimits;

  private constructor(program: Program, places: Places, limits: DfaLimits) {
    this.#program = program;
    this.#limits = limits;
    this.total = program.code.length <= SMALL_PROGRAM;
    this.#maxWork = this.total ? Number.POSITIVE_INFINITY : limits.work;
    this.#places = places;
    this.#alphabet = new Alphabet(places.alphabetSets);
    this.#seen = new Uint32Array(program.code.length);
    this.#next = new Int32Array(program.code.length);
    this.#closures = new Closures(program);
    const start = this.#closures.from(0);
    this.#matchesEmpty = start === null;
    this.#start = start ?? new Int32Array(0);
    this.#anchored = this.#start.every((pc) => {
      const instruction = program.code[pc];
      return instruction?.op === 'check' && places.onlyAtStart(instruction.x);
    });
  }

  /** An automaton for the program, or null where its checks are beyond it. */
  static create(program: Program, limits: DfaLimits = LIMITS): LazyDfa | null {
    const places = planPlaces(program);
    return places === null ? null : new LazyDfa(program, places, limits);
  }

  /** Whether the pattern matches somewhere; null where deciding it would take more than the allowed work. */
  test(text: string): boolean | null {
    if (this.#matchesEmpty) return true;
    this.#text = (this.#text + 1) >>> 0;
    // Marks of the texts of the round before mean nothing any more.
    if (this.#text === 0) this.#forget();
    const cold = this.#states.length === 0;
    // The initial state is the first.
    if (cold) this.#intern(this.#start, this.#places.start);
    this.#work = 0;
    const end = this.#places.finalNewline && text.endsWith('\n') ? text.length - 1 : text.length;
    let state = 0;
    // Locals, because this loop is where matching spends its time.
    const { ascii } = this.#alphabet;
    const accounted = this.#spent > this.#maxWork;
    let table = this.#table;
    let stride = this.#stride;
    for (let i = 0; i < end; i++) {
      let code = text.charCodeAt(i);
      let charClass = code < 128 ? (ascii[code] ?? UNKNOWN) : UNKNOWN;
      if (charClass === UNKNOWN) {
        if (code >= 0xd800 && code <= 0xdbff) {
          code = text.codePointAt(i) ?? code;
          if (code > 0xffff) i++;
        }
        charClass = this.#alphabet.classOf(code);
      }
      let next = charClass < stride ? (table[state + charClass] ?? UNKNOWN) : UNKNOWN;
      if (next < 0) {
        const at = code > 0xffff ? i - 1 : i;
        if (next === UNKNOWN && charClass >= stride) {
          const index = state / stride;
          if (this.#widen(charClass)) state = index * this.#stride;
          else return this.#whenFull(this.#states[index], text, at, cold);
        }
        if (next === UNKNOWN) next = this.#transition(state, charClass);
        if (next === FULL) return this.#whenFull(this.#states[state / this.#stride], text, at, cold);
        if (next < 0) return next === MATCHED;
        if (this.#work > this.#maxWork) return null;
        if (!accounted && this.#spent > this.#maxWork) return this.test(text);
        table = this.#table;
        stride = this.#stride;
      } else if (accounted && this.#pay(state + charClass)) {
        return null;
      }
      state = next;
    }
    if (end < text.length) {
      const next = this.#transition(state, FINAL_NEWLINE);
      if (next === FULL) return this.#whenFull(this.#states[state / this.#stride], text, end, cold);
      if (next < 0) return next === MATCHED;
      state = next;
    }
    return this.#transition(state, END) === MATCHED;
  }

  /** Puts an entry on this text's account, once; whether that is more than the text may take. */
  #pay(entry: number): boolean {
    if (this.#paid[entry] !== this.#text) {
      this.#paid[entry] = this.#text;
      this.#work += this.#costs[entry] ?? 0;
    }
    return this.#work > this.#maxWork;
  }

  /**
   * The rest of a text that left no memory for states: it meets few of them twice, so remembering would cost more than it saves. Where
   * work is limited, a text is begun again first if states of others take part of the memory.
   */
  #whenFull(state: State | undefined, text: string, start: number, cold: boolean): boolean | null {
    if (state === undefined) throw new Error('a state must exist before it is left');
    this.#forget();
    return cold || this.total ? this.#simulate(state, text, start) : this.test(text);
  }

  /** The rest of a text, without remembering states. */
  #simulate({ pending: first, context: before }: State, text: string, start: number): boolean | null {
    let context = before;
    let pending = first;
    for (let i = start; i <= text.length; i++) {
      const code = text.codePointAt(i) ?? 0;
      const last = code === 10 && i === text.length - 1 && this.#places.finalNewline;
      const charClass = i === text.length ? END : last ? FINAL_NEWLINE : this.#alphabet.classOf(code);
      if (code > 0xffff) i++;
      const outcome = this.#step(pending, context, charClass);
      if (outcome !== 0) return outcome === MATCHED;
      if (this.#work > this.#maxWork) return null;
      context = this.#places.after(this.#alphabet, charClass);
      pending = this.#next.slice(0, this.#count);
    }
    return false;
  }

  /** The state after a code point of the class, for which rows are wide enough; computed once, then in the table. */
  #transition(from: number, charClass: number): number {
    const known = this.#table[from + charClass] ?? UNKNOWN;
    if (known !== UNKNOWN) return known;
    const state = this.#states[from / this.#stride];
    if (state === undefined) throw new Error('a state must exist before it is left');
    const before = this.#work;
    const outcome = this.#step(state.pending, state.context, charClass);
    if (outcome !== 0) {
      this.#table[from + charClass] = outcome;
      return outcome;
    }
    const pending = this.#next.slice(0, this.#count).sort();
    const next = this.#intern(pending, this.#places.after(this.#alphabet, charClass));
    if (next === FULL) return FULL;
    this.#table[from + charClass] = next;
    if (!this.total) {
      this.#costs[from + charClass] = this.#work - before;
      this.#spent += this.#work - before;
      this.#paid[from + charClass] = this.#text;
    }
    return next;
  }

  /** Moves over one code point into `#next`; 0, or MATCHED or DEAD. */
  #step(pending: Int32Array, context: Context, charClass: number): 0 | typeof MATCHED | typeof DEAD {
    const accepted = this.#program.checks.length === 0 ? pending : this.#decideChecks(pending, context, charClass);
    if (accepted === null) return MATCHED;
    if (charClass === END) return DEAD;
    const members = this.#alphabet.members[charClass];
    const { setOf } = this.#closures;
    this.#count = 0;
    this.#generation++;
    this.#work += accepted.length;
    for (let i = 0; i < accepted.length; i++) {
      const pc: number = accepted[i] ?? 0;
      const set = setOf[pc] ?? -1;
      if (set < 0 || members?.[set] !== 1) continue;
      const reachable = this.#closures.from(pc + 1);
      if (reachable === null) return MATCHED;
      this.#addAll(reachable);
    }
    if (!this.#anchored) this.#addAll(this.#start);
    return this.#count === 0 ? DEAD : 0;
  }

  #addAll(pcs: Int32Array): void {
    const seen = this.#seen;
    const generation = this.#generation;
    let count = this.#count;
    for (let i = 0; i < pcs.length; i++) {
      const pc = pcs[i] ?? 0;
      if (seen[pc] === generation) continue;
      seen[pc] = generation;
      this.#next[count++] = pc;
    }
    this.#work += pcs.length;
    this.#count = count;
  }

  /** The instructions of a state and what its checks open; null where one of them completes a match. */
  #decideChecks(pending: Int32Array, context: Context, next: number): Int32Array | null {
    this.#count = 0;
    this.#generation++;
    this.#addAll(pending);
    for (let i = 0; i < this.#count; i++) {
      const pc = this.#next[i] ?? 0;
      const instruction = this.#program.code[pc];
      if (instruction?.op !== 'check') continue;
      if (!this.#places.holds(this.#alphabet, instruction.x, context, next)) continue;
      const reachable = this.#closures.from(pc + 1);
      if (reachable === null) return null;
      this.#addAll(reachable);
    }
    return this.#next.slice(0, this.#count);
  }

  /** The offset of a state's row; a state is added where it is new, or is `FULL`. */
  #intern(pending: Int32Array, context: Context): number {
    const key = `${context}:${pending.join()}`;
    this.#work += KEY_WORK * pending.length;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known * this.#stride;
    const index = this.#states.length;
    const { states, table } = this.#limits;
    if (index > 0 && (index >= states || (index + 1) * this.#stride > table)) return FULL;
    const size = (index + 1) * this.#stride;
    if (size > this.#table.length) this.#layOut(Math.max(this.#table.length * 2, size), this.#stride);
    this.#states.push({ pending, context });
    this.#byKey.set(key, index);
    return index * this.#stride;
  }

  /** Forgets the classes too: how wide rows are must not depend on other texts. */
  #forget(): void {
    this.#states = [];
    this.#byKey = new Map();
    this.#spent = 0;
    this.#alphabet = new Alphabet(this.#places.alphabetSets);
    this.#stride = INITIAL_STRIDE;
    this.#table = new Int32Array(0);
    this.#costs = new Int32Array(0);
    this.#paid = new Uint32Array(0);
  }

  /** Makes rows wide enough for a class; false where that takes too much memory. */
  #widen(charClass: number): boolean {
    let stride = this.#stride;
    while (stride <= charClass) stride *= 2;
    const rows = this.#states.length;
    if (rows > 1 && rows * stride > this.#limits.table) return false;
    this.#layOut(rows * stride, stride);
    return true;
  }

  /** Moves rows into tables of so many entries, with so many entries per row. */
  #layOut(size: number, stride: number): void {
    const rows = this.#states.length;
    const from = this.#stride;
    const moved = <T extends Int32Array | Uint32Array>(old: T, into: T): T => {
      for (let row = 0; row < rows; row++) into.set(old.subarray(row * from, (row + 1) * from), row * stride);
      return into;
    };
    const table = moved(this.#table, new Int32Array(size).fill(UNKNOWN));
    // An entry is the offset of a row.
    if (stride !== from) for (let i = 0; i < size; i++) if (table[i]! > 0) table[i] = (table[i]! / from) * stride;
    this.#table = table;
    this.#stride = stride;
    if (this.total) return;
    this.#costs = moved(this.#costs, new Int32Array(size));
    this.#paid = moved(this.#paid, new Uint32Array(size));
  }
}
