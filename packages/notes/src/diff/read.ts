/** Reads an output table as rows by id, for comparing two runs. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { NotesError } from '../errors.ts';
import { inputParts } from '../formats/bytes.ts';
import { Records } from '../formats/records.ts';

export interface OutputRows {
  readonly columns: readonly string[];
  /** Fields by the row's first column. */
  readonly rows: ReadonlyMap<string, readonly string[]>;
}

/** The file at `path`, or the one of that name, plain or compressed, in the directory at `path`. */
export async function readOutput(path: string, name: string): Promise<OutputRows> {
  const file = await locate(path, name);
  const columns: string[] = [];
  const rows = new Map<string, string[]>();
  for (const part of await inputParts(file)) {
    const records = new Records(part.name);
    const take = () => {
      while (records.next()) {
        const fields = Array.from({ length: records.fieldCount }, (_, field) => records.text(field));
        if (columns.length === 0) columns.push(...fields);
        else if (fields.length !== columns.length) {
          throw records.error('columns', `${fields.length} fields, where the header has ${columns.length}`);
        } else rows.set(fields[0]!, fields);
      }
    };
    for await (const chunk of part.chunks()) {
      records.push(chunk);
      take();
    }
    records.end();
    take();
  }
  if (columns.length === 0) throw new NotesError('missing', 'the file is empty', { file });
  return { columns, rows };
}

async function locate(path: string, name: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  if (found === null) throw new NotesError('missing', `${path} is not there`);
  if (!found.isDirectory()) return path;
  for (const candidate of [name, `${name}.gz`]) {
    const file = join(path, candidate);
    if ((await stat(file).catch(() => null)) !== null) return file;
  }
  throw new NotesError('missing', `${path} holds no ${name}`);
}
