/** The error of reading JSON. */

/** Why a text is not the JSON that was asked for. `offset` is in UTF-16 units, -1 where the text as a whole is meant. */
export class JsonError extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.name = 'JsonError';
    this.offset = offset;
  }
}
