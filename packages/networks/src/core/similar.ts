/** Actors whose messages are similar, pair by pair: similarity is not transitive, so that there are no objects to share. */
import { EdgeList } from './edges.ts';
import { NetworksError } from './errors.ts';
import type { CoactionGraph } from './graph.ts';
import { orderShares } from './order.ts';
import { checkShares, type Shares } from './shares.ts';

export interface SimilarityGraphOptions {
  readonly windowMillis: number;
  readonly minRepetition?: number;
  readonly loops?: boolean;
}

/** Objects that are similar to an object beside itself, by its number: `other[start[o] … start[o + 1])`. */
export interface SimilarObjects {
  readonly start: Uint32Array;
  readonly other: Uint32Array;
}

/**
 * An edge from a to b counts the messages of a that have a similar one of b within the window (the co-similarity of the coordination
 * network toolkit). Objects are distinct texts; each is similar to itself.
 */
export function similarityGraph(
  shares: Shares,
  similar: SimilarObjects,
  { windowMillis, minRepetition = 1, loops = false }: SimilarityGraphOptions,
): CoactionGraph {
  if (!(windowMillis >= 0)) throw new NetworksError('the window must be 0 or longer');
  checkShares(shares);
  // All shares: what has no other of its own object near may have one of a similar object.
  const ordered = orderShares(shares, Number.POSITIVE_INFINITY, true);
  const { actor, object, timeMillis, message, objectStart, actorStart, byActor } = ordered;
  const count = new Uint32Array(shares.actors);
  const last = new Float64Array(shares.actors).fill(-1);
  const edges = new EdgeList(shares.actors);
  for (let a = 0; a < shares.actors; a++) {
    const partners: number[] = [];
    const places = byActor.slice(actorStart[a]!, actorStart[a + 1]!).sort((x, y) => message[x]! - message[y]! || x - y);
    for (const place of places) {
      const of = object[place]!;
      const time = timeMillis[place]!;
      const look = (theirs: number) => {
        const end = objectStart[theirs + 1]!;
        let other = lowerBound(timeMillis, objectStart[theirs]!, end, time - windowMillis);
        for (; other < end && timeMillis[other]! <= time + windowMillis; other++) {
          const partner = actor[other]!;
          if (message[other] === message[place] || last[partner] === message[place] || (partner === a && !loops))
            continue;
          if (last[partner] === -1) partners.push(partner);
          last[partner] = message[place]!;
          count[partner]!++;
        }
      };
      look(of);
      for (let i = similar.start[of]!; i < similar.start[of + 1]!; i++) look(similar.other[i]!);
    }
    for (const partner of partners.sort((x, y) => x - y)) {
      if (count[partner]! >= minRepetition) edges.push(a, partner, count[partner]!);
      count[partner] = 0;
      last[partner] = -1;
    }
  }
  return edges.finish({ directed: true, counts: 'messages', capped: [] });
}

function lowerBound(times: Float64Array, from: number, to: number, least: number): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
