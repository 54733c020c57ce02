/** Limits of text matching, with their reasons. */

/** Cells of a full Aho-Corasick table, 4 bytes each: 16 MB. Larger lists follow failure links, about three times slower. */
export const MAX_DENSE_CELLS = 4_000_000;
