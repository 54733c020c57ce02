/** Co-action graphs: actors joined by what they did together. */

import type { Weight } from './options.ts';

/**
 * Edges as columns, ordered by `from`, then `to`. Without direction `from < to` (or equal, for loops). `first[a] … first[a + 1]` are
 * the edges whose `from` is `a`.
 */
export interface CoactionGraph {
  readonly actors: number;
  readonly directed: boolean;
  /** What weights count. */
  readonly counts: Weight;
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly weight: Uint32Array;
  readonly first: Uint32Array;
  /** Objects whose pairs were looked at only between actors that other objects join; empty where the graph is exact. */
  readonly capped: readonly CappedObject[];
}

export interface CappedObject {
  readonly object: number;
  readonly shares: number;
  /** Pairs of its shares within the window. */
  readonly pairs: number;
}

/** Actors that have an edge. */
export function connectedActors({ actors, from, to }: CoactionGraph): number {
  const seen = new Uint8Array(actors);
  let count = 0;
  for (const ends of [from, to]) {
    for (const actor of ends) {
      count += 1 - seen[actor]!;
      seen[actor] = 1;
    }
  }
  return count;
}
