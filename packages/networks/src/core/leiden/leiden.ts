/**
 * Communities by the Leiden algorithm (Traag, Waltman and van Eck 2019): as Louvain, but every community is connected.
 *
 * - L1 Every community is connected.
 * - L2 The same graph and seed give the same communities.
 */
import { NetworksError } from '../errors.ts';
import { LEIDEN_ROUNDS } from '../limits.ts';
import { type Random, randomOf } from '../random.ts';
import type { Neighbours } from '../undirected.ts';
import { firstLevel, type Level, merged } from './level.ts';
import { moveNodes } from './move.ts';
import { refine } from './refine.ts';

export interface LeidenOptions {
  /** Weight of chance in modularity: above 1 gives smaller communities, below 1 larger ones. */
  readonly resolution?: number;
  readonly seed?: number;
  /** How often to begin again from what was found; fewer where nothing moves any more, and then no actor gains by moving. */
  readonly rounds?: number;
}

/**
 * Community of each node, numbered in order of their lowest node; nodes without edges are alone. Weights are at least 0.
 * Throws a NetworksError where the resolution is none.
 */
export function leiden(
  graph: Neighbours,
  { resolution = 1, seed = 1, rounds = LEIDEN_ROUNDS }: LeidenOptions = {},
): Uint32Array {
  if (!(resolution > 0)) throw new NetworksError('the resolution must be larger than 0');
  const random = randomOf(seed);
  const base = firstLevel(graph);
  let community = Uint32Array.from({ length: graph.nodes }, (_, node) => node);
  if (base.total === 0) return community;
  // Once a group has moved, a node of it may do better elsewhere: begin again from what was found, until nothing moves.
  for (let round = 0; round < rounds; round++) {
    const next = improve(base, community, resolution, random);
    if (next === null) break;
    community = next;
  }
  return community;
}

/** From communities to better ones, through ever larger groups; null where nothing moves. */
function improve(base: Level, from: Uint32Array, resolution: number, random: Random): Uint32Array<ArrayBuffer> | null {
  let level = base;
  let community = from.slice();
  /** The level's node that each node of the graph is in. */
  let inside = Uint32Array.from({ length: base.nodes }, (_, node) => node);
  let improved = false;
  for (;;) {
    const moved = moveNodes(level, community, resolution, random);
    improved ||= moved;
    const { numbers: part, count } = renumber(refine(level, community, resolution, random));
    // Each round but the last merges nodes, so that there are at most as many as nodes.
    if (count === level.nodes) break;
    const ofPart = new Uint32Array(count);
    for (let node = 0; node < level.nodes; node++) ofPart[part[node]!] = community[node]!;
    level = merged(level, part, count);
    inside = inside.map((node) => part[node]!);
    // The merged nodes begin in the communities that they were parts of.
    community = renumber(ofPart).numbers;
  }
  return improved ? renumber(inside.map((node) => community[node]!)).numbers : null;
}

/** The same groups, numbered from 0 in the order in which they first come. */
function renumber(groups: Uint32Array): { readonly numbers: Uint32Array<ArrayBuffer>; readonly count: number } {
  const numbers = new Map<number, number>();
  const renumbered = Uint32Array.from(groups, (group) => {
    const number = numbers.get(group) ?? numbers.size;
    numbers.set(group, number);
    return number;
  });
  return { numbers: renumbered, count: numbers.size };
}
