/** What can be wrong with files of notes and ratings, with the place where it is. */

export type NotesErrorCode =
  /** A file or directory that is not there, or holds nothing to read. */
  | 'missing'
  /** A file whose columns are not those of its kind. */
  | 'columns'
  /** A field that cannot be what it holds. */
  | 'value'
  /** A compressed or quoted part that is cut off or damaged. */
  | 'damaged'
  /** Files that contradict each other or themselves. */
  | 'contradiction'
  /** More than a limit allows; see `limits.ts`. */
  | 'limit'
  /** Data on which the algorithm is not defined. */
  | 'undefined';

export interface NotesErrorPlace {
  readonly file?: string;
  /** Line of the file, the header being line 1. */
  readonly line?: number;
  /** Number of the field in its line, from 1. */
  readonly column?: number;
  readonly columnName?: string;
}

export class NotesError extends Error {
  override readonly name = 'NotesError';
  readonly code: NotesErrorCode;
  readonly place: NotesErrorPlace;

  constructor(code: NotesErrorCode, message: string, place: NotesErrorPlace = {}) {
    super(`${describePlace(place)}${message}`);
    this.code = code;
    this.place = place;
  }
}

function describePlace(place: NotesErrorPlace): string {
  if (place.file === undefined) return '';
  const line = place.line === undefined ? '' : `:${place.line}`;
  const column = place.column === undefined ? '' : `:${place.column}`;
  const name = place.columnName === undefined ? '' : ` ${place.columnName}:`;
  return `${place.file}${line}${column}:${name} `;
}
