/** A cluster's card: what a person needs to judge it. */
import { hourOf, median } from './joint-shares.ts';

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
  /** How alike it comes out of other runs of Leiden, from 0 to 1; 1 where there was one run, or nothing left to chance. */
  readonly stability: number;
  /** What members shared within the window of each other, by how many of them did. */
  readonly objects: readonly PushedObject[];
  readonly firstMillis: number;
  readonly lastMillis: number;
  /** The cluster's joint shares by hour of the day, in UTC. */
  readonly hours: readonly number[];
  readonly baseline: Baseline;
  /** Actors that stand for it: those who were in step with others on most of its objects. At most `TYPICAL_MAX`. */
  readonly typical: readonly number[];
}

/** How the cluster differs from the platform, each figure beside that of all actors. */
export interface Baseline {
  /** Share of its members' shares that are joint; of all shares, those with one of any other actor within the window. */
  readonly jointShare: number;
  readonly platformJointShare: number;
  /** Median time to the nearest joint share; null where there is none. */
  readonly medianGapMillis: number | null;
  readonly platformMedianGapMillis: number | null;
  /** Of all shares of what it pushed, those that are its own joint ones. */
  readonly exclusivity: number;
  /** Share of its joint shares that would have to be made in another hour of the day to look like the platform's. */
  readonly hourDifference: number;
}

export interface Member {
  readonly actor: number;
  /** Sum of the weights of its edges within the cluster, and their number. */
  readonly strength: number;
  readonly edges: number;
  /** Shares of its own, and how many of them were joint. */
  readonly shares: number;
  readonly jointShares: number;
  /** Share of the other runs of Leiden in which it is in the same cluster. */
  readonly stability: number;
  /** Why it may be caught by accident; empty where nothing speaks for that. */
  readonly doubts: readonly Doubt[];
}

/** `few-joint`: under a tenth of its shares are joint; `one-edge`: it hangs on one other member; `unstable`: other runs have it elsewhere. */
export type Doubt = 'few-joint' | 'one-edge' | 'unstable';

export interface PushedObject {
  readonly object: number;
  readonly members: number;
  readonly shares: number;
}

export interface Platform {
  /** By actor, and by object. */
  readonly sharesOf: Uint32Array;
  readonly sharesOfObject: Uint32Array;
  readonly hours: readonly number[];
  readonly jointShare: number;
  readonly medianGapMillis: number | null;
}

const JOINT_MIN = 0.1;
const STABLE_MIN = 0.5;
const TYPICAL_MAX = 5;

interface DraftMember {
  strength: number;
  edges: number;
  jointShares: number;
  readonly objects: Set<number>;
}

/** What is gathered of a cluster, edge by edge and share by share. */
export class Draft {
  readonly #tested: boolean;
  readonly #stability: number;
  readonly #membership: Float64Array;
  readonly #members = new Map<number, DraftMember>();
  readonly #objects = new Map<number, { shares: number; readonly members: Set<number> }>();
  readonly #hours = new Array<number>(24).fill(0);
  readonly #gaps: number[] = [];
  #edges = 0;
  #weight = 0;
  #expected = 0;
  #maxQ = 0;
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  /** `membership` by actor. */
  constructor(tested: boolean, stability: number, membership: Float64Array) {
    this.#tested = tested;
    this.#stability = stability;
    this.#membership = membership;
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
      const member = this.#members.get(actor) ?? { strength: 0, edges: 0, jointShares: 0, objects: new Set() };
      this.#members.set(actor, member);
      member.strength += weight;
      member.edges++;
    }
  }

  addShare(actor: number, object: number, timeMillis: number, gapMillis: number): void {
    const member = this.#members.get(actor);
    if (member !== undefined) {
      member.jointShares++;
      member.objects.add(object);
    }
    const pushed = this.#objects.get(object) ?? { shares: 0, members: new Set<number>() };
    this.#objects.set(object, pushed);
    pushed.shares++;
    pushed.members.add(actor);
    this.#gaps.push(gapMillis);
    this.#first = Math.min(this.#first, timeMillis);
    this.#last = Math.max(this.#last, timeMillis);
    this.#hours[hourOf(timeMillis)]!++;
  }

  finish(platform: Platform, objectsListed: number): Cluster {
    const size = this.#members.size;
    return {
      members: [...this.#members]
        .map(([actor, member]) => this.#member(actor, member, platform.sharesOf[actor]!, size))
        .sort((a, b) => b.strength - a.strength || a.actor - b.actor),
      edges: this.#edges,
      density: this.#edges / ((size * (size - 1)) / 2),
      weight: this.#weight,
      expected: this.#tested ? this.#expected : null,
      maxQ: this.#tested ? this.#maxQ : null,
      stability: this.#stability,
      objects: [...this.#objects]
        .map(([object, { shares: count, members }]) => ({ object, members: members.size, shares: count }))
        .sort((a, b) => b.members - a.members || b.shares - a.shares || a.object - b.object)
        .slice(0, objectsListed),
      firstMillis: this.#first,
      lastMillis: this.#last,
      hours: this.#hours,
      baseline: this.#baseline(platform),
      typical: [...this.#members]
        .sort(([a, x], [b, y]) => y.objects.size - x.objects.size || y.jointShares - x.jointShares || a - b)
        .slice(0, TYPICAL_MAX)
        .map(([actor]) => actor),
    };
  }

  #member(actor: number, { strength, edges, jointShares }: DraftMember, shares: number, size: number): Member {
    const stability = this.#membership[actor]!;
    const doubts: Doubt[] = [];
    if (jointShares < shares * JOINT_MIN) doubts.push('few-joint');
    // Of two, each has only the other.
    if (edges === 1 && size > 2) doubts.push('one-edge');
    if (stability < STABLE_MIN) doubts.push('unstable');
    return { actor, strength, edges, shares, jointShares, stability, doubts };
  }

  #baseline(platform: Platform): Baseline {
    const joint = this.#gaps.length;
    let shares = 0;
    for (const actor of this.#members.keys()) shares += platform.sharesOf[actor]!;
    let ofObjects = 0;
    for (const object of this.#objects.keys()) ofObjects += platform.sharesOfObject[object]!;
    const all = platform.hours.reduce((sum, value) => sum + value, 0);
    const apart = this.#hours.reduce(
      (sum, value, hour) => sum + Math.abs(value / joint - platform.hours[hour]! / all),
      0,
    );
    return {
      jointShare: joint / shares,
      platformJointShare: platform.jointShare,
      medianGapMillis: median(this.#gaps),
      platformMedianGapMillis: platform.medianGapMillis,
      exclusivity: ofObjects === 0 ? 0 : joint / ofObjects,
      hourDifference: joint === 0 ? 0 : apart / 2,
    };
  }
}
