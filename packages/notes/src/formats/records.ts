/**
 * Rows of tab-separated bytes, as pandas reads them by default: a field that starts with a quote ends at the next single one, `""`
 * inside stands for a quote, and such a field may hold tabs and line ends. Fields stay bytes; nothing is decoded unless asked for.
 */
import { NotesError } from '../errors.ts';
import { limits } from '../limits.ts';

const TAB = 9;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const QUOTE = 34;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Strings that pandas takes for a missing value. */
const MISSING = new Set([
  ...['', '#N/A', '#N/A N/A', '#NA', '-1.#IND', '-1.#QNAN', '-NaN', '-nan', '1.#IND', '1.#QNAN', '<NA>', 'N/A', 'NA'],
  ...['NULL', 'NaN', 'None', 'n/a', 'nan', 'null'],
]);

/** Push bytes with `push`, take rows with `next` until it says no, and finish with `end`. */
export class Records {
  readonly file: string;
  /** The current row: field `i` is `bytes[starts[i] … ends[i])`. */
  bytes: Uint8Array = new Uint8Array(0);
  readonly starts = new Int32Array(limits.fields);
  readonly ends = new Int32Array(limits.fields);
  fieldCount = 0;
  /** Line on which the current row starts. */
  line = 0;

  #at = 0;
  #nextLine = 1;
  #ended = false;

  constructor(file: string) {
    this.file = file;
  }

  push(chunk: Uint8Array): void {
    const rest = this.bytes.length - this.#at;
    if (rest > limits.recordBytes) {
      throw this.error('damaged', `a row of more than ${limits.recordBytes} bytes; is a quote missing?`);
    }
    if (rest === 0) this.bytes = chunk;
    else {
      const joined = new Uint8Array(rest + chunk.length);
      joined.set(this.bytes.subarray(this.#at));
      joined.set(chunk, rest);
      this.bytes = joined;
    }
    this.#at = 0;
  }

  /** No more bytes come: what is left is the last row, with or without a line end. */
  end(): void {
    this.#ended = true;
  }

  /** Move to the next complete row. */
  next(): boolean {
    const bytes = this.bytes;
    const length = bytes.length;
    let at = this.#at;
    if (at >= length) return false;
    this.line = this.#nextLine;
    let lines = 0;
    let field = 0;
    let start = at;
    for (;;) {
      if (at < length && bytes[at] === QUOTE) {
        const closed = closingQuote(bytes, at + 1, this.#ended);
        if (closed === -1) {
          if (this.#ended) throw this.error('damaged', 'a quote is opened and never closed');
          return false;
        }
        for (let inside = at; inside < closed; inside++) if (bytes[inside] === LINE_FEED) lines++;
        at = closed + 1;
      }
      while (at < length && bytes[at] !== TAB && bytes[at] !== LINE_FEED) at++;
      if (at === length && !this.#ended) return false;
      let end = at;
      const last = at === length || bytes[at] === LINE_FEED;
      if (last && end > start && bytes[end - 1] === CARRIAGE_RETURN) end--;
      if (field === limits.fields) throw this.error('columns', `more than ${limits.fields} fields`);
      this.starts[field] = start;
      this.ends[field] = end;
      field++;
      at++;
      start = at;
      if (last) break;
    }
    this.fieldCount = field;
    this.#nextLine += lines + 1;
    this.#at = Math.min(at, length);
    return true;
  }

  /** Text of a field with quotes resolved. */
  text(field: number): string {
    const start = this.starts[field]!;
    const end = this.ends[field]!;
    if (this.bytes[start] !== QUOTE) return decoder.decode(this.bytes.subarray(start, end));
    const raw = decoder.decode(this.bytes.subarray(start + 1, end));
    let close = 0;
    while (close < raw.length) {
      if (raw[close] !== '"') close++;
      else if (raw[close + 1] === '"') close += 2;
      else break;
    }
    return raw.slice(0, close).replaceAll('""', '"') + raw.slice(close + 1);
  }

  /** Text of a field, or null where pandas finds a missing value. */
  textOrNull(field: number): string | null {
    const text = this.text(field);
    return MISSING.has(text) ? null : text;
  }

  /** An error at a field of the current row, or at the row. */
  error(code: 'columns' | 'value' | 'damaged', message: string, field?: number, columnName?: string): NotesError {
    return new NotesError(code, message, {
      file: this.file,
      line: this.line,
      ...(field === undefined ? {} : { column: field + 1 }),
      ...(columnName === undefined ? {} : { columnName }),
    });
  }
}

/** Place of the quote that closes a field, or -1 where more bytes are needed to tell. */
function closingQuote(bytes: Uint8Array, from: number, ended: boolean): number {
  let at = from;
  for (;;) {
    const quote = bytes.indexOf(QUOTE, at);
    if (quote === -1) return -1;
    if (quote + 1 === bytes.length) return ended ? quote : -1;
    if (bytes[quote + 1] !== QUOTE) return quote;
    at = quote + 2;
  }
}
