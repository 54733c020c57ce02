/** Limits of comparing texts, each with its reason. */

/** Texts of fewer words are too often the same by chance, or differ in the one word that matters. */
export const MIN_WORDS = 4;

/** Least Jaccard similarity of near-duplicates: finding less alike ones would take thousands of hashes a text. */
export const MIN_JACCARD = 0.1;

/** Probability of missing a pair that is just as similar as asked for. */
export const MISS_MAX = 0.001;

/** Pairs that look alike to one band of MinHash but are not: only texts that were made for it have so many, and they would be quadratic. */
export const MAX_PAIRS_PER_BUCKET = 5_000_000;

/** Pairs of similar texts that are listed: 8 bytes each. */
export const MAX_SIMILAR_PAIRS = 50_000_000;

/** Pairs of messages within the window up to which comparing them is faster than an index of all texts: ten seconds of comparing. */
export const MAX_PAIRS_COMPARED = 100_000_000;
