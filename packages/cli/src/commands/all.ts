/** Every command, for `--help` and for whatever is not `rules`. Loads the server and all that it stands on. */
import type { Command } from 'commander';
import type { ExitCode } from '../exit.ts';
import { accountCommands } from './accounts.ts';
import { backtestCommand } from './backtest.ts';
import { brakeCommands } from './brakes.ts';
import { ingestCommand } from './ingest.ts';
import { listsCommands } from './lists.ts';
import { modelCommands } from './model.ts';
import { networksCommands } from './networks.ts';
import { notesCommands } from './notes.ts';
import { queryCommands } from './query.ts';
import { rolloutCommands } from './rollout.ts';
import { rulesCommands } from './rules.ts';
import { runCommand } from './run.ts';
import { simulateCommand } from './simulate.ts';
import { startCommand } from './start.ts';
import { undoCommand } from './undo.ts';

export function allCommands(program: Command, done: (code: ExitCode) => void): void {
  startCommand(program, done);
  runCommand(program, done);
  ingestCommand(program, done);
  queryCommands(program, done);
  backtestCommand(program, done);
  listsCommands(program, done);
  rolloutCommands(program, done);
  modelCommands(program, done);
  networksCommands(program, done);
  rulesCommands(program, done);
  simulateCommand(program, done);
  brakeCommands(program, done);
  undoCommand(program, done);
  notesCommands(program, done);
  accountCommands(program, done);
}
