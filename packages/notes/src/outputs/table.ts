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

/** The table's text in parts of about a megabyte. */
export function* tableParts({ columns, rows }: OutputTable): Iterable<string> {
  let part = `${columns.map((column) => column.name).join('\t')}\n`;
  for (const row of rows) {
    let line = columns[0]!.text(row);
    for (let column = 1; column < columns.length; column++) line += `\t${columns[column]!.text(row)}`;
    part += `${line}\n`;
    if (part.length > limits.readBytes) {
      yield part;
      part = '';
    }
  }
  yield part;
}

export async function writeTable(file: string, table: OutputTable): Promise<void> {
  const stream = createWriteStream(file);
  for (const part of tableParts(table)) if (!stream.write(part)) await once(stream, 'drain');
  stream.end();
  await finished(stream);
}
