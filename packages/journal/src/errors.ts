/** What can go wrong with a journal, with the place where it did. */

export type JournalErrorCode =
  /** The journal was closed. */
  | 'closed'
  /** The disk failed; nothing more is accepted until the journal is opened again. */
  | 'failed'
  /** Too much waits for the disk; see `whenWritable`. */
  | 'full'
  /** The entry is over the limit. */
  | 'too-large'
  /** A position, time or option that cannot be. */
  | 'invalid'
  /** Another process (or another journal in this one) has the directory open. */
  | 'locked'
  /** The position is before the first or after the last entry. */
  | 'not-held'
  /** Bytes on disk are not what was written. */
  | 'corrupt';

export interface JournalErrorPlace {
  readonly file?: string;
  readonly offset?: number;
  readonly position?: number;
}

export class JournalError extends Error {
  override readonly name = 'JournalError';
  readonly code: JournalErrorCode;
  readonly file: string | null;
  readonly offset: number | null;
  readonly position: number | null;

  constructor(code: JournalErrorCode, message: string, place: JournalErrorPlace = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.file = place.file ?? null;
    this.offset = place.offset ?? null;
    this.position = place.position ?? null;
  }
}
