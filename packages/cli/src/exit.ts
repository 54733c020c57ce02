/** Exit codes of every command: 0 done or yes, 1 the answer is no, 2 it could not run. */
export type ExitCode = 0 | 1 | 2;

/** What a person did wrong or has to know; printed without a stack trace, and the exit code is 2. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** Errors whose message says what is wrong and where: rooms raise them for what comes from outside. */
const SPEAKING = new Set([
  'AccountError',
  'BacktestError',
  'CommandError',
  'ConfigError',
  'EnforcementError',
  'JournalError',
  'LearnError',
  'NetworksError',
  'NotesError',
  'PipelineError',
  'RulesError',
  'ScenarioError',
  'WarehouseError',
]);

/** The lines to print for an error: its message where that speaks for itself, else with the stack. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Errors of the system say what was tried on what: a port that is taken, a file that may not be written.
  const speaks = SPEAKING.has(error.name) || 'syscall' in error;
  return speaks ? error.message : (error.stack ?? error.message);
}
