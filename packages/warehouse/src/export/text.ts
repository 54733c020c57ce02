/** Rows as text: CSV and JSON, lossless where the format is. */
import type { Cell, ResultColumn } from '../read/results.ts';

export interface CsvOptions {
  /**
   * For people who open the file in a spreadsheet: a byte order mark, so that it is read as UTF-8, and a `'` before texts that a
   * spreadsheet would take for a formula (and run: what a spammer wrote may begin with `=HYPERLINK(`). Other programs then see the `'`.
   */
  readonly spreadsheet?: boolean;
}

/** RFC 4180: a header, CRLF, quotes where needed. Nothing is an empty field, and the empty text is `""`; lists are JSON. */
export function csvHeader(columns: readonly ResultColumn[], options: CsvOptions = {}): string {
  const mark = options.spreadsheet === true ? '\ufeff' : '';
  return `${mark}${columns.map(({ name }) => csvText(name, options)).join(',')}\r\n`;
}

export function csvRow(row: readonly Cell[], options: CsvOptions = {}): string {
  return `${row.map((cell) => csvCell(cell, options)).join(',')}\r\n`;
}

function csvCell(cell: Cell, options: CsvOptions): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return csvText(cell, options);
  return typeof cell === 'object' ? csvText(jsonCell(cell), options) : String(cell);
}

/** Signs with which spreadsheets begin a formula, also after white space and quotes that they trim. */
const FORMULA = /^[\s'"]*[=+\-@\t\r]|^[\t\r]/;

function csvText(text: string, { spreadsheet }: CsvOptions): string {
  if (text === '') return '""';
  const safe = spreadsheet === true && FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One JSON object on a line. Integers keep all their digits; what JSON has no word for (NaN) is null. */
export function ndjsonRow(columns: readonly ResultColumn[], row: readonly Cell[]): string {
  return `{${columns.map(({ name }, i) => `${JSON.stringify(name)}:${jsonCell(row[i] ?? null)}`).join(',')}}\n`;
}

function jsonCell(cell: Cell): string {
  if (typeof cell === 'bigint') return String(cell);
  if (typeof cell !== 'object' || cell === null) return JSON.stringify(cell) ?? 'null';
  if (isList(cell)) return `[${cell.map(jsonCell).join(',')}]`;
  return `{${Object.entries(cell)
    .map(([name, value]) => `${JSON.stringify(name)}:${jsonCell(value)}`)
    .join(',')}}`;
}

const isList = (cell: Cell): cell is readonly Cell[] => Array.isArray(cell);
