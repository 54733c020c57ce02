/**
 * Finds which of many sets of literals occur in a text, in one pass over it: an Aho-Corasick automaton over folded text, as a
 * dense table. Texts are folded unit by unit on the way (`foldUnit`), literals are given folded.
 */
import { foldUnit } from '../text/fold.ts';
import { limits } from './limits.ts';

export class LiteralScanner {
  /** Class of a UTF-16 unit, folded: 0 for units in no literal, `UNKNOWN` until asked. */
  readonly #classes: Uint16Array;
  readonly #classOf: ReadonlyMap<number, number>;
  readonly #stride: number;
  /** Next state by state and class; states are premultiplied by the stride. */
  readonly #next: Int32Array;
  /** Sets found at a state: offset into `#masks`, 0 for none. */
  readonly #found: Int32Array;
  readonly #masks: Int32Array;
  readonly #words: number;
  readonly #result: Int32Array;

  private constructor(trie: Trie, setCount: number) {
    this.#classOf = trie.classOf;
    this.#stride = trie.classOf.size + 1;
    this.#words = Math.ceil(setCount / 32);
    this.#result = new Int32Array(this.#words);
    this.#classes = new Uint16Array(0x10000).fill(UNKNOWN);
    const { next, found, masks } = link(trie, this.#stride, this.#words);
    this.#next = next;
    this.#found = found;
    this.#masks = masks;
  }

  /** A scanner for sets of folded literals; null where its table would be too large. */
  static create(sets: readonly (readonly string[])[]): LiteralScanner | null {
    const trie = new Trie();
    sets.forEach((literals, set) => {
      for (const literal of literals) trie.add(literal, set);
    });
    const cells = trie.children.length * (trie.classOf.size + 1);
    return cells > limits.scannerCells ? null : new LiteralScanner(trie, sets.length);
  }

  /** One bit per set: bit `set % 32` of word `set / 32`. The same array every time: it holds until the next scan. */
  scan(text: string): Int32Array {
    const result = this.#result.fill(0);
    const classes = this.#classes;
    const next = this.#next;
    const found = this.#found;
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      let unitClass = classes[unit] ?? UNKNOWN;
      if (unitClass === UNKNOWN) {
        unitClass = this.#classOf.get(foldUnit(unit)) ?? 0;
        classes[unit] = unitClass;
      }
      state = next[state + unitClass] ?? 0;
      const at = found[state] ?? 0;
      if (at !== 0) for (let word = 0; word < this.#words; word++) result[word]! |= this.#masks[at + word] ?? 0;
    }
    return result;
  }
}

const UNKNOWN = 0xffff;

class Trie {
  readonly classOf = new Map<number, number>();
  readonly children: Map<number, number>[] = [new Map()];
  readonly sets: number[][] = [[]];

  add(literal: string, set: number): void {
    let state = 0;
    for (let i = 0; i < literal.length; i++) {
      const unit = literal.charCodeAt(i);
      let unitClass = this.classOf.get(unit);
      if (unitClass === undefined) {
        unitClass = this.classOf.size + 1;
        this.classOf.set(unit, unitClass);
      }
      let child = this.children[state]?.get(unitClass);
      if (child === undefined) {
        child = this.children.length;
        this.children.push(new Map());
        this.sets.push([]);
        this.children[state]?.set(unitClass, child);
      }
      state = child;
    }
    this.sets[state]?.push(set);
  }
}

/** The automaton: a missing child continues where the longest proper suffix does. Breadth first, so suffixes come before. */
function link(
  { children, sets }: Trie,
  stride: number,
  words: number,
): { readonly next: Int32Array; readonly found: Int32Array; readonly masks: Int32Array } {
  const count = children.length;
  const next = new Int32Array(count * stride);
  const suffix = new Int32Array(count);
  const state = Array.from({ length: count }, () => new Int32Array(words));
  const queue = [0];
  for (const at of queue) {
    const own = state[at]!;
    for (const set of sets[at] ?? []) own[set >> 5]! |= 1 << (set & 31);
    const behind = suffix[at] ?? 0;
    if (at !== 0) for (let word = 0; word < words; word++) own[word]! |= state[behind]![word]!;
    for (let unitClass = 1; unitClass < stride; unitClass++) {
      const child = children[at]?.get(unitClass);
      const fallback = at === 0 ? 0 : (next[behind * stride + unitClass] ?? 0);
      if (child === undefined) next[at * stride + unitClass] = fallback;
      else {
        next[at * stride + unitClass] = child * stride;
        suffix[child] = fallback / stride;
        queue.push(child);
      }
    }
  }
  // Offset 0 stands for "nothing found", so the masks begin at 1.
  const masks = [0];
  const found = new Int32Array(count * stride);
  state.forEach((own, at) => {
    if (!own.some((bits) => bits !== 0)) return;
    found[at * stride] = masks.length;
    masks.push(...own);
  });
  return { next, found, masks: Int32Array.from(masks) };
}
