/** `lapwing rules …`: tools of people who write rules. */
import type { Command } from 'commander';
import type { ExitCode } from '../exit.ts';
import { checkCommand } from '../rules/check.ts';
import { formatCommand } from '../rules/format.ts';
import { goldenCommand } from '../rules/golden.ts';

export function rulesCommands(program: Command, done: (code: ExitCode) => void): void {
  const rules = program.command('rules').description('Check, format and try rules');
  checkCommand(rules, done);
  formatCommand(rules, done);
  goldenCommand(rules, done);
}
