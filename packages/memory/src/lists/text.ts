/**
 * Entries as files and back. Text: one value a line, `#` and blank lines left out. CSV (RFC 4180): a heading with `value` and optionally
 * `expires_at` (ISO 8601) and `note`. JSON: an array of values or of `{value, expiresAtMillis, note}`.
 */
import { type ListEntry, ListError, parseEntry } from './list.ts';

export type ListFormat = 'text' | 'csv' | 'json';

/** Throws a ListError that says where the file is wrong. */
export function importEntries(text: string, format: ListFormat): readonly ListEntry[] {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  switch (format) {
    case 'text':
      return body.split(/\r\n|\n|\r/).flatMap((line) => {
        const value = line.trim();
        return value === '' || value.startsWith('#') ? [] : [{ value, expiresAtMillis: null, note: '' }];
      });
    case 'csv':
      return importCsv(body);
    case 'json':
      return importJson(body);
  }
}

/** Text holds values alone; a value that the format cannot hold is a ListError. */
export function exportEntries(entries: readonly ListEntry[], format: ListFormat): string {
  switch (format) {
    case 'text':
      return entries.map(({ value }) => `${textLine(value)}\n`).join('');
    case 'csv':
      return [['value', 'expires_at', 'note'], ...entries.map(toCells)]
        .map((cells) => `${cells.map(csvCell).join(',')}\r\n`)
        .join('');
    case 'json':
      return `${JSON.stringify(entries, null, 2)}\n`;
  }
}

function textLine(value: string): string {
  if (value !== value.trim() || value.startsWith('#') || /[\r\n]/.test(value)) {
    throw new ListError(`\`${value}\` cannot be a line of a text file: use CSV or JSON`);
  }
  return value;
}

function toCells({ value, expiresAtMillis, note }: ListEntry): string[] {
  return [value, expiresAtMillis === null ? '' : new Date(expiresAtMillis).toISOString(), note];
}

function csvCell(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function importJson(text: string): readonly ListEntry[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ListError(`not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!Array.isArray(value)) throw new ListError('not an array of entries');
  return value.map(parseEntry);
}

function importCsv(text: string): readonly ListEntry[] {
  const [heading, ...rows] = csvRows(text);
  const columnOf = (name: string) => heading?.cells.findIndex((cell) => cell.trim().toLowerCase() === name) ?? -1;
  const [value, expiry, note] = [columnOf('value'), columnOf('expires_at'), columnOf('note')];
  if (value < 0) throw new ListError('line 1: the heading has no column `value`');
  return rows.map(({ cells, line }) => {
    const text = cells[value];
    if (text === undefined || text === '') throw new ListError(`line ${line}: there is no value`);
    return { value: text, expiresAtMillis: expiryOf(cells[expiry] ?? '', line), note: cells[note] ?? '' };
  });
}

const ISO_DATE = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/;

function expiryOf(text: string, line: number): number | null {
  if (text === '') return null;
  const millis = ISO_DATE.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(millis)) throw new ListError(`line ${line}: expires_at \`${text}\` is no ISO 8601 time with a zone`);
  return millis;
}

interface Row {
  readonly cells: readonly string[];
  readonly line: number;
}

/** Rows that are not blank, with the line each begins on. */
function csvRows(text: string): Row[] {
  const rows: Row[] = [];
  let cells: string[] = [];
  let line = 1;
  let begins = 1;
  for (let at = 0; at <= text.length; ) {
    let cell = '';
    if (text[at] === '"') {
      const start = line;
      for (at++; ; at++) {
        if (at >= text.length) throw new ListError(`line ${start}: a quoted cell does not end`);
        if (text[at] === '"') {
          at++;
          if (text[at] !== '"') break;
        }
        if (text[at] === '\n') line++;
        cell += text[at];
      }
    } else {
      const rest = /[,\r\n]/g;
      rest.lastIndex = at;
      const end = rest.exec(text)?.index ?? text.length;
      cell = text.slice(at, end);
      at = end;
    }
    cells.push(cell);
    if (text[at] === ',') {
      at++;
      continue;
    }
    if (at < text.length && text[at] !== '\r' && text[at] !== '\n') {
      throw new ListError(`line ${line}: text after a quoted cell`);
    }
    if (cells.length > 1 || cells[0] !== '') rows.push({ cells, line: begins });
    cells = [];
    at += text.startsWith('\r\n', at) ? 2 : 1;
    begins = ++line;
  }
  return rows;
}
