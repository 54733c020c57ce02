/** `lapwing rules …`: tools of people who write rules. */
import type { Command } from 'commander';
import type { ExitCode } from '../exit.ts';
import { backfillCommand } from '../rules/backfill.ts';
import { checkCommand } from '../rules/check.ts';
import { docsCommand } from '../rules/docs.ts';
import { explainCommand } from '../rules/explain.ts';
import { formatCommand } from '../rules/format.ts';
import { goldenCommand } from '../rules/golden.ts';
import { graphCommand } from '../rules/graph.ts';
import { lspCommand } from '../rules/lsp.ts';
import { testCommand } from '../rules/test.ts';
import { versionCommands } from '../rules/version-commands.ts';

export function rulesCommands(program: Command, done: (code: ExitCode) => void): void {
  const rules = program.command('rules').description('Check, format and try rules');
  checkCommand(rules, done);
  formatCommand(rules, done);
  explainCommand(rules, done);
  docsCommand(rules, done);
  graphCommand(rules, done);
  lspCommand(rules, done);
  goldenCommand(rules, done);
  testCommand(rules, done);
  backfillCommand(rules, done);
  versionCommands(rules, done);
}
