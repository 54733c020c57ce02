/** The four files of a run as Parquet, beside those of text: the same rows and columns, with types. */
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { NotesError } from '../errors.ts';
import { OUTPUT_FILES } from '../outputs/write.ts';
import { quoteFile, quoteName, quoteText, withDuckDb } from './duckdb.ts';

/** Columns that hold texts, by how their names end. */
const TEXTS =
  /(?:Status|Rules|Tags|Tag|decidedBy|DecidedBy|classification|noteTopic|ParticipantId|enrollmentState|TagValues)$/;
const WHOLE = new Set(['noteId', 'numRatings', 'createdAtMillis']);

/** Writes a `.parquet` beside every `.tsv` that `writeOutputs` left in a directory. Returns their paths. */
export function writeParquetOutputs(directory: string): Promise<string[]> {
  return withDuckDb(async (connection) => {
    const written: string[] = [];
    for (const name of Object.values(OUTPUT_FILES)) {
      const from = join(directory, name);
      const to = from.replace(/\.tsv$/, '.parquet');
      const part = `${to}.part`;
      const source = `read_csv(${quoteFile(from)}, delim = '\t', header = true, quote = '', escape = '', nullstr = '', all_varchar = true)`;
      try {
        const columns = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`);
        const names = columns.getRows().map(([column]) => String(column));
        const flags = await flagColumns(names, async (sql) => {
          const answer = await connection.runAndReadAll(`SELECT ${sql} FROM ${source}`);
          return answer.getRows()[0] ?? [];
        });
        const fields = names.map((column) => `${typed(column, flags)} AS ${quoteName(column)}`);
        await connection.run(
          `COPY (SELECT ${fields.join(', ')} FROM ${source}) TO ${quoteText(part)} (FORMAT parquet, COMPRESSION zstd)`,
        );
        // Whoever looks meanwhile sees the old file or the new one.
        await rename(part, to);
      } catch (error) {
        await rm(part, { force: true });
        const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
        throw new NotesError('damaged', `cannot be written as Parquet: ${reason}`, { file: from });
      }
      written.push(to);
    }
    return written;
  });
}

/** Columns whose values are `True` and `False`. */
async function flagColumns(
  names: readonly string[],
  ask: (sql: string) => Promise<readonly unknown[]>,
): Promise<Set<string>> {
  const isFlag = (name: string) => `coalesce(bool_and(${quoteName(name)} IN ('True', 'False')), false)`;
  const answers = await ask(names.map(isFlag).join(', '));
  return new Set(names.filter((_, index) => answers[index] === true));
}

function typed(name: string, flags: ReadonlySet<string>): string {
  const column = quoteName(name);
  if (TEXTS.test(name)) return column;
  if (flags.has(name)) return `CAST(${column} AS BOOLEAN)`;
  return WHOLE.has(name) ? `CAST(${column} AS BIGINT)` : `CAST(${column} AS DOUBLE)`;
}
