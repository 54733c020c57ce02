/** A table of tab-separated text, written column by column's rule and row by row. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { limits } from '../limits.ts';

export interface OutputColumn {
  readonly name: string;
  /** Text of the column at a row of the source. */
  readonly text: (row: number) => string;
}

export interface OutputTable {
  readonly columns: readonly OutputColumn[];
  /** Rows of the source, in order. */
  readonly rows: Iterable<number>;
}

function* tableLines({ columns, rows }: OutputTable): Iterable<string> {
  yield columns.map((column) => column.name).join('\t');
  for (const row of rows) {
    let line = columns[0]!.text(row);
    for (let column = 1; column < columns.length; column++) line += `\t${columns[column]!.text(row)}`;
    yield line;
  }
}

export function writeTable(file: string, table: OutputTable): Promise<void> {
  return writeLines(file, tableLines(table));
}

/** Writes lines in parts of about a megabyte. */
export async function writeLines(file: string, lines: Iterable<string>): Promise<void> {
  const stream = createWriteStream(file);
  let part = '';
  for (const line of lines) {
    part += `${line}\n`;
    if (part.length <= limits.readBytes) continue;
    if (!stream.write(part)) await once(stream, 'drain');
    part = '';
  }
  stream.end(part);
  await finished(stream);
}
