/**
 * Builds an automaton of aho-corasick.ts out of words: the trie, its failure links breadth first, and where words end. All of it is arrays
 * of integers: a list of words may have millions of states, which as objects would keep the collector busy for seconds.
 *
 * B1: state 0 is the root; a failure link points to a state that is less deep.
 * B2: class 0 holds every unit that is in no word; it leads to the root from everywhere.
 */
import { foldText } from './fold.ts';
import { MAX_DENSE_CELLS } from './limits.ts';

export interface Automaton {
  /** UTF-16 units to classes, from 1. */
  readonly classes: ReadonlyMap<number, number>;
  /** By word. */
  readonly lengths: Int32Array;
  readonly edges: Edges;
  /** For each state the first word that ends there, and for each word the next one that is the same text; from 1, and 0 is none. */
  readonly wordAt: Int32Array;
  readonly sameWord: Int32Array;
  /** For each state, the nearest state along failure links where a word ends; 0, where none ends, without one. */
  readonly output: Int32Array;
}

/** Units or states between two steps: each takes a fraction of a microsecond. */
const STEP = 4_096;

/** A millisecond or so with each step. */
export function* buildAutomaton(words: readonly string[], ignoreCase: boolean): Generator<void, Automaton> {
  const texts: string[] = [];
  const classes = new Map<number, number>();
  const lengths = new Int32Array(words.length);
  let units = 0;
  let sinceStep = 0;
  for (const [word, given] of words.entries()) {
    const text = ignoreCase ? foldText(given) : given;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (!classes.has(unit)) classes.set(unit, classes.size + 1);
    }
    texts.push(text);
    lengths[word] = text.length;
    units += text.length;
    sinceStep += text.length + 1;
    if (sinceStep < STEP) continue;
    sinceStep = 0;
    yield;
  }
  const edges = new Edges(units + 1, classes.size + 1);
  const endOf = yield* enter(texts, classes, edges);
  yield* edges.link();
  const wordAt = new Int32Array(edges.states);
  const sameWord = new Int32Array(words.length + 1);
  const last = new Map<number, number>();
  for (let word = 1; word <= words.length; word++) {
    const state = endOf[word - 1]!;
    if (state === 0) continue;
    if (wordAt[state] === 0) wordAt[state] = word;
    else {
      sameWord[last.get(state) ?? wordAt[state]!] = word;
      last.set(state, word);
    }
    if (word % STEP === 0) yield;
  }
  const output = new Int32Array(edges.states);
  for (let at = 1; at < edges.states; at++) {
    const state = edges.breadthFirst[at]!;
    output[state] = wordAt[state] === 0 ? output[edges.failure[state]!]! : state;
    if (at % STEP === 0) yield;
  }
  edges.breadthFirst = new Int32Array(0);
  return { classes, lengths, edges, wordAt, sameWord, output };
}

/** The state where each word ends; 0 for an empty one. */
function* enter(
  texts: readonly string[],
  classes: ReadonlyMap<number, number>,
  edges: Edges,
): Generator<void, Int32Array> {
  const endOf = new Int32Array(texts.length);
  let sinceStep = 0;
  for (const [word, text] of texts.entries()) {
    let state = 0;
    for (let i = 0; i < text.length; i++) state = edges.childOrNew(state, classes.get(text.charCodeAt(i)) ?? 0);
    endOf[word] = state;
    sinceStep += text.length + 1;
    if (sinceStep < STEP) continue;
    sinceStep = 0;
    yield;
  }
  return endOf;
}

/** Transitions: a full table where that fits, else the trie's own edges in a hash table, with failure links followed as needed. */
export class Edges {
  states = 1;
  failure = new Int32Array(0);
  /** States by depth, while the automaton is built. */
  breadthFirst = new Int32Array(0);
  readonly #classCount: number;
  #dense: Int32Array | null = null;
  /** Each state's parent and the class that leads to it from there. */
  readonly #parent: Int32Array;
  readonly #classOf: Int32Array;
  /** States by hash of these two; 0 is an empty place. */
  #table: Int32Array;
  #mask: number;
  /** Each state's children as a list. */
  #firstChild: Int32Array;
  #nextSibling: Int32Array;

  constructor(statesMax: number, classCount: number) {
    this.#classCount = classCount;
    this.#parent = new Int32Array(statesMax);
    this.#classOf = new Int32Array(statesMax);
    this.#firstChild = new Int32Array(statesMax);
    this.#nextSibling = new Int32Array(statesMax);
    this.#mask = 2 ** Math.ceil(Math.log2(statesMax * 2)) - 1;
    this.#table = new Int32Array(this.#mask + 1);
  }

  childOrNew(state: number, unitClass: number): number {
    let place = this.#place(state, unitClass);
    for (let child = this.#table[place]!; child !== 0; child = this.#table[place]!) {
      if (this.#parent[child] === state && this.#classOf[child] === unitClass) return child;
      place = (place + 1) & this.#mask;
    }
    const added = this.states++;
    this.#table[place] = added;
    this.#parent[added] = state;
    this.#classOf[added] = unitClass;
    this.#nextSibling[added] = this.#firstChild[state]!;
    this.#firstChild[state] = added;
    return added;
  }

  /** Sets all failure links, and the full table where it fits. Called once, after the last `childOrNew`. */
  *link(): Generator<void> {
    const { states } = this;
    const classCount = this.#classCount;
    const failure = new Int32Array(states);
    const order = new Int32Array(states);
    const dense = states * classCount <= MAX_DENSE_CELLS ? new Int32Array(states * classCount) : null;
    this.failure = failure;
    this.#dense = dense;
    let found = 1;
    for (let at = 0; at < found; at++) {
      const state = order[at]!;
      const fallback = failure[state]!;
      // The row of a state that is less deep is complete (B1).
      if (dense !== null && state > 0) {
        dense.copyWithin(state * classCount, fallback * classCount, (fallback + 1) * classCount);
      }
      for (let child = this.#firstChild[state]!; child !== 0; child = this.#nextSibling[child]!) {
        const unitClass = this.#classOf[child]!;
        failure[child] = state === 0 ? 0 : this.next(fallback, unitClass);
        if (dense !== null) dense[state * classCount + unitClass] = child;
        order[found++] = child;
      }
      if (at % STEP === 0) yield;
    }
    this.breadthFirst = order;
    this.#firstChild = new Int32Array(0);
    this.#nextSibling = new Int32Array(0);
    if (dense !== null) this.#table = new Int32Array(0);
  }

  next(state: number, unitClass: number): number {
    if (this.#dense !== null) return this.#dense[state * this.#classCount + unitClass]!;
    if (unitClass === 0) return 0;
    for (let at = state; ; at = this.failure[at]!) {
      const child = this.#childOf(at, unitClass);
      if (child !== 0 || at === 0) return child;
    }
  }

  /** 0 where there is none. */
  #childOf(state: number, unitClass: number): number {
    for (let place = this.#place(state, unitClass); ; place = (place + 1) & this.#mask) {
      const child = this.#table[place]!;
      if (child === 0 || (this.#parent[child] === state && this.#classOf[child] === unitClass)) return child;
    }
  }

  #place(state: number, unitClass: number): number {
    const hash = Math.imul(state, 0x9e3779b1) ^ Math.imul(unitClass, 0x85ebca6b);
    return (hash ^ (hash >>> 15)) & this.#mask;
  }
}
