/** Runs through the rows of input files of one kind: finds each column's place from the header, and hands over row by row. */
import { NotesError } from '../errors.ts';
import { inputFiles, inputParts, type ParquetReader } from './bytes.ts';
import type { FileKind } from './columns.ts';
import { FieldReader } from './fields.ts';
import { Records } from './records.ts';

export interface ReadOptions {
  /** Whether the first row names the columns; without it they are told by position. True when absent. */
  readonly headers?: boolean;
  /** Refuse files whose columns are not exactly the kind's, in its order. False when absent. */
  readonly strictColumns?: boolean;
  /** Reads Parquet files, where there are any: `parquetParts` of `@lapwing/notes/parquet`. */
  readonly parquet?: ParquetReader;
  /** Told how many bytes of rows were read, after each chunk. */
  readonly onBytes?: (bytes: number) => void;
}

/** Call `row` for every row of every file that `path` stands for. Returns the number of rows. */
export async function readRows(
  path: string,
  kind: FileKind,
  options: ReadOptions,
  row: (fields: FieldReader) => void,
): Promise<number> {
  let rows = 0;
  for (const file of await inputFiles(path)) {
    for (const part of await inputParts(file, kind, options.parquet)) {
      const records = new Records(part.name);
      let fields: FieldReader | null = null;
      let width = 0;
      const take = () => {
        while (records.next()) {
          if (fields === null) {
            width = records.fieldCount;
            fields = new FieldReader(records, kind.columns, places(records, kind, options));
            if (options.headers !== false) continue;
          }
          if (records.fieldCount !== width) {
            if (records.fieldCount === 1 && records.starts[0] === records.ends[0]) continue; // an empty line
            throw records.error('columns', `${records.fieldCount} fields, where the first row has ${width}`);
          }
          row(fields);
          rows++;
        }
      };
      for await (const chunk of part.chunks()) {
        records.push(chunk);
        options.onBytes?.(chunk.length);
        take();
      }
      records.end();
      take();
      if (fields === null) throw new NotesError('missing', 'the file is empty', { file: part.name });
    }
  }
  return rows;
}

/** For each column of the kind its place in this file, or -1. */
function places(records: Records, kind: FileKind, options: ReadOptions): Int32Array {
  const places = new Int32Array(kind.columns.length).fill(-1);
  if (options.headers === false) {
    if (records.fieldCount > kind.columns.length) {
      throw records.error('columns', `${records.fieldCount} fields; a file of ${kind.name} has ${kind.columns.length}`);
    }
    for (let field = 0; field < records.fieldCount; field++) places[field] = field;
  } else {
    for (let field = 0; field < records.fieldCount; field++) {
      const text = records.text(field).replace(/^\uFEFF/, '');
      const name = kind.aliases[text] ?? text;
      const column = kind.columns.indexOf(name);
      if (column !== -1 && places[column] !== -1)
        throw records.error('columns', 'stands twice in the header', field, text);
      if (column !== -1) places[column] = field;
      if (options.strictColumns && column !== field) {
        throw records.error('columns', `the column here should be ${kind.columns[field] ?? 'none'}`, field, text);
      }
    }
  }
  const lacking = kind.required.filter((name) => places[kind.columns.indexOf(name)] === -1);
  if (lacking.length > 0) {
    throw records.error('columns', `this is no file of ${kind.name}: ${lacking.join(', ')} missing in the header`);
  }
  return places;
}
