/**
 * State beside memory that is a fold over the journal too: the same entries in the same order give the same state (P3). A checkpoint
 * holds it as of the moment that it fixes, and a restart loads it before it replays what follows.
 */
import { hash } from 'node:crypto';
import type { Ruleset } from '@lapwing/sml';

export interface Fold {
  /** Its name in checkpoints. */
  readonly name: string;
  /** The state as what JSON can say. It is written down at once, so it may be the state itself. */
  save(): unknown;
  /** Take a saved state in place of the initial one. Throws a TypeError where it is of no known form. */
  load(saved: unknown): void;
  /** Another ruleset is in force behind `position`; `nowMillis` is event time, 0 before the first event. */
  activated?(ruleset: Ruleset, position: number, nowMillis: number): void;
}

/** The state of all folds, by their names, behind a checksum: a wrong digit in it would be wrong counts. */
export function encodeFolds(folds: readonly Fold[]): Uint8Array {
  const text = JSON.stringify(Object.fromEntries(folds.map((fold) => [fold.name, fold.save()])));
  return new TextEncoder().encode(`${hash('sha256', text)}\n${text}`);
}

/** What `encodeFolds` wrote, by names. Throws a TypeError where it is damaged. */
export function decodeFolds(bytes: Uint8Array): ReadonlyMap<string, unknown> {
  const [checksum, ...lines] = new TextDecoder().decode(bytes).split('\n');
  const text = lines.join('\n');
  const saved: unknown = checksum === hash('sha256', text) ? JSON.parse(text) : null;
  if (typeof saved === 'object' && saved !== null) return new Map(Object.entries(saved));
  throw new TypeError('the state of the checkpoint is damaged');
}

/**
 * Load what a checkpoint holds; a fold that it does not know begins anew. Throws a TypeError where it holds one that is not there:
 * going on without it would decide otherwise than before.
 */
export function loadFolds(folds: readonly Fold[], saved: ReadonlyMap<string, unknown>): void {
  for (const [name, state] of saved) {
    const fold = folds.find((candidate) => candidate.name === name);
    if (fold === undefined) throw new TypeError(`the checkpoint holds '${name}', which this version does not know`);
    fold.load(state);
  }
}
