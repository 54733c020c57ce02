/** Limits of the trees, each with its reason. */

/** Bins of a column that hold values; bin 0 is for missing ones, and together they fit a byte. */
export const MAX_BINS = 255;

/** Rows whose values the bounds of bins are taken from: 400 for each of 255 bins, and sorting more takes longer than it helps. */
export const SAMPLE_ROWS = 100_000;

/** Leaves of one tree: trees over it are slower to grow than several, and no better. */
export const MAX_LEAVES = 4096;

/** Edges from the root to a leaf: attributions take the square of it. */
export const MAX_DEPTH = 128;

/** Trees of one model, those of all classes together. */
export const MAX_TREES = 100_000;

/** Classes of one model: each has trees of its own, and gradients in memory. */
export const MAX_CLASSES = 256;

/** Columns of a table: numbers of columns are 16-bit in a node. */
export const MAX_COLUMNS = 65_535;

/** Threads of one training: each has histograms of its own, which are added up. */
export const MAX_THREADS = 64;

/** Bytes that training may take, input aside: what 32-bit addresses reach. Its bins take one byte per row and column. */
export const MAX_MEMORY_BYTES = 4 * 2 ** 30 - 65_536;

/** Bytes of histograms that are kept for leaves unless options say otherwise: more than 31 leaves of 4,000 columns take. */
export const MAX_HISTOGRAM_BYTES = 512 * 2 ** 20;

/** Rows of a chunk that one thread takes at a time: enough work to be worth the handing out. */
export const CHUNK_ROWS = 8192;

/** Rows that are added to the histograms of one block after the other: their bins stay in the second cache meanwhile. */
export const TILE_ROWS = 1024;

/** Bytes of a stored model: 100,000 trees of 31 leaves take about 150 MB. */
export const MAX_MODEL_BYTES = 2 ** 30;

/** How long the other threads may take for a piece of work of milliseconds before training fails instead of waiting for ever. */
export const THREAD_TIMEOUT_MILLIS = 600_000;

/** Rounds of looking before a thread sleeps: pieces of work follow each other within microseconds, and waking takes longer. */
export const SPINS = 2000;

/** Trainings of fewer values (rows times columns) are done before another thread would have started. */
export const MIN_VALUES_FOR_THREADS = 1_000_000;
