/**
 * Coordinated networks as CooRTweet (Righetti and Balluff 2025, version 2.1) defines them, parameter by parameter: its
 * `detect_groups`, `flag_speed_share` and `generate_coordinated_network`, without holding all pairs of an object at once.
 */
import { type CheckedCooRTweetOptions, type CooRTweetOptions, checkCooRTweetOptions } from './coortweet-options.ts';
import { GrowingUint32 } from './growing.ts';
import { type Ordered, orderShares } from './order.ts';
import { withoutRareActors } from './participation.ts';
import { checkShares, type Shares } from './shares.ts';

/** Of the pairs of contents that join two accounts within a window. */
export interface PairStatistics {
  readonly weight: number;
  readonly avgTimeDeltaSeconds: number;
  /** Distinct contents that came first in a pair, and second. */
  readonly contents: number;
  readonly contentsLater: number;
  /** The smaller of both by the larger. */
  readonly symmetry: number;
}

export interface CooRTweetEdge extends PairStatistics {
  readonly from: number;
  readonly to: number;
  /** Heavier than the percentile of the network's weights. */
  readonly isHeavy: boolean;
  /** The same in the narrower window; null where nothing joins the two there, or none was asked for. */
  readonly fast: (PairStatistics & { readonly isHeavy: boolean }) | null;
}

export interface CooRTweetNetwork {
  /** Ordered by `from`, then `to`. */
  readonly edges: readonly CooRTweetEdge[];
  /** The weight that heavy edges exceed; null without edges. */
  readonly weightThreshold: number | null;
  readonly fastWeightThreshold: number | null;
}

/** Of pairs of the same time the content that comes first in the shares counts as the earlier one. Throws a NetworksError for wrong options. */
export function cooRTweetNetwork(shares: Shares, options: CooRTweetOptions): CooRTweetNetwork {
  const checked = checkCooRTweetOptions(options);
  checkShares(shares);
  const taking = withoutRareActors(shares, checked.minParticipation);
  const ordered = orderShares(taking, checked.windowMillis);
  const pairs = new Pairs(ordered, checked);
  const takesPart = pairs.participants(taking, checked.windowMillis, checked.minParticipation);
  const fastMillis = checked.fastWindowMillis;
  const takesPartFast =
    fastMillis === null ? null : pairs.participants(taking, fastMillis, checked.fastMinParticipation, takesPart);
  const edges: CooRTweetEdge[] = [];
  for (let actor = 0; actor < shares.actors; actor++) {
    for (const [partner, list] of pairs.of(actor)) {
      const all = statistics(list.filter(({ a, b }) => takesPart[a] === 1 || takesPart[b] === 1));
      if (all === null) continue;
      const fast =
        takesPartFast === null
          ? null
          : statistics(
              list.filter(
                ({ a, b, delta }) =>
                  delta <= (fastMillis ?? 0) &&
                  (takesPart[a] === 1 || takesPart[b] === 1) &&
                  (takesPartFast[a] === 1 || takesPartFast[b] === 1),
              ),
            );
      edges.push({ from: actor, to: partner, ...all, isHeavy: false, fast: fast && { ...fast, isHeavy: false } });
    }
  }
  return subgraphOf(edges, checked);
}

function subgraphOf(
  found: readonly CooRTweetEdge[],
  { edgeWeight, subgraph }: CheckedCooRTweetOptions,
): CooRTweetNetwork {
  const weightThreshold = quantile(
    found.map(({ weight }) => weight),
    edgeWeight,
  );
  const fastWeightThreshold = quantile(
    found.flatMap(({ fast }) => fast?.weight ?? []),
    edgeWeight,
  );
  const marked = found.map((edge) => ({
    ...edge,
    isHeavy: weightThreshold !== null && edge.weight > weightThreshold,
    fast: edge.fast && {
      ...edge.fast,
      isHeavy: fastWeightThreshold !== null && edge.fast.weight > fastWeightThreshold,
    },
  }));
  return { edges: marked.filter(keptIn(marked, subgraph)), weightThreshold, fastWeightThreshold };
}

function keptIn(edges: readonly CooRTweetEdge[], subgraph: 0 | 1 | 2 | 3): (edge: CooRTweetEdge) => boolean {
  switch (subgraph) {
    case 0:
      return () => true;
    case 1:
      return ({ isHeavy }) => isHeavy;
    case 2:
      return ({ fast }) => fast?.isHeavy === true;
    case 3: {
      const core = new Set(edges.filter(({ fast }) => fast?.isHeavy === true).flatMap(({ from, to }) => [from, to]));
      const near = new Set<number>();
      for (const { from, to } of edges) {
        if (core.has(from)) near.add(to);
        if (core.has(to)) near.add(from);
      }
      return ({ from, to }) => near.has(from) && near.has(to);
    }
  }
}

/** The usual quantile (linear between order statistics: type 7 of Hyndman and Fan 1996), null of nothing. */
function quantile(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const at = (sorted.length - 1) * share;
  const below = Math.floor(at);
  return sorted[below]! + (at - below) * (sorted[Math.min(below + 1, sorted.length - 1)]! - sorted[below]!);
}

/** Two places, `a` the earlier one. */
interface Pair {
  readonly a: number;
  readonly b: number;
  readonly older: number;
  readonly newer: number;
  readonly delta: number;
}

function statistics(pairs: readonly Pair[]): PairStatistics | null {
  if (pairs.length === 0) return null;
  const contents = new Set(pairs.map(({ older }) => older)).size;
  const contentsLater = new Set(pairs.map(({ newer }) => newer)).size;
  return {
    weight: pairs.length,
    avgTimeDeltaSeconds: pairs.reduce((sum, { delta }) => sum + delta, 0) / pairs.length / 1000,
    contents,
    contentsLater,
    symmetry: Math.min(contents, contentsLater) / Math.max(contents, contentsLater),
  };
}

class Pairs {
  readonly #ordered: Ordered;
  readonly #options: CheckedCooRTweetOptions;

  constructor(ordered: Ordered, options: CheckedCooRTweetOptions) {
    this.#ordered = ordered;
    this.#options = options;
  }

  #counts(one: number, other: number): boolean {
    if (!this.#options.removeLoops) return true;
    const { actor, message } = this.#ordered;
    return (
      actor[one] !== actor[other] &&
      message[one] !== message[other] &&
      !this.#isOriginal(one) &&
      !this.#isOriginal(other)
    );
  }

  /** The content is the object itself: a post that others repost. */
  #isOriginal(place: number): boolean {
    const { message, object } = this.#ordered;
    return this.#options.originals.get(message[place]!) === object[place];
  }

  /**
   * By place whether its account takes part: of the rows whose content is in any pair within the window (where `among` is given, one of
   * the pairs with such a place), it has as many as asked for.
   */
  participants(taking: Shares, windowMillis: number, least: number, among: Uint8Array | null = null): Uint8Array {
    const { actor, object, message, timeMillis, objectStart } = this.#ordered;
    const matched = new Set<number>();
    for (let place = 0; place < actor.length; place++) {
      const [begin, end] = [objectStart[object[place]!]!, objectStart[object[place]! + 1]!];
      const joins = (other: number) =>
        this.#counts(other, place) && (among === null || among[other] === 1 || among[place] === 1);
      let found = false;
      // The first that counts is enough, so that an object of many sharers is not quadratic.
      for (
        let other = place - 1;
        !found && other >= begin && timeMillis[place]! - timeMillis[other]! <= windowMillis;
        other--
      )
        found = joins(other);
      for (
        let other = place + 1;
        !found && other < end && timeMillis[other]! - timeMillis[place]! <= windowMillis;
        other++
      )
        found = joins(other);
      if (found) matched.add(message[place]!);
    }
    const rows = new Uint32Array(taking.actors);
    for (let row = 0; row < taking.actor.length; row++) {
      if (matched.has(taking.message?.[row] ?? row)) rows[taking.actor[row]!]!++;
    }
    // What is looked up afterwards is the content, which is its account's own.
    return Uint8Array.from(actor, (a, place) => (rows[a]! >= least && matched.has(message[place]!) ? 1 : 0));
  }

  /** The pairs of one account with those of a higher number, by these, ascending; with itself where loops are kept. */
  of(actor: number): [number, Pair[]][] {
    const { actorStart, byActor, actor: actors, object, objectStart, timeMillis, message } = this.#ordered;
    const { windowMillis } = this.#options;
    const [mine, theirs] = [new GrowingUint32(), new GrowingUint32()];
    for (let i = actorStart[actor]!; i < actorStart[actor + 1]!; i++) {
      const place = byActor[i]!;
      const [begin, end] = [objectStart[object[place]!]!, objectStart[object[place]! + 1]!];
      const look = (other: number) => {
        const partner = actors[other]!;
        if (partner < actor || (partner === actor && other < place) || !this.#counts(place, other)) return;
        mine.push(place);
        theirs.push(other);
      };
      for (let other = place - 1; other >= begin && timeMillis[place]! - timeMillis[other]! <= windowMillis; other--)
        look(other);
      for (let other = place + 1; other < end && timeMillis[other]! - timeMillis[place]! <= windowMillis; other++)
        look(other);
    }
    const [one, two] = [mine.finish(), theirs.finish()];
    const lists = new Map<number, Pair[]>();
    for (let i = 0; i < one.length; i++) {
      const [a, b] = one[i]! < two[i]! ? [one[i]!, two[i]!] : [two[i]!, one[i]!];
      const list = lists.get(actors[two[i]!]!) ?? [];
      lists.set(actors[two[i]!]!, list);
      list.push({ a, b, older: message[a]!, newer: message[b]!, delta: timeMillis[b]! - timeMillis[a]! });
    }
    return [...lists].sort(([x], [y]) => x - y);
  }
}
