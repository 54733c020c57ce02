/** `lapwing rules test DIR`: tests that stand beside the rules, and how much of the rules they show. */
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { type CaseResult, runCase } from '@lapwing/server/rule-tests';
import { systemRegistry } from '@lapwing/server/rules';
import { Coverage, type CoverageReport, parseTestFile, TestFileError } from '@lapwing/sml/testing';
import type { Command } from 'commander';
import { CommandError, type ExitCode } from '../exit.ts';
import { type Colours, coloursFor } from '../output/colours.ts';
import { printJson } from '../output/json.ts';
import { filesBelow, loadRuleset } from './directory.ts';
import { configuredLists } from './lists.ts';

interface TestOptions {
  readonly minCoverage?: string;
  readonly filter?: string;
  readonly verbose?: boolean;
  readonly json?: boolean;
}

interface FileResult {
  readonly path: string;
  readonly cases: readonly CaseResult[];
}

export function testCommand(rules: Command, done: (code: ExitCode) => void): void {
  rules
    .command('test')
    .description('Run the tests beside the rules (*.test.yaml): events in, features, rules and effects out')
    .argument('[directory]', 'the ruleset, or an example directory that holds one', '.')
    .option('--filter <text>', 'only cases whose name contains this')
    .option('--min-coverage <percent>', 'exit 1 where the tests show fewer outcomes of rules and conditions')
    .option('--verbose', 'list every condition that was not both true and false')
    .option('--json', 'print results and coverage as one JSON object')
    .addHelpText('after', '\nExits 1 where a case fails, 2 where there are no tests or the rules have errors.')
    .action(async (directory: string, options: TestOptions) => {
      done(await test(directory, options));
    });
}

async function test(given: string, options: TestOptions): Promise<ExitCode> {
  const minimum = options.minCoverage === undefined ? 0 : Number(options.minCoverage);
  if (!(minimum >= 0 && minimum <= 100)) throw new CommandError('--min-coverage: a number from 0 to 100');
  const { directory, ruleset } = await loadRuleset(given, systemRegistry());
  const lists = await configuredLists(given);
  const coverage = new Coverage(ruleset);
  const files: FileResult[] = [];
  for (const path of await filesBelow(directory, '.test.yaml')) {
    const text = await readFile(path, 'utf8');
    const chosen = ofFile(path, () => parseTestFile(text)).filter(({ name }) => name.includes(options.filter ?? ''));
    if (chosen.length === 0) continue;
    const cases = ofFile(path, () => chosen.map((one) => runCase(ruleset, one, coverage, lists)));
    files.push({ path: relative(directory, path), cases });
  }
  if (files.length === 0) throw new CommandError(`${directory}: no tests; they are in files named *.test.yaml`);
  const cases = files.flatMap((file) => file.cases);
  const failed = cases.filter(({ passed }) => !passed).length;
  const report = coverage.report();
  if (options.json === true) {
    printJson({ passed: cases.length - failed, failed, files, coverage: report });
  } else print(files, report, options.verbose === true);
  if (report.percent < minimum && options.json !== true) {
    console.error(`coverage is ${percent(report)}, less than ${minimum} %`);
  }
  return failed > 0 || report.percent < minimum ? 1 : 0;
}

/** Problems of a test file with its name. */
function ofFile<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof TestFileError) throw new CommandError(`${path}:${error.line}: ${error.message}`);
    throw error;
  }
}

function print(files: readonly FileResult[], report: CoverageReport, verbose: boolean): void {
  const colours = coloursFor(process.stdout);
  for (const { path, cases } of files) {
    console.log(colours.bold(path));
    for (const one of cases) {
      console.log(one.passed ? `  ${colours.green('✓')} ${one.name}` : `  ${colours.red('✗')} ${one.name}`);
      for (const { line, event, time, diff } of one.failures) {
        console.log(`      ${colours.dim(`event ${event} at ${time}, expected in line ${line}:`)}`);
        for (const text of diff.split('\n')) console.log(`      ${paint(text, colours)}`);
      }
    }
  }
  const cases = files.flatMap((file) => file.cases);
  const failed = cases.filter(({ passed }) => !passed).length;
  printCoverage(report, verbose, colours);
  console.log(`${cases.length - failed} passed, ${failed} failed`);
}

const paint = (line: string, colours: Colours): string =>
  line.startsWith('-') ? colours.red(line) : line.startsWith('+') ? colours.green(line) : line;

function printCoverage(report: CoverageReport, verbose: boolean, colours: Colours): void {
  const silent = report.rules.filter(({ seen }) => seen.true === 0);
  const conditions = report.rules.flatMap((rule) => rule.conditions);
  const both = conditions.filter(({ seen }) => seen.true > 0 && seen.false > 0).length;
  console.log(
    `\ncoverage ${percent(report)}: ${report.rules.length - silent.length} of ${report.rules.length} rules fired, ` +
      `${both} of ${conditions.length} conditions were both true and false`,
  );
  for (const { name, path, line } of silent) console.log(`  never fired  ${name}  ${colours.dim(`${path}:${line}`)}`);
  if (!verbose) return;
  for (const { path, name, conditions: ofRule } of report.rules) {
    for (const { source, line, seen } of ofRule) {
      if (seen.true > 0 && seen.false > 0) continue;
      const missing = seen.true > 0 ? 'never false' : seen.false > 0 ? 'never true ' : 'never seen ';
      console.log(`  ${missing}  ${source}  ${colours.dim(`${name} ${path}:${line}`)}`);
    }
  }
}

const percent = ({ percent: value }: CoverageReport): string => `${(Math.floor(value * 10) / 10).toFixed(1)} %`;
