/** Directories for the tests of this package, and its rows again. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';

export * from './make-rows.ts';

const made: string[] = [];

/** A fresh directory that is removed after the test. */
export function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 'lapwing-warehouse-'));
  made.push(path);
  return path;
}

afterEach(() => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
});
