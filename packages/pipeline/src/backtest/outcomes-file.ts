/**
 * Outcomes from a file: CSV with a header or NDJSON, with `entity_type`, `entity_id`, `outcome` (`bad`, `fine` or
 * `cleared-on-appeal`) and `time` (ISO 8601, or seconds or milliseconds since the epoch; absent is the epoch: anything dated wins).
 */
import { type JsonObject, type JsonValue, parseJson } from '@lapwing/sml';
import { parseEpochNumber, parseIsoTime } from '../envelope/time.ts';
import { splitRow } from '../sources/csv.ts';
import { RowSplitter } from '../sources/row-splitter.ts';
import { OUTCOME_PROBLEMS_SHOWN, OUTCOMES_FILE_BYTES } from './limits.ts';
import { KNOWN_OUTCOMES, type OutcomeRecord } from './outcomes.ts';

export type ParsedOutcomes =
  | { readonly ok: true; readonly records: readonly OutcomeRecord[] }
  /** Each problem begins with its line. */
  | { readonly ok: false; readonly problems: readonly string[] };

const FIELDS = ['entity_type', 'entity_id', 'outcome', 'time'] as const;
type Fields = Partial<Record<(typeof FIELDS)[number], JsonValue>>;

/** Parse a whole file. One wrong line refuses it: a precision that silently leaves lines out would mislead. */
export function parseOutcomes(content: Uint8Array): ParsedOutcomes {
  if (content.byteLength > OUTCOMES_FILE_BYTES) {
    return { ok: false, problems: [`the file is larger than ${OUTCOMES_FILE_BYTES} bytes`] };
  }
  const text = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const reading = new Reading();
  if (/^\ufeff?\s*\{/u.test(text.subarray(0, 1024).toString('utf8'))) readNdjson(text, reading);
  else readCsv(text, reading);
  return reading.result();
}

class Reading {
  readonly records: OutcomeRecord[] = [];
  readonly #problems: string[] = [];
  #more = 0;

  problem(line: number, text: string): void {
    if (this.#problems.length < OUTCOME_PROBLEMS_SHOWN) this.#problems.push(`line ${line}: ${text}`);
    else this.#more++;
  }

  take(line: number, fields: Fields): void {
    const record = recordOf(fields);
    if (typeof record === 'string') this.problem(line, record);
    else this.records.push(record);
  }

  result(): ParsedOutcomes {
    if (this.#problems.length === 0) return { ok: true, records: this.records };
    const more = this.#more === 0 ? [] : [`and ${this.#more} more`];
    return { ok: false, problems: [...this.#problems, ...more] };
  }
}

function readNdjson(buffer: Buffer, reading: Reading): void {
  const lines = buffer
    .toString('utf8')
    .replace(/^\ufeff/u, '')
    .split('\n');
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    let value: JsonObject;
    try {
      value = parseJson(line);
    } catch (error) {
      reading.problem(index + 1, `not a JSON object (${error instanceof Error ? error.message : String(error)})`);
      continue;
    }
    reading.take(index + 1, value);
  }
}

function readCsv(buffer: Buffer, reading: Reading): void {
  let columns: readonly string[] | null = null;
  const splitter = new RowSplitter(
    {
      record(bytes, start, end, line, _offset, quoted) {
        if (start === end) return;
        const cells = splitRow(bytes.toString('utf8', start, end), ',', quoted);
        if (columns === null) {
          columns = cells.map((cell) => cell.replace(/^\ufeff/u, '').trim());
          const missing = FIELDS.filter((field) => field !== 'time' && columns?.includes(field) === false);
          if (missing.length > 0) reading.problem(line, `the header lacks ${missing.join(', ')}`);
          return;
        }
        const fields: Fields = {};
        for (const field of FIELDS) {
          const cell = cells[columns.indexOf(field)];
          if (cell !== undefined) fields[field] = cell;
        }
        reading.take(line, fields);
      },
      broken(_bytes, _start, _end, line, _offset, refusal) {
        reading.problem(line, refusal.message);
      },
    },
    buffer.length,
    ',',
  );
  splitter.push(buffer);
  splitter.end();
  if (columns === null) reading.problem(1, 'the file is empty');
}

function recordOf({ entity_type: type, entity_id: id, outcome, time }: Fields): OutcomeRecord | string {
  if (typeof type !== 'string' || type === '') return 'entity_type is missing';
  const entityId = typeof id === 'string' || typeof id === 'number' || typeof id === 'bigint' ? String(id) : '';
  if (entityId === '') return 'entity_id is missing';
  const known = KNOWN_OUTCOMES.find((name) => name === outcome);
  if (known === undefined) {
    return `outcome is ${outcome === undefined ? 'missing' : String(outcome)}; expected ${KNOWN_OUTCOMES.join(', ')}`;
  }
  const atMillis = timeOf(time);
  return atMillis === null
    ? `time is ${String(time)}, which is no time`
    : { entityType: type, entityId, outcome: known, atMillis };
}

function timeOf(time: JsonValue | undefined): number | null {
  if (time === undefined || time === null || time === '') return 0;
  if (typeof time === 'number' || typeof time === 'bigint') return parseEpochNumber(time);
  if (typeof time !== 'string') return null;
  return /^-?\d+$/.test(time) ? parseEpochNumber(Number(time)) : parseIsoTime(time);
}
