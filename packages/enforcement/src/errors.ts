/** What can be wrong with what enforcement is given. */
export class EnforcementError extends Error {
  override readonly name = 'EnforcementError';
  readonly code: 'bad-sink' | 'bad-effect' | 'bad-page' | 'migration-failed' | 'unreadable';

  constructor(code: EnforcementError['code'], message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
