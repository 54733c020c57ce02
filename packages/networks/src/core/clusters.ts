/** Clusters of a co-action graph, each with what a person needs to judge it. */
import { connectedComponents } from './components.ts';
import type { CoactionGraph } from './graph.ts';
import { type LeidenOptions, leiden } from './leiden/leiden.ts';
import { orderShares } from './order.ts';
import type { Shares } from './shares.ts';
import type { Significance } from './significance.ts';
import { edgesWhere, neighboursOf } from './undirected.ts';

export interface ClusterOptions extends LeidenOptions {
  readonly method?: 'leiden' | 'components';
  /** Take only edges with a q-value of at most this; needs `significance`. */
  readonly maxQ?: number;
  readonly significance?: Significance;
  /** That of the graph. */
  readonly windowMillis: number;
  /** Objects listed for each cluster. */
  readonly objectsListed?: number;
}

export interface Cluster {
  /** Most connected first. */
  readonly members: readonly Member[];
  readonly edges: number;
  /** Share of its pairs that an edge joins. */
  readonly density: number;
  /** Sum of its edges' weights, and what chance would give at most; null where nothing was tested. */
  readonly weight: number;
  readonly expected: number | null;
  /** The largest of its edges' q-values: at most this share of such edges comes from chance. */
  readonly maxQ: number | null;
  /** What members shared within the window of each other, by how many of them did. */
  readonly objects: readonly PushedObject[];
  readonly firstMillis: number;
  readonly lastMillis: number;
  /** The cluster's joint shares by hour of the day, in UTC. */
  readonly hours: readonly number[];
}

export interface Member {
  readonly actor: number;
  /** Sum of the weights of its edges within the cluster. */
  readonly strength: number;
  /** Shares of its own, and how many of them were joint. A member with a small part of them may be caught by accident. */
  readonly shares: number;
  readonly jointShares: number;
}

export interface PushedObject {
  readonly object: number;
  readonly members: number;
  readonly shares: number;
}

/** Clusters of two and more, largest first, then by their lowest actor. */
export function clusters(shares: Shares, graph: CoactionGraph, options: ClusterOptions): Cluster[] {
  const { significance, maxQ = 1, method = 'leiden', windowMillis, objectsListed = 10 } = options;
  const { from, to, weight } = graph;
  const keeps = (edge: number) =>
    from[edge] !== to[edge] && (significance === undefined || significance.qValue[edge]! <= maxQ);
  const neighbours = neighboursOf(graph.actors, edgesWhere(graph, keeps));
  const community = method === 'leiden' ? leiden(neighbours, options) : connectedComponents(neighbours);
  const drafts = new Map<number, Draft>();
  for (let edge = 0; edge < from.length; edge++) {
    if (!keeps(edge) || community[from[edge]!] !== community[to[edge]!]) continue;
    const draft = drafts.get(community[from[edge]!]!) ?? new Draft(significance !== undefined);
    drafts.set(community[from[edge]!]!, draft);
    draft.addEdge(
      from[edge]!,
      to[edge]!,
      weight[edge]!,
      significance?.expected[edge] ?? 0,
      significance?.qValue[edge] ?? 0,
    );
  }
  addJointShares(shares, windowMillis, community, drafts);
  const total = new Uint32Array(shares.actors);
  for (const actor of shares.actor) total[actor]!++;
  return [...drafts.values()]
    .map((draft) => draft.finish(total, objectsListed))
    .sort((a, b) => b.members.length - a.members.length || lowest(a) - lowest(b));
}

function lowest({ members }: Cluster): number {
  return members.reduce((least, { actor }) => Math.min(least, actor), Number.POSITIVE_INFINITY);
}

/** Shares that have one of another member within the window. */
function addJointShares(
  shares: Shares,
  windowMillis: number,
  community: Uint32Array,
  drafts: ReadonlyMap<number, Draft>,
): void {
  const { actor, object, timeMillis, objectStart } = orderShares(shares, windowMillis);
  for (let place = 0; place < actor.length; place++) {
    const draft = drafts.get(community[actor[place]!]!);
    if (draft === undefined || !draft.has(actor[place]!)) continue;
    const isJoint = (other: number) =>
      actor[other] !== actor[place] &&
      community[actor[other]!] === community[actor[place]!] &&
      draft.has(actor[other]!);
    let joint = false;
    const end = objectStart[object[place]! + 1]!;
    for (let i = place + 1; !joint && i < end && timeMillis[i]! - timeMillis[place]! <= windowMillis; i++)
      joint = isJoint(i);
    const begin = objectStart[object[place]!]!;
    for (let i = place - 1; !joint && i >= begin && timeMillis[place]! - timeMillis[i]! <= windowMillis; i--)
      joint = isJoint(i);
    if (joint) draft.addShare(actor[place]!, object[place]!, timeMillis[place]!);
  }
}

const HOUR_MILLIS = 3_600_000;

class Draft {
  readonly #tested: boolean;
  readonly #members = new Map<number, { strength: number; jointShares: number }>();
  readonly #objects = new Map<number, { shares: number; readonly members: Set<number> }>();
  readonly #hours = new Array<number>(24).fill(0);
  #edges = 0;
  #weight = 0;
  #expected = 0;
  #maxQ = 0;
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  constructor(tested: boolean) {
    this.#tested = tested;
  }

  has(actor: number): boolean {
    return this.#members.has(actor);
  }

  addEdge(a: number, b: number, weight: number, expected: number, q: number): void {
    this.#edges++;
    this.#weight += weight;
    this.#expected += expected;
    this.#maxQ = Math.max(this.#maxQ, q);
    for (const actor of [a, b]) {
      const member = this.#members.get(actor);
      if (member === undefined) this.#members.set(actor, { strength: weight, jointShares: 0 });
      else member.strength += weight;
    }
  }

  addShare(actor: number, object: number, timeMillis: number): void {
    const member = this.#members.get(actor);
    if (member !== undefined) member.jointShares++;
    const pushed = this.#objects.get(object) ?? { shares: 0, members: new Set<number>() };
    this.#objects.set(object, pushed);
    pushed.shares++;
    pushed.members.add(actor);
    this.#first = Math.min(this.#first, timeMillis);
    this.#last = Math.max(this.#last, timeMillis);
    this.#hours[((Math.floor(timeMillis / HOUR_MILLIS) % 24) + 24) % 24]!++;
  }

  finish(shares: Uint32Array, objectsListed: number): Cluster {
    const size = this.#members.size;
    return {
      members: [...this.#members]
        .map(([actor, { strength, jointShares }]) => ({ actor, strength, shares: shares[actor]!, jointShares }))
        .sort((a, b) => b.strength - a.strength || a.actor - b.actor),
      edges: this.#edges,
      density: this.#edges / ((size * (size - 1)) / 2),
      weight: this.#weight,
      expected: this.#tested ? this.#expected : null,
      maxQ: this.#tested ? this.#maxQ : null,
      objects: [...this.#objects]
        .map(([object, { shares: count, members }]) => ({ object, members: members.size, shares: count }))
        .sort((a, b) => b.members - a.members || b.shares - a.shares || a.object - b.object)
        .slice(0, objectsListed),
      firstMillis: this.#first,
      lastMillis: this.#last,
      hours: this.#hours,
    };
  }
}
