/** Limits of reading sources, each with its reason. */
export interface SourceLimits {
  /** Bytes of one record (line or CSV row); more is refused and skipped. The envelope's `eventBytes` bounds what comes of it. */
  readonly recordBytes: number;
  /** Bytes read from disk, and decompressed, at a time. */
  readonly chunkBytes: number;
  /** Decompressed bytes that may wait for the reader. */
  readonly queuedBytes: number;
  /** Columns of a CSV or Parquet file. */
  readonly columns: number;
  /** Bytes of a refused record that are kept with the refusal. */
  readonly refusedBytes: number;
  /** Records of one batch; chunks of small records make several. */
  readonly batchRecords: number;
}

export const SOURCE_LIMITS: SourceLimits = {
  recordBytes: 1 << 20,
  // Large enough that per-chunk costs vanish, small enough that a batch is decided in milliseconds.
  chunkBytes: 128 << 10,
  queuedBytes: 1 << 20,
  columns: 4096,
  // Enough to see what is wrong and, for nearly all records, to repair and send it again.
  refusedBytes: 64 << 10,
  batchRecords: 1024,
};
