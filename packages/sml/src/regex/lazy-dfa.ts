/**
 * A deterministic automaton that is built while it reads (as RE2's): one table look-up per code point, in time linear in the
 * text for every pattern. It answers one question, whether the pattern matches somewhere.
 *
 * D1: a state is the set of instructions that may come next, split and jump already followed, with what the pending checks
 *     need to know of the code point before; equal sets are one state.
 * D2: a check is decided when the next code point is known, hence in the transition.
 * D3: forgetting all states changes nothing but speed.
 */
import { Alphabet, END, FINAL_NEWLINE } from './alphabet.ts';
import { Closures } from './closures.ts';
import { MAX_STATES, MAX_TABLE, MAX_WORK, SMALL_PROGRAM } from './limits.ts';
import { type Context, type Places, planPlaces } from './place.ts';
import type { Program } from './program.ts';

const UNKNOWN = -1;
const MATCHED = -2;
const DEAD = -3;
/** Sorting and naming a state costs about this many visits per instruction. */
const KEY_WORK = 6;
/** A text that fills the memory for states again and again meets few of them twice: remembering then costs more than it saves. */
const MAX_FORGOTTEN = 0;
/** Twice the classes that most patterns have. */
const INITIAL_STRIDE = 16;

interface State {
  readonly pending: Int32Array;
  readonly context: Context;
}

export class LazyDfa {
  readonly #program: Program;
  readonly #places: Places;
  readonly #alphabet: Alphabet;
  /** Instructions reachable from the start; they are added after every code point, as a match may begin anywhere. */
  readonly #start: Int32Array;
  readonly #matchesEmpty: boolean;
  readonly #anchored: boolean;
  #states: State[] = [];
  #byKey = new Map<string, number>();
  #table = new Int32Array(0);
  #stride = INITIAL_STRIDE;
  /** Offset of the state at the start of a text. */
  #initial = UNKNOWN;
  #work = 0;
  /** How often this text filled the memory for states. */
  #forgotten = 0;
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

  private constructor(program: Program, places: Places) {
    this.#program = program;
    this.total = program.code.length <= SMALL_PROGRAM;
    this.#maxWork = this.total ? Number.POSITIVE_INFINITY : MAX_WORK;
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
  static create(program: Program): LazyDfa | null {
    const places = planPlaces(program);
    return places === null ? null : new LazyDfa(program, places);
  }

  /** Whether the pattern matches somewhere; null where deciding it would take more than the allowed work. */
  test(text: string): boolean | null {
    if (this.#matchesEmpty) return true;
    this.#work = 0;
    this.#forgotten = 0;
    const end = this.#places.finalNewline && text.endsWith('\n') ? text.length - 1 : text.length;
    if (this.#initial === UNKNOWN) this.#initial = this.#intern(this.#start, this.#places.start);
    let state = this.#initial;
    // Locals, because this loop is where matching spends its time.
    const { ascii } = this.#alphabet;
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
        if (next === UNKNOWN) next = this.#transition(state, charClass);
        if (next < 0) return next === MATCHED;
        if (this.#work > this.#maxWork) return null;
        if (this.#forgotten > MAX_FORGOTTEN) return this.#simulate(next, text, i + 1);
        table = this.#table;
        stride = this.#stride;
      }
      state = next;
    }
    if (end < text.length) {
      const next = this.#transition(state, FINAL_NEWLINE);
      if (next < 0) return next === MATCHED;
      state = next;
    }
    return this.#transition(state, END) === MATCHED;
  }

  /** The rest of a text, without remembering states. */
  #simulate(from: number, text: string, start: number): boolean | null {
    const state = this.#states[from / this.#stride];
    if (state === undefined) throw new Error('a state must exist before it is left');
    let { context } = state;
    let pending = state.pending.slice();
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

  /** The state after a code point of the class; computed once, then in the table. */
  #transition(from: number, charClass: number): number {
    if (charClass >= this.#stride) return this.#transition(this.#widen(from, charClass), charClass);
    const known = this.#table[from + charClass] ?? UNKNOWN;
    if (known !== UNKNOWN) return known;
    const state = this.#states[from / this.#stride];
    if (state === undefined) throw new Error('a state must exist before it is left');
    const outcome = this.#step(state.pending, state.context, charClass);
    if (outcome !== 0) {
      this.#table[from + charClass] = outcome;
      return outcome;
    }
    // Interning may forget all states, and `from` with them.
    const before = this.#states;
    const pending = this.#next.slice(0, this.#count).sort();
    const next = this.#intern(pending, this.#places.after(this.#alphabet, charClass));
    if (before === this.#states) this.#table[from + charClass] = next;
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

  /** The offset of a state's row; a state is added where it is new. */
  #intern(pending: Int32Array, context: Context): number {
    const key = `${context}:${pending.join()}`;
    this.#work += KEY_WORK * pending.length;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const full = this.#states.length >= MAX_STATES || (this.#states.length + 1) * this.#stride > MAX_TABLE;
    if (full && this.#states.length > 0) this.#forget();
    const offset = this.#states.length * this.#stride;
    if (offset + this.#stride > this.#table.length) {
      const grown = new Int32Array(Math.max(this.#table.length * 2, offset + this.#stride)).fill(UNKNOWN);
      grown.set(this.#table);
      this.#table = grown;
    }
    this.#states.push({ pending, context });
    this.#byKey.set(key, offset);
    return offset;
  }

  #forget(): void {
    this.#forgotten++;
    this.#states = [];
    this.#byKey = new Map();
    this.#initial = UNKNOWN;
    this.#table = new Int32Array(this.#stride * 16).fill(UNKNOWN);
  }

  /** Makes rows wide enough for a class, forgetting the rest; the new offset of a state. */
  #widen(from: number, charClass: number): number {
    const state = this.#states[from / this.#stride];
    if (state === undefined) throw new Error('a state must exist before it is left');
    while (this.#stride <= charClass) this.#stride *= 2;
    this.#forget();
    return this.#intern(state.pending, state.context);
  }
}
