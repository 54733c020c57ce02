/** The tests beside a ruleset's rules, run on a draft. */
import type { ListSeed } from '@lapwing/memory';
import type { Ruleset } from '@lapwing/sml';
import { Coverage, parseTestFile, TestFileError } from '@lapwing/sml/testing';
import { type CaseResult, runCase } from '../rule-tests/run-case.ts';
import type { FilesByPath } from './overlay.ts';

interface TestFileResult {
  readonly path: string;
  readonly cases: readonly CaseResult[];
  /** Why the file cannot be read, and where. */
  readonly problem: { readonly line: number; readonly message: string } | null;
}

export function runTests(ruleset: Ruleset, tests: FilesByPath, filter: string, lists: readonly ListSeed[]) {
  const coverage = new Coverage(ruleset);
  const files = Object.entries(tests)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]): TestFileResult => {
      try {
        const cases = parseTestFile(text).filter(({ name }) => name.includes(filter));
        return { path, cases: cases.map((one) => runCase(ruleset, one, coverage, lists)), problem: null };
      } catch (error) {
        if (!(error instanceof TestFileError)) throw error;
        return { path, cases: [], problem: { line: error.line, message: error.message } };
      }
    });
  const cases = files.flatMap((file) => file.cases);
  const unread = files.filter(({ problem }) => problem !== null).length;
  const failed = cases.filter(({ passed }) => !passed).length + unread;
  return {
    ok: failed === 0,
    passed: cases.filter(({ passed }) => passed).length,
    failed,
    files,
    coverage: coverage.report(),
  };
}
