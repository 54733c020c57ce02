/** The limits of this room, each with its reason. */

const KiB = 1024;
const MiB = 1024 * KiB;

export const limits = {
  /** What is read from a file at a time: a system call costs nothing per row, and the buffer stays in the cache of the core. */
  readBytes: 1 * MiB,
  /** One row. The longest fields are a note's text and a suggestion, both under 10 kB; a quote that is never closed stops here. */
  recordBytes: 4 * MiB,
  /** Fields in a row: a third more than the widest public file has, so that newer dumps are read too. */
  fields: 128,
  /** Ratings in one run: indices are 32-bit integers. The public data set had about 200 million in 2026. */
  ratings: 1_000_000_000,
  /** Iterations of a factorisation. The data sets at hand need 20 to 80; running into this is reported as not converged. */
  iterations: 2000,
  /** Step halvings in one line search: 2^-30 of a step changes nothing that a float64 objective can show. */
  halvings: 30,
  /** Entries that the scoring thread hands to the learning one at a time: about a millisecond of copying. */
  entriesSent: 1000,
  /** What DuckDB may hold while it reads or writes Parquet: rows pass through, so it needs little. */
  duckDbMemory: '1GB',
  /** Members of a quasi-clique; the algorithm's own constant (notes.md §2.2). */
  cliqueMembers: 2000,
} as const;
