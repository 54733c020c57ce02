/** The command line: `lapwing COMMAND …`. Every command has `--help` and `--json`. */
import { VERSION } from '@lapwing/server/version';
import { Command, CommanderError } from 'commander';
import { describeError, type ExitCode } from './exit.ts';

/** Run one command line; resolves to the exit code when the command has ended. */
export async function runCommandLine(argv: readonly string[]): Promise<ExitCode> {
  const program = new Command('lapwing')
    .description('Watches over a platform: decides its events, finds what hides in them, and shows it.')
    .version(VERSION)
    // Behind a command, options are the command's own: `undo --version` is a rule's.
    .enablePositionalOptions()
    .exitOverride()
    .showHelpAfterError('(--help shows how)');
  let exitCode: ExitCode = 0;
  const done = (code: ExitCode) => {
    exitCode = code;
  };
  await registerCommands(program, argv[0], done);
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

/** Authors and their editors start `rules` often: it loads the language alone, not the server. So do networks and notes their engines. */
async function registerCommands(
  program: Command,
  first: string | undefined,
  done: (code: ExitCode) => void,
): Promise<void> {
  if (first === 'rules') (await import('./commands/rules.ts')).rulesCommands(program, done);
  else if (first === 'networks') (await import('./commands/networks.ts')).networksCommands(program, done);
  else if (first === 'notes') (await import('./commands/notes.ts')).notesCommands(program, done);
  else (await import('./commands/all.ts')).allCommands(program, done);
}
