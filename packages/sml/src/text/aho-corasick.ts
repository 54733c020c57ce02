/**
 * Many words looked for in one pass over a text (Aho and Corasick, CACM 1975), over UTF-16 units. The time does not depend on
 * the number of words.
 *
 * A1: state 0 is the root; states are numbered breadth first, so a failure link points to a smaller number.
 * A2: class 0 holds every unit that is in no word; it leads to the root from everywhere.
 */
import { isWordBoundary } from './boundary.ts';
import { foldText, foldUnit } from './fold.ts';
import { MAX_DENSE_CELLS } from './limits.ts';

export interface AhoCorasickOptions {
  /** Compare by `foldText`, under which all letters that ignoring case makes equal are one. */
  readonly ignoreCase?: boolean;
  /** Only whole words: Python's `\b` on both sides. */
  readonly wordBoundary?: boolean;
}

/** A found word: its number in the list it was built from, and its place in UTF-16 offsets. */
export interface WordMatch {
  readonly word: number;
  readonly start: number;
  readonly end: number;
}

const NONE = -1;
const PAGE = 256;

export class AhoCorasick {
  readonly #options: AhoCorasickOptions;
  readonly #lengths: readonly number[];
  readonly #classes: ReadonlyMap<number, number>;
  readonly #pages: (Uint16Array | undefined)[] = [];
  /** Children by state × class: the trie, by failure links complete where it is dense. */
  readonly #edges: Edges;
  readonly #failure: Int32Array;
  /** For each state, the first word that ends there, and for each word the next one that is the same text. */
  readonly #wordAt: Int32Array;
  readonly #sameWord: Int32Array;
  /** For each state, the nearest state along failure links where a word ends; NONE without one. */
  readonly #output: Int32Array;

  /** Words may repeat; an empty word is never found. `parts` are those of `building`. */
  constructor(
    words: readonly string[],
    options: AhoCorasickOptions = {},
    parts = complete(buildParts(words, options)),
  ) {
    const { classes, lengths, edges, states, ends } = parts;
    this.#options = options;
    this.#classes = classes;
    this.#lengths = lengths;
    this.#edges = edges;
    this.#failure = edges.failure;
    this.#wordAt = new Int32Array(states).fill(NONE);
    this.#sameWord = new Int32Array(lengths.length).fill(NONE);
    const last = new Map<number, number>();
    for (const [word, node] of ends) {
      const state = this.#edges.stateOf(node);
      const before = last.get(state);
      if (before === undefined) this.#wordAt[state] = word;
      else this.#sameWord[before] = word;
      last.set(state, word);
    }
    this.#output = this.#linkOutputs(states);
  }

  /** As the constructor, a few milliseconds with each step: for lists of words that would keep others waiting for seconds. */
  static *building(words: readonly string[], options: AhoCorasickOptions = {}): Generator<void, AhoCorasick> {
    return new AhoCorasick(words, options, yield* buildParts(words, options));
  }

  #linkOutputs(states: number): Int32Array {
    const output = new Int32Array(states).fill(NONE);
    for (let state = 1; state < states; state++) {
      const inherited = output[this.#failure[state] ?? 0] ?? NONE;
      output[state] = this.#wordAt[state] === NONE ? inherited : state;
    }
    return output;
  }

  /** Whether any word occurs. */
  has(text: string): boolean {
    let found = false;
    this.search(text, () => {
      found = true;
      return true;
    });
    return found;
  }

  /** Calls `visit` for every occurrence, in the order of their ends; stops where it returns true. */
  search(text: string, visit: (match: WordMatch) => boolean): void {
    const boundary = this.#options.wordBoundary === true;
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      state = this.#edges.next(state, this.#classOf(text.charCodeAt(i)));
      for (let at = this.#output[state] ?? NONE; at !== NONE; at = this.#output[this.#failure[at] ?? 0] ?? NONE) {
        for (let word = this.#wordAt[at] ?? NONE; word !== NONE; word = this.#sameWord[word] ?? NONE) {
          const start = i + 1 - (this.#lengths[word] ?? 0);
          if (boundary && !(isWordBoundary(text, start) && isWordBoundary(text, i + 1))) continue;
          if (visit({ word, start, end: i + 1 })) return;
        }
      }
    }
  }

  /** Sets `found[word]` to 1 for every word that occurs, and leaves the rest; how many occurrences it met. */
  mark(text: string, found: Uint8Array): number {
    let count = 0;
    this.search(text, ({ word }) => {
      found[word] = 1;
      count++;
      return false;
    });
    return count;
  }

  #classOf(unit: number): number {
    const page = this.#pages[unit >> 8] ?? this.#addPage(unit >> 8);
    return page[unit & (PAGE - 1)] ?? 0;
  }

  #addPage(number: number): Uint16Array {
    const page = new Uint16Array(PAGE);
    const fold = this.#options.ignoreCase === true;
    for (let i = 0; i < PAGE; i++) {
      const unit = number * PAGE + i;
      page[i] = this.#classes.get(fold ? foldUnit(unit) : unit) ?? 0;
    }
    this.#pages[number] = page;
    return page;
  }
}

interface Trie {
  /** Children by class, for each node. */
  readonly children: readonly ReadonlyMap<number, number>[];
  /** Each word's number and the node where it ends. */
  readonly ends: readonly (readonly [number, number])[];
}

interface Parts {
  readonly classes: ReadonlyMap<number, number>;
  readonly lengths: readonly number[];
  readonly edges: Edges;
  readonly states: number;
  readonly ends: Trie['ends'];
}

/** Words, nodes or states between two steps: each takes a few microseconds. */
const STEP = 1024;

function* buildParts(words: readonly string[], { ignoreCase }: AhoCorasickOptions): Generator<void, Parts> {
  const classes = new Map<number, number>();
  const texts: string[] = [];
  for (const word of words) {
    const text = ignoreCase === true ? foldText(word) : word;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (!classes.has(unit)) classes.set(unit, classes.size + 1);
    }
    if (texts.push(text) % STEP === 0) yield;
  }
  const trie = yield* buildTrie(texts, classes);
  const order = yield* breadthFirst(trie);
  const edges = new Edges(order.length, classes.size + 1);
  yield* edges.fill(trie, order);
  return { classes, lengths: texts.map((text) => text.length), edges, states: order.length, ends: trie.ends };
}

function complete<T>(steps: Generator<void, T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

function* buildTrie(words: readonly string[], classes: ReadonlyMap<number, number>): Generator<void, Trie> {
  const children: Map<number, number>[] = [new Map()];
  const ends: [number, number][] = [];
  for (const [number, word] of words.entries()) {
    if (number % STEP === STEP - 1) yield;
    if (word === '') continue;
    let node = 0;
    for (let i = 0; i < word.length; i++) {
      const unitClass = classes.get(word.charCodeAt(i)) ?? 0;
      let child = children[node]?.get(unitClass);
      if (child === undefined) {
        child = children.push(new Map()) - 1;
        children[node]?.set(unitClass, child);
      }
      node = child;
    }
    ends.push([number, node]);
  }
  return { children, ends };
}

function* breadthFirst({ children }: Trie): Generator<void, number[]> {
  const order = [0];
  for (const [visited, node] of order.entries()) {
    order.push(...(children[node]?.values() ?? []));
    if (visited % (STEP * 16) === 0) yield;
  }
  return order;
}

/** Transitions: a full table where that fits, else the trie's own edges with failure links followed as needed. */
class Edges {
  readonly failure: Int32Array;
  readonly #states: Int32Array;
  readonly #classCount: number;
  readonly #dense: Int32Array | null;
  readonly #sparse: ReadonlyMap<number, number>[] = [];

  constructor(states: number, classCount: number) {
    this.#classCount = classCount;
    this.#states = new Int32Array(states);
    this.failure = new Int32Array(states);
    this.#dense = states * classCount <= MAX_DENSE_CELLS ? new Int32Array(states * classCount) : null;
  }

  /** Called once, before anything else. */
  *fill(trie: Trie, order: readonly number[]): Generator<void> {
    for (const [state, node] of order.entries()) this.#states[node] = state;
    for (const [state, node] of order.entries()) {
      this.#sparse.push(this.#renumber(trie.children[node] ?? new Map()));
      if (state % STEP === 0) yield;
    }
    for (const state of order.keys()) {
      this.#link(state);
      if (state % STEP === 0) yield;
    }
  }

  stateOf(node: number): number {
    return this.#states[node] ?? 0;
  }

  #renumber(children: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
    return new Map([...children].map(([unitClass, node]) => [unitClass, this.stateOf(node)]));
  }

  /** Sets the failure links of a state's children, and its row; its own link is set, as its parent came before (A1). */
  #link(state: number): void {
    const fallback = this.failure[state] ?? 0;
    if (this.#dense !== null && state > 0) {
      const from = fallback * this.#classCount;
      this.#dense.copyWithin(state * this.#classCount, from, from + this.#classCount);
    }
    for (const [unitClass, child] of this.#sparse[state] ?? []) {
      this.failure[child] = state === 0 ? 0 : this.next(fallback, unitClass);
      if (this.#dense !== null) this.#dense[state * this.#classCount + unitClass] = child;
    }
  }

  next(state: number, unitClass: number): number {
    if (this.#dense !== null) return this.#dense[state * this.#classCount + unitClass] ?? 0;
    if (unitClass === 0) return 0;
    for (let at = state; ; at = this.failure[at] ?? 0) {
      const child = this.#sparse[at]?.get(unitClass);
      if (child !== undefined || at === 0) return child ?? 0;
    }
  }
}
