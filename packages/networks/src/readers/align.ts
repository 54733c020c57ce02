/** Shares that were read apart, with their actors numbered alike. */
import type { Shares } from '../core/shares.ts';
import type { NamedShares } from './read-shares.ts';

export interface AlignedShares {
  readonly actorNames: readonly string[];
  /** In the order given; objects keep their numbers. */
  readonly shares: readonly Shares[];
}

/** Actors are numbered in order of their names. */
export function alignActors(read: readonly Pick<NamedShares, 'shares' | 'actorNames'>[]): AlignedShares {
  const actorNames = [...new Set(read.flatMap((of) => of.actorNames))].sort();
  const numbers = new Map(actorNames.map((name, number) => [name, number]));
  const shares = read.map((of) => {
    const numberOf = Uint32Array.from(of.actorNames, (name) => numbers.get(name) ?? 0);
    return { ...of.shares, actors: actorNames.length, actor: of.shares.actor.map((actor) => numberOf[actor]!) };
  });
  return { actorNames, shares };
}
