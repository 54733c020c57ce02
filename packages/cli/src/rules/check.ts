/** `lapwing rules check DIR`: every error and warning of a ruleset. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROLLOUT_FILE, readDeclared } from '@lapwing/pipeline/rollout-file';
import { systemRegistry } from '@lapwing/server/rules';
import {
  applyFixes,
  checkRuleset,
  compileRuleset,
  type Diagnostic,
  type Dialect,
  diagnosticDocs,
  lintProgram,
  type Program,
  renderDiagnostics,
} from '@lapwing/sml';
import { loadRulesetDirectory } from '@lapwing/sml/load';
import { type Command, Option } from 'commander';
import { CommandError, type ExitCode } from '../exit.ts';
import { printJson } from '../output/json.ts';
import { rulesetDirectory } from './directory.ts';

interface CheckCommandOptions {
  readonly dialect: Dialect;
  /** `CODE=level` settings; false for no lints at all. */
  readonly lint?: boolean | readonly string[];
  readonly fix?: boolean;
  readonly format: 'text' | 'github' | 'json';
  readonly json?: boolean;
}

type Level = 'off' | 'warn' | 'error';

/** Rounds of fixing: a fix may uncover another. */
const FIX_ROUNDS_MAX = 10;

export function checkCommand(rules: Command, done: (code: ExitCode) => void): void {
  rules
    .command('check')
    .description('Report errors, warnings and lints; exits 1 where there is an error')
    .argument('[directory]', 'the ruleset, or an example directory that holds one', '.')
    .addOption(new Option('--dialect <dialect>').choices(['compat', 'strict', 'reference']).default('compat'))
    .option('--lint <code=level...>', 'off, warn or error for a code, such as SML201=error')
    .option('--no-lint', 'errors and warnings only')
    .option('--fix', 'apply the safe replacements to the files')
    .addOption(
      new Option('--format <format>', 'how to print; `github` makes annotations of a workflow')
        .choices(['text', 'github', 'json'])
        .default('text'),
    )
    .option('--json', 'print the findings as a JSON array')
    .action(async (directory: string, options: CheckCommandOptions) => {
      done(await check(directory, options));
    });
}

async function check(given: string, options: CheckCommandOptions): Promise<ExitCode> {
  const levels = parseLevels(options.lint);
  const directory = await rulesetDirectory(given);
  const fixed = new Set<string>();
  let { found, files } = await findings(directory, options, levels);
  for (let round = 0; options.fix === true && round < FIX_ROUNDS_MAX; round++) {
    const changes = applyFixes(found);
    if (changes.size === 0) break;
    for (const [path, text] of changes) {
      await writeFile(join(directory, path), text);
      fixed.add(path);
    }
    ({ found, files } = await findings(directory, options, levels));
  }
  const errors = found.filter(({ severity }) => severity === 'error').length;
  const format = options.json === true ? 'json' : options.format;
  if (format === 'json') printJson(found.map(toRecord));
  else if (format === 'github') for (const one of found) console.log(annotation(one, directory));
  else {
    if (found.length > 0) console.log(renderDiagnostics(found));
    for (const path of fixed) console.log(`${path} was changed`);
    console.log(`${files} files, ${errors} errors, ${found.length - errors} warnings`);
  }
  return errors > 0 ? 1 : 0;
}

async function findings(
  directory: string,
  { dialect, lint }: CheckCommandOptions,
  levels: ReadonlyMap<string, Level>,
): Promise<{ readonly found: readonly Diagnostic[]; readonly files: number }> {
  const sources = await loadRulesetDirectory(directory);
  const { program, diagnostics } = checkRuleset(sources, systemRegistry(), { dialect });
  const enable = [...levels].filter(([, level]) => level !== 'off').map(([code]) => code);
  const lints = program === null || lint === false ? [] : lintProgram(program, { enable });
  const staged = program === null ? [] : rolloutProblems(program);
  const found = [...diagnostics, ...staged, ...lints].flatMap((diagnostic): Diagnostic[] => {
    const level = diagnostic.code === undefined ? undefined : levels.get(diagnostic.code);
    if (level === 'off') return [];
    return [level === undefined ? diagnostic : { ...diagnostic, severity: level === 'error' ? 'error' : 'warning' }];
  });
  return { found, files: sources.rules.size };
}

/** What is wrong with the states that the ruleset declares: a server refuses it for that as well. */
function rolloutProblems(program: Program): Diagnostic[] {
  const declared = readDeclared(compileRuleset(program));
  if (declared.ok) return [];
  const source = { path: ROLLOUT_FILE, text: program.files.file(ROLLOUT_FILE) ?? '' };
  const span = { source, line: 1, column: 0, start: 0, end: 0 };
  return declared.problems.map((problem) => ({
    severity: 'error',
    message: problem.replace(`${ROLLOUT_FILE}: `, ''),
    span,
  }));
}

function parseLevels(settings: boolean | readonly string[] = true): ReadonlyMap<string, Level> {
  const levels = new Map<string, Level>();
  if (!Array.isArray(settings)) return levels;
  const known = new Set(diagnosticDocs.map(({ code }) => code));
  for (const setting of settings.flatMap((text) => text.split(','))) {
    const [code = '', level] = setting.split('=');
    if (!known.has(code)) throw new CommandError(`--lint ${setting}: there is no code \`${code}\``);
    if (level !== 'off' && level !== 'warn' && level !== 'error') {
      throw new CommandError(`--lint ${setting}: the level is off, warn or error`);
    }
    levels.set(code, level);
  }
  return levels;
}

function toRecord({ severity, code, message, span, hint, fix }: Diagnostic) {
  return {
    severity,
    code: code ?? null,
    message,
    path: span.source.path,
    line: span.line,
    column: span.column,
    hint: hint ?? null,
    fix: fix?.title ?? null,
  };
}

/** A workflow command of GitHub Actions: the finding is shown at its line. */
function annotation({ severity, code, message, span, hint }: Diagnostic, directory: string): string {
  const place = `file=${property(join(directory, span.source.path))},line=${span.line},col=${span.column + 1}`;
  const title = code === undefined ? '' : `,title=${property(code)}`;
  return `::${severity} ${place}${title}::${data(hint === undefined ? message : `${message}\n${hint}`)}`;
}

const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
