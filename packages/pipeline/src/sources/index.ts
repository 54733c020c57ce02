/** Event sources: files and streams of NDJSON, CSV and Parquet, and the file of what they refuse. */
export { DeadLetterFile } from './dead-letters.ts';
export { type Mapping, type ParsedMapping, parseMapping, readMapping } from './mapping.ts';
export {
  type Place,
  type RefusedRecord,
  readSource,
  type SourceBatch,
  type SourceEvent,
  type SourceFormat,
  type SourceOptions,
  type SourceProgress,
  type SourceSpec,
  sourceInput,
} from './source.ts';
