/**
 * Many words looked for in one pass over a text (Aho and Corasick, CACM 1975), over UTF-16 units. The time does not depend on
 * the number of words.
 */
import { type Automaton, buildAutomaton, type Edges } from './aho-corasick-build.ts';
import { isWordBoundary } from './boundary.ts';
import { foldUnit } from './fold.ts';

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

const PAGE = 256;

export class AhoCorasick {
  readonly #options: AhoCorasickOptions;
  readonly #lengths: Int32Array;
  readonly #classes: ReadonlyMap<number, number>;
  readonly #pages: (Uint16Array | undefined)[] = [];
  readonly #edges: Edges;
  readonly #failure: Int32Array;
  readonly #wordAt: Int32Array;
  readonly #sameWord: Int32Array;
  readonly #output: Int32Array;

  /** Words may repeat; an empty word is never found. `automaton` is that of `building`. */
  constructor(
    words: readonly string[],
    options: AhoCorasickOptions = {},
    automaton: Automaton = complete(buildAutomaton(words, options.ignoreCase === true)),
  ) {
    this.#options = options;
    this.#classes = automaton.classes;
    this.#lengths = automaton.lengths;
    this.#edges = automaton.edges;
    this.#failure = automaton.edges.failure;
    this.#wordAt = automaton.wordAt;
    this.#sameWord = automaton.sameWord;
    this.#output = automaton.output;
  }

  /** As the constructor, a millisecond or so with each step: lists of words may be long. */
  static *building(words: readonly string[], options: AhoCorasickOptions = {}): Generator<void, AhoCorasick> {
    return new AhoCorasick(words, options, yield* buildAutomaton(words, options.ignoreCase === true));
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
      for (let at = this.#output[state]!; at !== 0; at = this.#output[this.#failure[at]!]!) {
        for (let word = this.#wordAt[at]!; word !== 0; word = this.#sameWord[word]!) {
          const start = i + 1 - this.#lengths[word - 1]!;
          if (boundary && !(isWordBoundary(text, start) && isWordBoundary(text, i + 1))) continue;
          if (visit({ word: word - 1, start, end: i + 1 })) return;
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

function complete<T>(steps: Generator<void, T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}
