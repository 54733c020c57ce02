/**
 * `npm test` and `npm run test:slow`: sees to Chromium, builds the console, runs the tests, and closes with one line of counts:
 * `N passed, N failed, N skipped`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildConsole } from './build-console.ts';
import { ensureChromium } from './chromium.ts';

const slow = process.argv.includes('--slow');
const filters = process.argv.slice(2).filter((argument) => argument !== '--slow');

if (!slow) {
  ensureChromium();
  buildConsole();
}
const report = join(mkdtempSync(join(tmpdir(), 'lapwing-test-')), 'report.json');
const { status } = spawnSync(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...filters,
  ],
  { stdio: 'inherit', env: { ...process.env, ...(slow ? { LAPWING_SLOW: '1' } : {}) } },
);
const counts: unknown = JSON.parse(readFileSync(report, 'utf8'));
console.log(`${countOf(counts, 'numPassedTests')} passed, ${failedOf(counts)} failed, ${skippedOf(counts)} skipped`);
process.exitCode = status ?? 1;

/** Tests that failed, and files that could not even be loaded. */
function failedOf(report: unknown): number {
  const failedTests = countOf(report, 'numFailedTests');
  return failedTests > 0 ? failedTests : status === 0 ? 0 : Math.max(1, countOf(report, 'numFailedTestSuites'));
}

function skippedOf(report: unknown): number {
  return countOf(report, 'numPendingTests') + countOf(report, 'numTodoTests');
}

function countOf(report: unknown, key: string): number {
  const value = typeof report === 'object' && report !== null ? Reflect.get(report, key) : 0;
  return typeof value === 'number' ? value : 0;
}
