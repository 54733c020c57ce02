/**
 * Dense blocks of a graph of actors and objects that camouflage does not hide, as FRAUDAR finds them (Hooi et al., KDD 2016): an edge
 * to an object weighs `1 / ln(sharers + 5)`, so that acting on popular things as well changes little, and nodes are peeled off from
 * the lightest on. The densest block is at least half as dense as the densest that there is (Charikar 2000).
 */
import { NetworksError } from '../errors.ts';
import { checkShares, type Shares } from '../shares.ts';
import { LeastFirst } from './least-first.ts';

export interface DenseBlock {
  /** Ascending. */
  readonly actors: readonly number[];
  readonly objects: readonly number[];
  /** Pairs of an actor and an object that it acted on. */
  readonly pairs: number;
  /** Their weight by the number of actors and objects: what the block has most of. */
  readonly weightPerNode: number;
}

export interface DenseBlockOptions {
  /** How many; pairs of one are left out when the next is looked for. */
  readonly blocks?: number;
  readonly minActors?: number;
  readonly minObjects?: number;
}

/** The paper's constant. */
const LOG_OFFSET = 5;

/** Densest first. Throws a NetworksError where options or shares are not in order. */
export function denseBlocks(shares: Shares, options: DenseBlockOptions = {}): DenseBlock[] {
  const { blocks = 1, minActors = 2, minObjects = 1 } = options;
  for (const [name, value] of Object.entries({ blocks, minActors, minObjects })) {
    if (!Number.isInteger(value) || value < 1) throw new NetworksError(`${name} must be a whole number from 1 on`);
  }
  checkShares(shares);
  let pairs = distinctPairs(shares);
  const sharers = new Uint32Array(shares.objects);
  for (const object of pairs.object) sharers[object]!++;
  const found: DenseBlock[] = [];
  for (let rest = blocks; rest > 0 && pairs.actor.length > 0; rest--) {
    const { isIn, weightPerNode } = densest(shares, pairs, sharers);
    const keeps = (pair: number) => isIn[pairs.actor[pair]!]! + isIn[shares.actors + pairs.object[pair]!]! === 2;
    const numbers = Uint32Array.from(pairs.actor.keys());
    const inside = numbers.filter(keeps);
    const distinct = (column: Uint32Array) => [...new Set(inside.map((pair) => column[pair]!))].sort((a, b) => a - b);
    const [actors, objects] = [distinct(pairs.actor), distinct(pairs.object)];
    if (actors.length >= minActors && objects.length >= minObjects) {
      found.push({ actors, objects, pairs: inside.length, weightPerNode });
    }
    const others = numbers.filter((pair) => !keeps(pair));
    pairs = { actor: others.map((pair) => pairs.actor[pair]!), object: others.map((pair) => pairs.object[pair]!) };
  }
  return found;
}

interface Pairs {
  readonly actor: Uint32Array;
  readonly object: Uint32Array;
}

/** Who acted on what, however often. */
function distinctPairs({ actor, object, objects }: Shares): Pairs {
  const keys = Float64Array.from(actor, (a, row) => a * objects + object[row]!).sort();
  const kept = keys.filter((key, i) => i === 0 || key !== keys[i - 1]);
  return {
    actor: Uint32Array.from(kept, (key) => Math.floor(key / objects)),
    object: Uint32Array.from(kept, (key) => key % objects),
  };
}

/** Nodes are actors, then objects. */
function densest({ actors, objects }: Shares, { actor, object }: Pairs, sharers: Uint32Array) {
  const nodes = actors + objects;
  const start = new Uint32Array(nodes + 1);
  for (let pair = 0; pair < actor.length; pair++) {
    start[actor[pair]! + 1]!++;
    start[actors + object[pair]! + 1]!++;
  }
  for (let node = 0; node < nodes; node++) start[node + 1]! += start[node]!;
  const next = start.slice(0, nodes);
  const other = new Uint32Array(actor.length * 2);
  const weightOf = Float64Array.from(sharers, (count) => 1 / Math.log(count + LOG_OFFSET));
  const weight = new Float64Array(nodes);
  let total = 0;
  for (let pair = 0; pair < actor.length; pair++) {
    const [a, o] = [actor[pair]!, actors + object[pair]!];
    other[next[a]!++] = o;
    other[next[o]!++] = a;
    weight[a]! += weightOf[object[pair]!]!;
    weight[o]! += weightOf[object[pair]!]!;
    total += weightOf[object[pair]!]!;
  }
  const present = Uint32Array.from(weight.keys()).filter((node) => start[node + 1]! > start[node]!);
  const queue = new LeastFirst(present, weight);
  const order: number[] = [];
  let best = total / present.length;
  let bestAfter = 0;
  for (let left = present.length; left > 1; left--) {
    const node = queue.take();
    order.push(node);
    for (let i = start[node]!; i < start[node + 1]!; i++) {
      const neighbour = other[i]!;
      if (!queue.has(neighbour)) continue;
      const lost = weightOf[(node < actors ? neighbour : node) - actors]!;
      total -= lost;
      queue.lower(neighbour, lost);
    }
    // What is gone for good may leave a trace of rounding; a block that is no denser is no better.
    if (total / (left - 1) > best + 1e-12) [best, bestAfter] = [total / (left - 1), order.length];
  }
  const isIn = new Uint8Array(nodes);
  for (const node of present) isIn[node] = 1;
  for (const node of order.slice(0, bestAfter)) isIn[node] = 0;
  return { isIn, weightPerNode: best };
}
