/** Counters that begin empty when a ruleset takes the place of another one. */
import { listFunctions } from '@lapwing/memory';
import type { Ruleset } from '@lapwing/sml';

/** A call that remembers. */
export interface NewCounter {
  readonly function: string;
  readonly path: string;
  readonly line: number;
}

/** Calls of `after` that `before` did not make, or made otherwise. Lists are not counted, people keep them. */
export function newCounters(before: Ruleset, after: Ruleset): readonly NewCounter[] {
  const known = new Set(before.observationSites.map(({ identity }) => identity));
  const lists = listFunctions();
  return after.observationSites
    .filter((site) => site.purity === 'memory' && !lists.has(site.function) && !known.has(site.identity))
    .map(({ function: name, path, line }) => ({ function: name, path, line }));
}

/** `IncrementWindow (main.sml:4), and 2 more`. */
export function countersText(counters: readonly NewCounter[]): string {
  const shown = counters.slice(0, 5).map((counter) => `${counter.function} (${counter.path}:${counter.line})`);
  const more = counters.length - shown.length;
  return more > 0 ? `${shown.join(', ')}, and ${more} more` : shown.join(', ');
}
