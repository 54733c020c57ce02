/** The command line: `lapwing COMMAND …`. Every command has `--help` and `--json`. */
import { VERSION } from '@lapwing/server';
import { Command, CommanderError } from 'commander';
import { accountCommands } from './commands/accounts.ts';
import { ingestCommand } from './commands/ingest.ts';
import { queryCommands } from './commands/query.ts';
import { rulesCommands } from './commands/rules.ts';
import { runCommand } from './commands/run.ts';
import { startCommand } from './commands/start.ts';
import { describeError, type ExitCode } from './exit.ts';

/** Run one command line; resolves to the exit code when the command has ended. */
export async function runCommandLine(argv: readonly string[]): Promise<ExitCode> {
  const program = new Command('lapwing')
    .description('Watches over a platform: decides its events, finds what hides in them, and shows it.')
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError('(--help shows how)');
  let exitCode: ExitCode = 0;
  const done = (code: ExitCode) => {
    exitCode = code;
  };
  startCommand(program, done);
  runCommand(program, done);
  ingestCommand(program, done);
  queryCommands(program, done);
  rulesCommands(program, done);
  accountCommands(program, done);
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has printed its own; help and version are not failures.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    console.error(describeError(error));
    return 2;
  }
}
