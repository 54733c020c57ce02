/** The `.json` of a checkpoint: what its other files are as of. */

/** The ruleset that was in force, and since when. */
export interface Activated {
  readonly hash: string;
  readonly position: number;
  readonly atMillis: number;
}

export interface Description {
  readonly position: number;
  readonly activated: Activated | null;
  /** The position up to which the id snapshot that was newest then goes. */
  readonly idsPosition: number;
  /** True where a `.folds` file belongs to it: checkpoints from before there were folds have none. */
  readonly folds: boolean;
  /** True where a `.candidate` file belongs to it. */
  readonly candidate: boolean;
}

/** Throws a TypeError or SyntaxError where the text is not what `JSON.stringify` made of a description. */
export function decodeDescription(text: string): Description {
  const value: unknown = JSON.parse(text);
  if (isRecord(value)) {
    const { position, activated, idsPosition, folds, candidate } = value;
    if (isPosition(position) && isPosition(idsPosition) && (activated === null || isActivated(activated))) {
      return { position, activated, idsPosition, folds: folds === true, candidate: candidate === true };
    }
  }
  throw new TypeError('the description of the checkpoint is of no known form');
}

function isActivated(value: unknown): value is Activated {
  return (
    isRecord(value) &&
    typeof value['hash'] === 'string' &&
    isPosition(value['position']) &&
    typeof value['atMillis'] === 'number'
  );
}

function isPosition(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
