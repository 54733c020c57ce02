/**
 * Clusters of texts that are nearly the same: MinHash finds candidates (Broder 1997; bands as in Leskovec, Rajaraman and Ullman,
 * ch. 3), and every one is verified by its true similarity.
 *
 * - N1 Two texts are in one cluster only through a chain of texts, each at least as similar to the next as asked for.
 * - N2 Two texts exactly as similar as asked for are missed with a probability of at most `MISS_MAX`, more similar ones with less.
 */
import { DisjointSets } from '../core/disjoint-sets.ts';
import { NetworksError } from '../core/errors.ts';
import { commonWords, type Documents, documentsOf } from './documents.ts';
import { mix } from './hash.ts';
import { MAX_PAIRS_PER_BUCKET, MIN_JACCARD, MIN_WORDS, MISS_MAX } from './limits.ts';

export interface NearDuplicateOptions {
  /** Least similarity of two sets of words, above 0 and up to 1. */
  readonly similarity?: number;
  /** Of sets A and B: `|A ∩ B| / |A ∪ B|`, or `|A ∩ B| / √(|A| |B|)`. */
  readonly measure?: 'jaccard' | 'cosine';
  /** Texts of fewer words are only the same as equal ones. */
  readonly minWords?: number;
}

export interface NearDuplicates {
  /** Cluster of each text, numbered in order of their first text. */
  readonly of: Uint32Array;
  readonly clusters: number;
  /** Pairs of candidates that were not compared, since too many texts looked alike to MinHash; 0 but for texts made to. */
  readonly unverified: number;
}

export function nearDuplicates(texts: readonly string[], options: NearDuplicateOptions = {}): NearDuplicates {
  const { similarity = 0.8, measure = 'jaccard', minWords = MIN_WORDS } = options;
  if (!(similarity > 0 && similarity <= 1)) throw new NetworksError('the similarity must be above 0 and at most 1');
  if (!Number.isInteger(minWords) || minWords < 1) throw new NetworksError('minWords must be a whole number from 1 on');
  // Sets of words with a cosine of c have a Jaccard similarity of c² at least.
  const jaccard = measure === 'jaccard' ? similarity : similarity ** 2;
  if (jaccard < MIN_JACCARD)
    throw new NetworksError(`texts with a similarity of ${similarity} are not nearly the same`);
  const documents = documentsOf(texts, minWords);
  const sets = new DisjointSets(documents.count);
  const bands = bandsFor(jaccard);
  const hash = documents.word.map((number) => mix(number + 1));
  const table = new TableOfLast(documents.count);
  let unverified = 0;
  for (let band = 0; band < bands.count; band++) {
    unverified += joinBand(documents, hash, table, band, bands.rows, sets, (a, b) =>
      isNear(documents, a, b, similarity, measure),
    );
  }
  const { of, sets: clusters } = sets.numbers();
  // Documents are numbered in order of their first texts, and so are sets in order of their first documents.
  return { of: documents.of.map((document) => of[document]!), clusters, unverified };
}

/** Bands of that many hashes each, so that at the similarity asked for at most `MISS_MAX` of pairs agree in none. */
export function bandsFor(jaccard: number): { readonly rows: number; readonly count: number } {
  if (jaccard === 1) return { rows: 4, count: 1 };
  // About a third of pairs at the threshold agree in a band: fewer rows mean more candidates, more rows more hashes.
  const rows = Math.min(8, Math.max(2, Math.round(Math.log(1 / 3) / Math.log(jaccard))));
  return { rows, count: Math.ceil(Math.log(MISS_MAX) / Math.log(1 - jaccard ** rows)) };
}

function isNear(
  documents: Documents,
  a: number,
  b: number,
  similarity: number,
  measure: 'jaccard' | 'cosine',
): boolean {
  const sizeA = documents.start[a + 1]! - documents.start[a]!;
  const sizeB = documents.start[b + 1]! - documents.start[b]!;
  const [small, large] = sizeA < sizeB ? [sizeA, sizeB] : [sizeB, sizeA];
  // Most that it can be, if one is part of the other.
  const most = measure === 'jaccard' ? small / large : Math.sqrt(small / large);
  if (most < similarity - ROUNDING) return false;
  const common = commonWords(documents, a, b);
  const is = measure === 'jaccard' ? common / (sizeA + sizeB - common) : common / Math.sqrt(sizeA * sizeB);
  return is >= similarity - ROUNDING;
}

/** A cosine of 1 may come out a little below. */
const ROUNDING = 1e-12;

/** Joins documents that agree in all hashes of a band, where `isNear` says so. Returns pairs that were not looked at. */
function joinBand(
  { count, start }: Documents,
  hash: Uint32Array,
  table: TableOfLast,
  band: number,
  rows: number,
  sets: DisjointSets,
  isNear: (a: number, b: number) => boolean,
): number {
  const seeds = Uint32Array.from({ length: rows }, (_, row) => mix(band * rows + row + 1));
  /** The document before in the same bucket, plus 1. */
  const before = new Uint32Array(count);
  /** The nearest one before that is in another set, plus 1: those between need no look, since sets only grow. */
  const otherSet = new Uint32Array(count);
  const compared = new Map<number, number>();
  let unverified = 0;
  for (let document = 0; document < count; document++) {
    const [begin, end] = [start[document]!, start[document + 1]!];
    if (begin === end) continue;
    const key = bandKey(hash, begin, end, seeds);
    const bucket = table.slot(key, band);
    before[document] = table.last[bucket]!;
    table.last[bucket] = document + 1;
    let pairs = compared.get(bucket) ?? 0;
    for (let next = before[document]!; next > 0; ) {
      const other = next - 1;
      if (sets.find(other) === sets.find(document)) {
        next = otherSet[other]!;
        continue;
      }
      if (++pairs > MAX_PAIRS_PER_BUCKET) unverified++;
      else if (isNear(document, other)) {
        sets.join(document, other);
        continue;
      }
      next = before[other]!;
    }
    const last = before[document]!;
    otherSet[document] = last > 0 && sets.find(last - 1) === sets.find(document) ? otherSet[last - 1]! : last;
    if (pairs > 0) compared.set(bucket, pairs);
  }
  return unverified;
}

/** One multiplication of a mixed hash: as good as random for the smallest of few values, and several times as fast as `mix`. */
function bandKey(hash: Uint32Array, begin: number, end: number, seeds: Uint32Array): number {
  let key = 0;
  for (let row = 0; row < seeds.length; row++) {
    const seed = seeds[row]!;
    const factor = seed | 1;
    // Signed numbers have an order too, and a comparison of them is one instruction.
    let least = 0x7f_ff_ff_ff;
    for (let i = begin; i < end; i++) {
      const value = Math.imul(hash[i]! ^ seed, factor);
      if (value < least) least = value;
    }
    key = mix(key ^ (least + row));
  }
  return key;
}

/** The last document by key, for one band after the other. Open addressing, half full at most. */
class TableOfLast {
  readonly last: Uint32Array;
  readonly #key: Uint32Array;
  /** The band that a slot was last used for, plus 1: what earlier ones left counts as empty. */
  readonly #band: Uint32Array;
  readonly #mask: number;

  constructor(count: number) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(2, count * 2)));
    this.last = new Uint32Array(size);
    this.#key = new Uint32Array(size);
    this.#band = new Uint32Array(size);
    this.#mask = size - 1;
  }

  slot(key: number, band: number): number {
    let at = key & this.#mask;
    while (this.#band[at] === band + 1) {
      if (this.#key[at] === key) return at;
      at = (at + 1) & this.#mask;
    }
    this.#band[at] = band + 1;
    this.#key[at] = key;
    this.last[at] = 0;
    return at;
  }
}
