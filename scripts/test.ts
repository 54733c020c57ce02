/**
 * `npm test` and `npm run test:slow` (which fuzzes too): sees to Chromium, builds the console, runs the tests, and closes with counts:
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
const fuzzed = slow && filters.length === 0 ? fuzz() : { passed: 0, failed: 0 };
const passed = countOf(counts, 'numPassedTests') + fuzzed.passed;
const failed = failedOf(counts) + fuzzed.failed;
console.log(`${passed} passed, ${failed} failed, ${skippedOf(counts)} skipped`);
process.exitCode = failed === 0 ? (status ?? 1) : 1;

/** A minute of each fuzzer; a campaign without findings counts as a test that passed. */
function fuzz(): { readonly passed: number; readonly failed: number } {
  const run = spawnSync(process.execPath, ['scripts/fuzz.ts', '--seconds', '60'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.stdout.write(run.stdout);
  const campaigns = [...run.stdout.matchAll(/^\w+: \d+ inputs, (\d+) findings/gm)];
  const clean = campaigns.filter(([, findings]) => findings === '0').length;
  // Ending badly without a finding is a failure too.
  return { passed: clean, failed: campaigns.length - clean || (run.status === 0 ? 0 : 1) };
}

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
