/** Parquet for the commands on notes; DuckDB is loaded when the first such file is opened. */
import type { ParquetReader } from '@lapwing/notes';

export const lazyParquet: ParquetReader = async (file, kind) =>
  (await import('@lapwing/notes/parquet')).parquetParts(file, kind);
