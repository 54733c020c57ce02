/** The two tags that explain a note's status to readers (notes.md §2.11, rule 15). */
import type { Dataset } from '../data/dataset.ts';
import { HELPFUL_TAGS, NOT_HELPFUL_TAGS, type Tag } from '../data/tags.ts';

/** A tag has to be given by so many raters. */
const MIN_RATINGS = 2;

export interface TagCounts {
  /** By note and tag: `note * HELPFUL_TAGS.length + tag`. */
  readonly helpful: Int32Array;
  readonly notHelpful: Int32Array;
}

export function countTags({ notes, ratings }: Dataset, rows: Int32Array): TagCounts {
  const helpful = new Int32Array(notes.count * HELPFUL_TAGS.length);
  const notHelpful = new Int32Array(notes.count * NOT_HELPFUL_TAGS.length);
  for (const row of rows) {
    const note = ratings.note[row]!;
    addBits(helpful, note * HELPFUL_TAGS.length, ratings.helpfulTags[row]!);
    addBits(notHelpful, note * NOT_HELPFUL_TAGS.length, ratings.notHelpfulTags[row]!);
  }
  return { helpful, notHelpful };
}

function addBits(counts: Int32Array, offset: number, tags: number): void {
  for (let bits = tags; bits !== 0; bits &= bits - 1) counts[offset + (31 - Math.clz32(bits & -bits))]!++;
}

/** Indices of the two tags given most often, ties by rank; null where fewer than two were given by enough raters. */
export function topTags(counts: Int32Array, tags: readonly Tag[], note: number): [number, number] | null {
  const count = (tag: number) => counts[note * tags.length + tag]!;
  const order = tags
    .map((_, index) => index)
    .filter((tag) => count(tag) >= MIN_RATINGS)
    .sort((a, b) => count(b) - count(a) || tags[b]!.rank - tags[a]!.rank);
  return order.length < 2 ? null : [order[0]!, order[1]!];
}
