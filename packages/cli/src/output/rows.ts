/** Tables of rows on standard output. */
import { type CsvOptions, csvHeader, csvRow, ndjsonRow, type ResultTable } from '@lapwing/warehouse';
import { printJson } from './json.ts';
import { formatTable } from './table.ts';

export type Format = 'table' | 'csv' | 'json' | 'ndjson';

export function printTable({ columns, rows }: ResultTable, format: Format, options: CsvOptions): void {
  const names = columns.map(({ name }) => name);
  switch (format) {
    case 'json':
      printJson(rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i] ?? null]))));
      break;
    case 'ndjson':
      process.stdout.write(rows.map((row) => ndjsonRow(columns, row)).join(''));
      break;
    case 'csv':
      process.stdout.write(csvHeader(columns, options) + rows.map((row) => csvRow(row, options)).join(''));
      break;
    case 'table':
      console.log(formatTable(names, rows));
  }
}
