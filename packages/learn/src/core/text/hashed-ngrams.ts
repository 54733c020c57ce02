/**
 * N-grams of words and characters, hashed into a fixed number of columns (Weinberger et al., "Feature Hashing for Large Scale Multitask
 * Learning", 2009): no vocabulary to keep, and a word never seen before has its column too.
 */
import { SparseBuilder, type SparseRows } from '../data/sparse.ts';
import { shapeOf } from './shape.ts';
import { asWritten, folded, type View } from './views.ts';

/** One family of features. Counts of each are weighed and scaled to length 1 by themselves. */
export type Block =
  | { readonly unit: 'word' | 'character'; readonly view: View; readonly from: number; readonly to: number }
  | { readonly unit: 'shape' };

export interface NgramOptions {
  readonly blocks: readonly Block[];
  /** There are 2^bits columns, in which the blocks lie one over the other under different hashes. */
  readonly bits: number;
}

export const DEFAULT_NGRAMS: NgramOptions = {
  blocks: [
    { view: 'written', unit: 'word', from: 1, to: 2 },
    { view: 'written', unit: 'character', from: 3, to: 5 },
    { view: 'folded', unit: 'word', from: 1, to: 1 },
    { view: 'folded', unit: 'character', from: 3, to: 4 },
    { unit: 'shape' },
  ],
  bits: 20,
};

const TOKENS = /[\p{L}\p{N}_]+(?:['’][\p{L}]+)*|\p{Extended_Pictographic}|[^\s\p{L}\p{N}_]+/gu;

/** Counts n-grams. Keeps scratch space, so one is for one thread. */
export class NgramCounter {
  readonly options: NgramOptions;
  readonly columns: number;
  /** Where in `#found` a column stands, for the text of this stamp. */
  readonly #stamps: Int32Array;
  readonly #places: Uint32Array;
  #stamp = 0;
  #found = new Uint32Array(4096);
  #counts = new Uint32Array(4096);
  #length = 0;

  constructor(options: NgramOptions) {
    this.options = options;
    this.columns = 2 ** options.bits;
    this.#stamps = new Int32Array(this.columns);
    this.#places = new Uint32Array(this.columns);
  }

  /** Calls `each` per block with its columns and how often each n-gram occurs, in the order of first occurrence. */
  count(text: string, each: (block: number, columns: Uint32Array, counts: Uint32Array) => void): void {
    const views = new Map<View, readonly string[]>();
    this.options.blocks.forEach((block, number) => {
      this.#begin();
      const seed = Math.imul(number + 1, 0x9e3779b1);
      if (block.unit === 'shape') for (const step of shapeOf(text)) this.#add(hashOf(step, seed));
      else {
        const words = views.get(block.view) ?? wordsOf(text, block.view);
        views.set(block.view, words);
        if (block.unit === 'word') this.#words(words, block, seed);
        else for (const word of words) this.#characters(word, block, seed);
      }
      each(number, this.#found.subarray(0, this.#length), this.#counts.subarray(0, this.#length));
    });
  }

  #begin(): void {
    this.#length = 0;
    if (++this.#stamp === 2 ** 31 - 1) {
      this.#stamps.fill(0);
      this.#stamp = 1;
    }
  }

  #words(words: readonly string[], { from, to }: { readonly from: number; readonly to: number }, seed: number): void {
    const hashes = words.map((word) => hashOf(word, seed));
    for (let start = 0; start < hashes.length; start++) {
      let hash = seed;
      for (let size = 1; size <= to && start + size <= hashes.length; size++) {
        hash = Math.imul(hash ^ hashes[start + size - 1]!, 0x01000193);
        if (size >= from) this.#add(mixed(hash + size));
      }
    }
  }

  /** Within the word and its two ends, so that `ass` of `class` is not `ass`. */
  #characters(word: string, { from, to }: { readonly from: number; readonly to: number }, seed: number): void {
    const length = word.length + 2;
    for (let start = 0; start <= length - from; start++) {
      let hash = seed;
      const end = Math.min(to, length - start);
      for (let size = 1; size <= end; size++) {
        const at = start + size - 1;
        const unit = at === 0 || at === length - 1 ? 32 : word.charCodeAt(at - 1);
        hash = Math.imul(hash ^ unit, 0x01000193);
        if (size >= from) this.#add(mixed(hash + size));
      }
    }
  }

  #add(hash: number): void {
    const column = hash & (this.columns - 1);
    if (this.#stamps[column] === this.#stamp) {
      this.#counts[this.#places[column]!]!++;
      return;
    }
    if (this.#length === this.#found.length) this.#grow();
    this.#stamps[column] = this.#stamp;
    this.#places[column] = this.#length;
    this.#found[this.#length] = column;
    this.#counts[this.#length++] = 1;
  }

  #grow(): void {
    const [found, counts] = [new Uint32Array(this.#length * 2), new Uint32Array(this.#length * 2)];
    found.set(this.#found);
    counts.set(this.#counts);
    [this.#found, this.#counts] = [found, counts];
  }
}

function wordsOf(text: string, view: View): readonly string[] {
  if (view === 'raw') return [text];
  const written = asWritten(text);
  return (view === 'written' ? written : folded(written)).match(TOKENS) ?? [];
}

function hashOf(text: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mixed(hash);
}

function mixed(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  return (h ^ (h >>> 15)) >>> 0;
}

/**
 * Counts as weights: 1 + ln(count), times how rare the n-gram is among the texts that were learned from, each block scaled to length 1
 * (Salton and Buckley 1988, `ltc`).
 */
export class NgramWeights {
  readonly #counter: NgramCounter;
  readonly rarity: Float32Array;

  constructor(options: NgramOptions, rarity: Float32Array) {
    this.#counter = new NgramCounter(options);
    this.rarity = rarity;
  }

  /** Learns how rare each n-gram is. */
  static fit(texts: readonly string[], options: NgramOptions): NgramWeights {
    const counter = new NgramCounter(options);
    const holding = new Uint32Array(counter.columns);
    for (const text of texts) {
      counter.count(text, (_, columns) => {
        for (const column of columns) holding[column]!++;
      });
    }
    const rarity = Float32Array.from(holding, (count) => Math.log((1 + texts.length) / (1 + count)) + 1);
    return new NgramWeights(options, rarity);
  }

  /** Calls `each` with the columns of a text and what they weigh; a column may come once per block. */
  weigh(text: string, each: (column: number, weight: number) => void): void {
    this.#counter.count(text, (_, columns, counts) => {
      let squares = 0;
      for (let i = 0; i < columns.length; i++) {
        const weight = (1 + Math.log(counts[i]!)) * this.rarity[columns[i]!]!;
        squares += weight * weight;
      }
      const scale = squares === 0 ? 0 : 1 / Math.sqrt(squares);
      for (let i = 0; i < columns.length; i++) {
        each(columns[i]!, (1 + Math.log(counts[i]!)) * this.rarity[columns[i]!]! * scale);
      }
    });
  }

  rows(texts: readonly string[]): SparseRows {
    const builder = new SparseBuilder(this.#counter.columns);
    for (const text of texts) {
      this.weigh(text, (column, weight) => builder.add(column, weight));
      builder.endRow();
    }
    return builder.finish();
  }
}
