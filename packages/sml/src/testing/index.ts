/** Testing of rules: golden cases of the reference, and tests that stand beside the rules. */
export { Coverage, type CoverageReport, type RuleCoverage, type Seen } from './coverage.ts';
export { type DiffLine, diffLines, renderDiff } from './diff.ts';
export { type Difference, parseDifferences } from './differences.ts';
export { type Comparison, compareExpectation, type Expectation, type Observed, unknownNames } from './expectation.ts';
export { failingFunctions } from './failing-functions.ts';
export { type GoldenOptions, type GoldenResult, goldenRegistry, runGoldenCase } from './golden.ts';
export { type GoldenAnswer, type GoldenCase, GoldenFormatError, parseGoldenCases } from './golden-case.ts';
export { parseTestFile, type TestCase, type TestEvent } from './test-file.ts';
export { TestFileError } from './yaml.ts';
