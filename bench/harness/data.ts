/** Where real data are, which no benchmark needs to run at all. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A file of the data sets (`LAPWING_DATASETS`, default `../shared/data`), or null where it is not there. */
export function dataset(path: string): string | null {
  const file = join(process.env['LAPWING_DATASETS'] ?? '../shared/data', path);
  return existsSync(file) ? file : null;
}

/** `--short`: inputs small enough to see that everything runs. */
export const isShort = (): boolean => process.argv.includes('--short');
