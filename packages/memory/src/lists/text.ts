/**
 * Entries as files and back. Text: one value a line; blank lines, and those of a `#` and space, left out. CSV (RFC 4180): a heading with `value` and optionally
 * `expires_at` (ISO 8601) and `note`. NDJSON: a text or an object with those fields on each line.
 */
import { type ListEntry, ListError } from './list.ts';

export type ListFormat = 'text' | 'csv' | 'ndjson';

export const LIST_FORMATS: readonly ListFormat[] = ['text', 'csv', 'ndjson'];

/** One line of a file that holds something: an entry, or what is wrong with it. */
export type EntryLine =
  | { readonly line: number; readonly entry: ListEntry }
  | { readonly line: number; readonly problem: string };

/** Read a file's lines one after the other, as they are asked for. Throws a ListError where the heading of a CSV is wrong. */
export function readEntries(text: string, format: ListFormat): Generator<EntryLine> {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  switch (format) {
    case 'text':
      return readText(body);
    case 'csv':
      return readCsv(body);
    case 'ndjson':
      return readJsonLines(body);
  }
}

/** One entry as a line of a file. Text holds values alone; a value that the format cannot hold is a ListError. */
export function entryLine(entry: ListEntry, format: ListFormat): string {
  switch (format) {
    case 'text':
      return `${textLine(entry.value)}\n`;
    case 'csv':
      return csvLine([entry.value, isoOf(entry.expiresAtMillis) ?? '', entry.note]);
    case 'ndjson': {
      const { value, expiresAtMillis, note } = entry;
      return `${JSON.stringify({ value, expires_at: isoOf(expiresAtMillis), note })}\n`;
    }
  }
}

/** What comes before the first entry. */
export function fileHeading(format: ListFormat): string {
  return format === 'csv' ? csvLine(['value', 'expires_at', 'note']) : '';
}

function isoOf(millis: number | null): string | null {
  return millis === null ? null : new Date(millis).toISOString();
}

function textLine(value: string): string {
  if (value !== value.trim() || isComment(value) || /[\r\n]/.test(value)) {
    throw new ListError(`\`${value}\` cannot be a line of a text file: use CSV or NDJSON`);
  }
  return value;
}

/** A hashtag is none. */
const isComment = (line: string): boolean => /^#(?:\s|$)/.test(line);

function csvLine(cells: readonly string[]): string {
  const quote = (text: string) => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return `${cells.map(quote).join(',')}\r\n`;
}

function* readText(text: string): Generator<EntryLine> {
  for (const { line, text: raw } of linesOf(text)) {
    const value = raw.trim();
    if (value !== '' && !isComment(value)) yield { line, entry: { value, expiresAtMillis: null, note: '' } };
  }
}

function* readJsonLines(text: string): Generator<EntryLine> {
  for (const { line, text: raw } of linesOf(text)) {
    if (raw.trim() === '') continue;
    try {
      yield { line, entry: entryOfJson(JSON.parse(raw)) };
    } catch (error) {
      if (error instanceof ListError) yield { line, problem: error.message };
      else if (error instanceof SyntaxError) yield { line, problem: `is not JSON: ${error.message}` };
      else throw error;
    }
  }
}

function* linesOf(text: string): Generator<{ readonly line: number; readonly text: string }> {
  const end = /\r\n|\n|\r/g;
  let line = 1;
  for (let from = 0; from < text.length; line++) {
    end.lastIndex = from;
    const found = end.exec(text);
    yield { line, text: text.slice(from, found?.index ?? text.length) };
    from = found === null ? text.length : found.index + found[0].length;
  }
}

function entryOfJson(value: unknown): ListEntry {
  if (typeof value === 'string') return checkedValue(value, null, '');
  if (typeof value !== 'object' || value === null || !('value' in value) || typeof value.value !== 'string') {
    throw new ListError('is no text and has no text `value`');
  }
  const expiry = 'expires_at' in value ? value.expires_at : null;
  const note = 'note' in value ? value.note : '';
  if (expiry !== null && typeof expiry !== 'string') throw new ListError('`expires_at` is no text');
  if (typeof note !== 'string') throw new ListError('`note` is no text');
  return checkedValue(value.value, expiryOf(expiry ?? ''), note);
}

function checkedValue(value: string, expiresAtMillis: number | null, note: string): ListEntry {
  if (value === '') throw new ListError('has no value');
  return { value, expiresAtMillis, note };
}

function* readCsv(text: string): Generator<EntryLine> {
  let columns: { readonly value: number; readonly expiry: number; readonly note: number } | null = null;
  for (const { cells, line, problem } of csvRows(text)) {
    if (columns === null) {
      const columnOf = (name: string) => cells.findIndex((cell) => cell.trim().toLowerCase() === name);
      columns = { value: columnOf('value'), expiry: columnOf('expires_at'), note: columnOf('note') };
      if (columns.value < 0) throw new ListError('line 1: the heading has no column `value`');
      continue;
    }
    try {
      if (problem !== null) throw new ListError(problem);
      const expiry = expiryOf(cells[columns.expiry] ?? '');
      yield { line, entry: checkedValue(cells[columns.value] ?? '', expiry, cells[columns.note] ?? '') };
    } catch (error) {
      if (!(error instanceof ListError)) throw error;
      yield { line, problem: error.message };
    }
  }
}

const ISO_DATE = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/;

function expiryOf(text: string): number | null {
  if (text === '') return null;
  const millis = ISO_DATE.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(millis)) throw new ListError(`expires_at \`${text}\` is no ISO 8601 time with a zone`);
  return millis;
}

interface Row {
  readonly cells: readonly string[];
  readonly line: number;
  readonly problem: string | null;
}

/** Rows that are not blank, with the line each begins on. A row that is damaged ends with its line. */
function* csvRows(text: string): Generator<Row> {
  let cells: string[] = [];
  let line = 1;
  let begins = 1;
  let problem: string | null = null;
  const plain = /[,\r\n]/g;
  const lineEnd = /\r\n|\n|\r|$/g;
  for (let at = 0; at <= text.length; ) {
    let cell = '';
    if (text[at] === '"') {
      const parsed = quotedCell(text, at);
      if (parsed === null) {
        problem = 'a quoted cell does not end';
        at = endOf(lineEnd, text, at);
      } else {
        cell = parsed.cell;
        at = parsed.end;
        line += parsed.lines;
      }
    } else {
      plain.lastIndex = at;
      const end = plain.exec(text)?.index ?? text.length;
      cell = text.slice(at, end);
      at = end;
    }
    cells.push(cell);
    if (text[at] === ',') {
      at++;
      continue;
    }
    if (at < text.length && text[at] !== '\r' && text[at] !== '\n') {
      problem ??= 'there is text after a quoted cell';
      at = endOf(lineEnd, text, at);
    }
    if (problem !== null || cells.length > 1 || cells[0] !== '') yield { cells, line: begins, problem };
    cells = [];
    problem = null;
    at += text.startsWith('\r\n', at) ? 2 : 1;
    begins = ++line;
  }
}

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.index ?? text.length;
}

/** The cell whose quote opens at `start`, or null where none closes. */
function quotedCell(
  text: string,
  start: number,
): { readonly cell: string; readonly end: number; readonly lines: number } | null {
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return null;
    if (text[quote + 1] !== '"') {
      const raw = text.slice(start + 1, quote);
      return { cell: raw.replaceAll('""', '"'), end: quote + 1, lines: raw.split('\n').length - 1 };
    }
    at = quote + 2;
  }
}
