/** Bounds of the readers. */

/** Of DuckDB while it reads a file: the largest public set is a thousandth of it. */
export const READER_MEMORY = '1GB';
