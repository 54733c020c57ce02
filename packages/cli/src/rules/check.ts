/** `lapwing rules check DIR`: every error and warning of a ruleset. */
import { systemRegistry } from '@lapwing/server/rules';
import { checkRuleset, type Diagnostic, lintProgram, renderDiagnostics } from '@lapwing/sml';
import { loadRulesetDirectory } from '@lapwing/sml/load';
import { type Command, Option } from 'commander';
import type { ExitCode } from '../exit.ts';
import { printJson } from '../output/json.ts';
import { rulesetDirectory } from './directory.ts';

interface CheckOptions {
  readonly dialect: 'compat' | 'strict' | 'reference';
  readonly lint: boolean;
  readonly json?: boolean;
}

export function checkCommand(rules: Command, done: (code: ExitCode) => void): void {
  rules
    .command('check')
    .description('Report errors, warnings and lints; exits 1 where there is an error')
    .argument('[directory]', 'the ruleset', '.')
    .addOption(new Option('--dialect <dialect>').choices(['compat', 'strict', 'reference']).default('compat'))
    .option('--no-lint', 'errors and warnings only')
    .option('--json', 'print the findings as a JSON array')
    .action(async (directory: string, options: CheckOptions) => {
      done(await check(directory, options));
    });
}

async function check(directory: string, { dialect, lint, json }: CheckOptions): Promise<ExitCode> {
  const sources = await loadRulesetDirectory(await rulesetDirectory(directory));
  const { program, diagnostics } = checkRuleset(sources, systemRegistry(), { dialect });
  const all = program === null || !lint ? diagnostics : [...diagnostics, ...lintProgram(program)];
  const errors = all.filter(({ severity }) => severity === 'error').length;
  if (json === true) printJson(all.map(toRecord));
  else {
    if (all.length > 0) console.log(renderDiagnostics(all));
    console.log(`${sources.rules.size} files, ${errors} errors, ${all.length - errors} warnings`);
  }
  return errors > 0 ? 1 : 0;
}

function toRecord({ severity, code, message, span, hint }: Diagnostic) {
  return {
    severity,
    code: code ?? null,
    message,
    path: span.source.path,
    line: span.line,
    column: span.column,
    hint: hint ?? null,
  };
}
