/** Tables of answers that CPython 3.11 gave, beside the tests that use them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The rows of a JSON table; the caller knows their shape, as it wrote them. */
export function goldenRows<Row>(directory: string, file: string): readonly Row[] {
  const rows: unknown = JSON.parse(readFileSync(join(directory, file), 'utf8'));
  if (!Array.isArray(rows) || rows.length === 0) throw new Error(`${file} has no rows`);
  return rows as readonly Row[];
}
