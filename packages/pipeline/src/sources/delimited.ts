/** NDJSON and CSV sources: records out of decompressed bytes, events out of records. */
import { isJsonObject, type JsonValue, parseJsonValue } from '@lapwing/sml';
import { ENVELOPE_LIMITS } from '../envelope/limits.ts';
import { nestsDeeperThan } from '../envelope/lossless.ts';
import { parseEventText } from '../envelope/parse.ts';
import { refuse } from '../envelope/refusal.ts';
import { startsWithByteOrderMark } from '../envelope/utf8.ts';
import type { OpenedBytes } from './bytes.ts';
import { Collector, type RecordReader } from './collector.ts';
import { detectDelimiter, headerColumns, splitRow } from './csv.ts';
import type { SourceLimits } from './limits.ts';
import { LineSplitter } from './line-splitter.ts';
import type { Mapping } from './mapping.ts';
import type { RecordSplitter } from './records.ts';
import { RowSplitter } from './row-splitter.ts';
import { compileColumns, compileObjects } from './rows.ts';
import type { SourceBatch, SourceOptions, SourceSpec } from './source.ts';

/** Throws a reading error after everything before it has been yielded, and an Error where the mapping does not fit the file. */
export async function* readDelimited(
  spec: SourceSpec,
  format: 'ndjson' | 'csv',
  bytes: OpenedBytes,
  limits: SourceLimits,
  options: SourceOptions,
): AsyncGenerator<SourceBatch> {
  const collector = new Collector(
    {
      source: spec.name,
      rowsAreLines: format === 'ndjson',
      batchRecords: limits.batchRecords,
      refusedBytes: limits.refusedBytes,
      envelopeLimits: options.envelopeLimits ?? ENVELOPE_LIMITS,
    },
    readEnvelopeLine,
  );
  const splitter = openSplitter(spec, format, bytes.head, collector, limits);
  const batches = function* (): Generator<SourceBatch> {
    const progress = { readBytes: bytes.readBytes(), totalBytes: bytes.totalBytes };
    for (const batch of collector.take()) yield { source: spec.name, ...batch, progress, failure: null };
  };
  let skip = startsWithByteOrderMark(bytes.head) ? 3 : 0;
  for await (const chunk of bytes.chunks) {
    collector.nowMillis = options.now();
    splitter.push(chunk.subarray(skip));
    skip = 0;
    yield* batches();
  }
  collector.nowMillis = options.now();
  splitter.end();
  yield* batches();
}

function openSplitter(
  spec: SourceSpec,
  format: 'ndjson' | 'csv',
  head: Buffer,
  collector: Collector,
  limits: SourceLimits,
): RecordSplitter {
  const { mapping } = spec;
  if (format === 'ndjson') {
    if (mapping !== undefined) collector.read = objectReader(mapping);
    return new LineSplitter(collector, limits.recordBytes);
  }
  if (mapping === undefined)
    throw new Error('a CSV file needs a mapping that says which columns are the action and the time');
  const delimiter = mapping.delimiter ?? detectDelimiter(head.toString('utf8').split('\n', 1)[0] ?? '');
  collector.expectsHeader = true;
  collector.read = headerReader(mapping, delimiter, collector, limits);
  return new RowSplitter(collector, limits.recordBytes, delimiter);
}

const readEnvelopeLine: RecordReader = (text, _quoted, options) => parseEventText(text, options);

function objectReader(mapping: Mapping): RecordReader {
  const read = compileObjects(mapping);
  return (text, _quoted, options) => {
    // One level less than an event may have: the object becomes the envelope's data.
    const depth = (options.limits ?? ENVELOPE_LIMITS).nestingDepth - 1;
    if (nestsDeeperThan(text, depth)) return refuse('too-deep', `the record nests deeper than ${depth} levels`);
    let value: JsonValue;
    try {
      value = parseJsonValue(text);
    } catch (error) {
      return refuse(
        'invalid-json',
        `the record is not JSON: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
    return isJsonObject(value) ? read(value, options) : refuse('not-an-object', 'the record is not a JSON object', '$');
  };
}

/** Takes the header row and makes way for the reader of the rows. Throws where the header does not fit the mapping. */
function headerReader(mapping: Mapping, delimiter: string, collector: Collector, limits: SourceLimits): RecordReader {
  return (header, headerQuoted) => {
    const columns = headerColumns(splitRow(header, delimiter, headerQuoted), limits.columns);
    if (typeof columns === 'string') throw new Error(columns);
    const read = compileColumns(mapping, columns);
    if (typeof read === 'string') throw new Error(read);
    collector.expectsHeader = false;
    collector.read = (text, quoted, options) => {
      const fields = splitRow(text, delimiter, quoted);
      return fields.length === columns.length
        ? read(fields, options)
        : refuse('bad-record', `the row has ${fields.length} fields, the header ${columns.length}`);
    };
    return null;
  };
}
