/**
 * Hashes of one length, one after the other in memory, with multi-index hashing (Norouzi et al. 2012) over chunks of 16 bits where there
 * are many. Chunk i may differ by tᵢ bits, Σ(tᵢ + 1) = d + 1: if every chunk differed by more, the hashes would differ by more than d. So
 * all hashes that have some chunk within tᵢ of the input's are compared in full (the general pigeonhole principle, Qin et al. 2018).
 * Where that is no less work than comparing all of them, all are: the answer is the same.
 */
import { bitCount } from '../../near/simhash.ts';

export const CHUNK_BITS = 16;
const CHUNK_VALUES = 1 << CHUNK_BITS;
/** Fewer hashes than this are compared one by one, which takes some 20 µs; an index takes megabytes. */
const INDEX_FROM = 4_096;
/** Above three bits a chunk there are 2,500 probes a chunk: comparing is quicker. */
const CHUNK_RADIUS_MAX = 3;
/** What following a chunk's list costs beside comparing hashes that lie in a row: they are anywhere in memory. */
const SCATTERED_COST = 4;
const NONE = -1;

/** Hashes in one array: a table grows by so many, and never moves what it has. */
const SEGMENT_SHIFT = 14;
const SEGMENT = 1 << SEGMENT_SHIFT;
/** Hashes that one addition enters into the index at most, where it is behind. */
const ENTERED_AT_ONCE = 64;
/** Values that one change moves into the table that is to replace this one: a few milliseconds. */
const MOVED_AT_ONCE = 4_096;

/** For one chunk: hashes by its value, as linked lists. */
interface ChunkIndex {
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly next: Int32Array[];
}

/** The table without what is gone, while it is made. */
interface Replacement {
  readonly table: HashTable;
  /** What is left out, and of that what has come back. */
  readonly without: ReadonlySet<string>;
  readonly back: Set<string>;
  /** Values looked at. */
  moved: number;
}

export class HashTable {
  readonly #bits: number;
  readonly #chunks: number;
  readonly #wordsEach: number;
  #maxDistance: number;
  /** By hash number. */
  #values: string[] = [];
  #words: Int32Array[] = [];
  /** Values that are gone; their hashes stay until they are the larger part. */
  #gone = new Set<string>();
  #replacement: Replacement | null = null;
  /** Of the first `#indexed` hashes. */
  #index: readonly ChunkIndex[] | null = null;
  #indexed = 0;
  /** For each chunk, what it may differ by; null where comparing all is quicker whatever there is. */
  #masks: readonly Uint16Array[] | null;
  readonly #query: Int32Array;

  constructor(bits: number, maxDistance: number) {
    this.#bits = bits;
    this.#chunks = bits / CHUNK_BITS;
    this.#wordsEach = Math.ceil(this.#chunks / 2);
    this.#maxDistance = maxDistance;
    this.#masks = masksFor(this.#chunks, maxDistance);
    this.#query = new Int32Array(this.#wordsEach);
  }

  /** The distance of look-ups from now on: nothing that is stored depends on it. */
  describe(maxDistance: number): void {
    this.#maxDistance = maxDistance;
    this.#masks = masksFor(this.#chunks, maxDistance);
  }

  /** `hex` is not in the table, or was deleted. */
  add(hex: string): void {
    if (this.#gone.delete(hex)) return;
    const replacement = this.#replacement;
    if (replacement?.without.has(hex) !== true) this.#push(hex);
    else if (!replacement.back.has(hex)) {
      replacement.back.add(hex);
      replacement.table.#push(hex);
    }
  }

  delete(hex: string): void {
    this.#gone.add(hex);
  }

  /** Where what is gone is the larger part: a bit of the table without it. */
  settle(): void {
    if (this.#replacement === null) {
      if (this.#gone.size * 2 <= this.#values.length) return;
      const table = new HashTable(this.#bits, this.#maxDistance);
      this.#replacement = { table, without: this.#gone, back: new Set(), moved: 0 };
      this.#gone = new Set();
    }
    this.#move(this.#replacement);
  }

  *settling(): Generator<void> {
    for (this.settle(); this.#replacement !== null; this.settle()) yield;
  }

  #move(replacement: Replacement): void {
    const { table, without } = replacement;
    const end = Math.min(this.#values.length, replacement.moved + MOVED_AT_ONCE);
    for (; replacement.moved < end; replacement.moved++) {
      const value = this.#values[replacement.moved]!;
      if (!without.has(value)) table.#push(value);
    }
    if (end < this.#values.length) return;
    this.#values = table.#values;
    this.#words = table.#words;
    this.#index = table.#index;
    this.#indexed = table.#indexed;
    this.#replacement = null;
  }

  #push(hex: string): void {
    const number = this.#values.push(hex) - 1;
    const within = number % SEGMENT;
    if (within === 0) this.#words.push(new Int32Array(SEGMENT * this.#wordsEach));
    readHex(hex, this.#words.at(-1)!, within * this.#wordsEach, this.#wordsEach);
    if (number + 1 >= INDEX_FROM) this.#enterUpTo(Math.min(number + 1, this.#indexed + ENTERED_AT_ONCE));
  }

  /** The value within the distance that is nearest, of equally near ones the smallest, of those that `isLive`. */
  nearest(hex: string, isLive: (value: string) => boolean): string | null {
    readHex(hex, this.#query, 0, this.#wordsEach);
    const search = new Search(this.#query, this.#words, this.#values, this.#maxDistance, isLive);
    const index = this.#indexed === this.#values.length ? this.#index : null;
    if (index === null || this.#masks === null || !this.#isWorthwhile(index, this.#masks)) {
      for (let number = 0; number < this.#values.length; number++) search.consider(number);
      return search.best;
    }
    for (let chunk = 0; chunk < this.#chunks; chunk++) {
      const { first, next } = index[chunk]!;
      const value = chunkOf(this.#query, 0, chunk);
      for (const mask of this.#masks[chunk]!) {
        let number = first[value ^ mask]!;
        for (; number !== NONE; number = next[number >> SEGMENT_SHIFT]![number % SEGMENT]!) search.consider(number);
      }
    }
    return search.best;
  }

  /** Hashes may share chunks, as those of plain images do. */
  #isWorthwhile(index: readonly ChunkIndex[], masks: readonly Uint16Array[]): boolean {
    let candidates = 0;
    for (let chunk = 0; chunk < this.#chunks; chunk++) {
      const { count } = index[chunk]!;
      const value = chunkOf(this.#query, 0, chunk);
      for (const mask of masks[chunk]!) candidates += count[value ^ mask]!;
      if (candidates * SCATTERED_COST > this.#values.length) return false;
    }
    return true;
  }

  #enterUpTo(end: number): void {
    this.#index ??= Array.from({ length: this.#chunks }, () => ({
      first: new Int32Array(CHUNK_VALUES).fill(NONE),
      count: new Int32Array(CHUNK_VALUES),
      next: [],
    }));
    for (; this.#indexed < end; this.#indexed++) this.#enter(this.#index, this.#indexed);
  }

  #enter(index: readonly ChunkIndex[], number: number): void {
    const [segment, within] = [number >> SEGMENT_SHIFT, number % SEGMENT];
    const words = this.#words[segment]!;
    for (let chunk = 0; chunk < this.#chunks; chunk++) {
      const { first, count, next } = index[chunk]!;
      if (within === 0) next.push(new Int32Array(SEGMENT));
      const value = chunkOf(words, within * this.#wordsEach, chunk);
      next[segment]![within] = first[value]!;
      first[value] = number;
      count[value]!++;
    }
  }
}

/** One look-up. */
class Search {
  best: string | null = null;
  #bestDistance: number;
  readonly #query: Int32Array;
  readonly #words: readonly Int32Array[];
  readonly #values: readonly string[];
  readonly #isLive: (value: string) => boolean;

  constructor(
    query: Int32Array,
    words: readonly Int32Array[],
    values: readonly string[],
    maxDistance: number,
    isLive: (value: string) => boolean,
  ) {
    this.#query = query;
    this.#words = words;
    this.#values = values;
    this.#bestDistance = maxDistance;
    this.#isLive = isLive;
  }

  consider(number: number): void {
    const query = this.#query;
    const words = this.#words[number >> SEGMENT_SHIFT]!;
    const at = (number % SEGMENT) * query.length;
    const most = this.#bestDistance;
    let apart = 0;
    for (let i = 0; i < query.length; i++) {
      apart += bitCount(query[i]! ^ words[at + i]!);
      if (apart > most) return;
    }
    const value = this.#values[number]!;
    if (apart === most && this.best !== null && value >= this.best) return;
    if (!this.#isLive(value)) return;
    this.best = value;
    this.#bestDistance = apart;
  }
}

function chunkOf(words: Int32Array, at: number, chunk: number): number {
  return (words[at + (chunk >> 1)]! >>> ((chunk & 1) * CHUNK_BITS)) & 0xffff;
}

/** Eight digits a word; where the last has four, its upper half is 0 in every hash. */
function readHex(hex: string, words: Int32Array, at: number, count: number): void {
  for (let i = 0; i < count; i++) {
    let word = 0;
    const end = Math.min(hex.length, i * 8 + 8);
    for (let j = i * 8; j < end; j++) {
      const code = hex.charCodeAt(j);
      word = (word << 4) | (code <= 57 ? code - 48 : code - 87);
    }
    words[at + i] = word;
  }
}

/** What each chunk may differ by: the distance shared out evenly. A chunk may have no radius at all, and is not looked at then. */
function masksFor(chunks: number, maxDistance: number): readonly Uint16Array[] | null {
  const shares = maxDistance + 1;
  const masks = Array.from({ length: chunks }, (_, chunk) => {
    const radius = Math.floor(shares / chunks) + (chunk < shares % chunks ? 1 : 0) - 1;
    return radius > CHUNK_RADIUS_MAX ? null : Uint16Array.from(radius < 0 ? [] : masksUpTo(radius));
  });
  return masks.every((mask) => mask !== null) ? masks : null;
}

/** All 16-bit masks with at most `radius` bits. */
function* masksUpTo(radius: number, mask = 0, from = 0): Generator<number> {
  yield mask;
  if (radius === 0) return;
  for (let bit = from; bit < CHUNK_BITS; bit++) yield* masksUpTo(radius - 1, mask | (1 << bit), bit + 1);
}
