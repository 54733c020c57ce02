/** Parquet for `@lapwing/notes`, through DuckDB: an entry of its own, so that whoever reads text files loads none of it. */
export { parquetParts } from './read.ts';
export { writeParquetOutputs } from './write.ts';
