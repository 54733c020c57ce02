/** `lapwing rules golden FILE`: recorded answers of the reference implementation against ours. */
import { readFile } from 'node:fs/promises';
import type { Dialect } from '@lapwing/sml';
import {
  GoldenFormatError,
  type GoldenResult,
  goldenRegistry,
  parseDifferences,
  parseGoldenCases,
  runGoldenCase,
} from '@lapwing/sml/testing';
import { type Command, Option } from 'commander';
import { CommandError, type ExitCode } from '../exit.ts';
import { printJson } from '../output/json.ts';

interface GoldenCommandOptions {
  readonly dialect: Dialect;
  readonly json?: boolean;
}

export function goldenCommand(rules: Command, done: (code: ExitCode) => void): void {
  rules
    .command('golden')
    .description('Run recorded cases of the reference implementation and compare byte for byte')
    .argument('<file>', 'one case a line: name, sources, data, outcome, features or error, errors, effects')
    .addOption(
      new Option('--dialect <dialect>', 'everything is meant to be the same only under `reference`')
        .choices(['reference', 'compat', 'strict'])
        .default('reference'),
    )
    .option('--json', 'print the counts and every case as one JSON object')
    .addHelpText('after', '\nExits 1 where a case fails. Documented differences: packages/sml/DIFFERENCES.md')
    .action(async (file: string, options: GoldenCommandOptions) => {
      done(await golden(file, options));
    });
}

async function golden(file: string, { dialect, json }: GoldenCommandOptions): Promise<ExitCode> {
  const cases = await readCases(file);
  const differences = parseDifferences(
    await readFile(new URL(import.meta.resolve('@lapwing/sml/DIFFERENCES.md')), 'utf8'),
  );
  const registry = goldenRegistry();
  const results = cases.map((one) => runGoldenCase(one, registry, { dialect, differences }));
  const failed = results.filter(({ status }) => status === 'failed');
  const differing = results.filter(({ difference }) => difference !== null);
  if (json === true) {
    printJson({ passed: results.length - failed.length, failed: failed.length, dialect, cases: results });
  } else print(results.length, failed, differing);
  return failed.length > 0 ? 1 : 0;
}

async function readCases(file: string) {
  try {
    return parseGoldenCases(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof GoldenFormatError) throw new CommandError(`${file}: ${error.message}`);
    if (error instanceof Error && 'code' in error) throw new CommandError(`${file}: ${error.message}`);
    throw error;
  }
}

function print(total: number, failed: readonly GoldenResult[], differing: readonly GoldenResult[]): void {
  for (const { name, diff } of failed) console.log(`FAILED ${name}\n${diff ?? ''}\n`);
  for (const { name, difference } of differing) console.log(`differs ${name}: ${difference}`);
  console.log(
    `${total - failed.length} passed, ${failed.length} failed, ${differing.length} of them by a documented difference`,
  );
}
