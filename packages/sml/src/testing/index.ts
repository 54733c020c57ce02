/** Testing of rules: golden cases of the reference, and tests that stand beside the rules. */
export { type DiffLine, diffLines, renderDiff } from './diff.ts';
export { type Difference, parseDifferences } from './differences.ts';
export { failingFunctions } from './failing-functions.ts';
export { type GoldenOptions, type GoldenResult, goldenRegistry, runGoldenCase } from './golden.ts';
export { type GoldenAnswer, type GoldenCase, GoldenFormatError, parseGoldenCases } from './golden-case.ts';
