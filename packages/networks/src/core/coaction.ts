/**
 * The co-action graph of shares: who shared the same things within a window of each other.
 *
 * - C1 The result is exact (as that of comparing every pair of shares), but for objects that are reported as capped.
 * - C2 It depends on the set of shares only, not on the order of rows.
 *
 * Each actor's shares are walked in turn, with one counter per other actor, so that no pair is hashed or sorted: time grows with
 * the pairs of shares within the window, memory with actors and with the edges that are kept.
 */
import { cappedObjects } from './capped.ts';
import { EdgeList } from './edges.ts';
import type { CappedObject, CoactionGraph } from './graph.ts';
import { type CheckedOptions, type CoactionOptions, checkOptions } from './options.ts';
import { type Ordered, orderShares } from './order.ts';
import { withoutRareActors } from './participation.ts';
import { checkShares, type Shares } from './shares.ts';

/** Throws a NetworksError where options or shares are not in order, or where the graph would have more edges than `MAX_EDGES`. */
export function coactionGraph(shares: Shares, options: CoactionOptions): CoactionGraph {
  const checked = checkOptions(options);
  checkShares(shares);
  const taking = checked.minParticipation > 1 ? withoutRareActors(shares, checked.minParticipation) : shares;
  return new Walk(orderShares(taking, checked.windowMillis), shares, checked).graph();
}

class Walk {
  readonly #ordered: Ordered;
  readonly #actors: number;
  readonly #options: CheckedOptions;
  readonly #capped: readonly CappedObject[];
  readonly #isCapped: Uint8Array;
  /** By partner of the actor at hand: what they have together, and the object or message that counted last. */
  readonly #count: Uint32Array;
  readonly #last: Float64Array;
  /** The partners, in the order in which they were met. */
  readonly #partners: Uint32Array;
  readonly #isPartner: Uint8Array;
  #met = 0;

  constructor(ordered: Ordered, { actors, objects }: Shares, options: CheckedOptions) {
    this.#ordered = ordered;
    this.#actors = actors;
    this.#options = options;
    this.#capped = cappedObjects(ordered, options);
    this.#isCapped = new Uint8Array(objects);
    for (const { object } of this.#capped) this.#isCapped[object] = 1;
    this.#count = new Uint32Array(actors);
    this.#last = new Float64Array(actors).fill(-1);
    this.#partners = new Uint32Array(actors);
    this.#isPartner = new Uint8Array(actors);
  }

  graph(): CoactionGraph {
    const { minParticipation, minRepetition, weight, directed } = this.#options;
    const edges = new EdgeList(this.#actors);
    const participation = new Uint32Array(this.#actors);
    for (let actor = 0; actor < this.#actors; actor++) {
      participation[actor] = this.#walk(actor);
      const partners = this.#partners.subarray(0, this.#met).sort();
      for (const partner of partners) {
        const count = this.#count[partner]!;
        if (count >= minRepetition) edges.push(actor, partner, count);
        this.#count[partner] = 0;
        this.#last[partner] = -1;
        this.#isPartner[partner] = 0;
      }
      this.#met = 0;
    }
    if (minParticipation > 1) {
      edges.retain((from, to) => participation[from]! >= minParticipation && participation[to]! >= minParticipation);
    }
    return edges.finish({ directed: directed || weight === 'messages', counts: weight, capped: this.#capped });
  }

  /** Count what `actor` has together with others; returns how many of its shares have a match. */
  #walk(actor: number): number {
    const { actorStart, byActor, object } = this.#ordered;
    let places = byActor.subarray(actorStart[actor]!, actorStart[actor + 1]!);
    if (this.#options.weight === 'messages') places = this.#byMessage(places);
    let matched = 0;
    let hasCapped = false;
    for (let i = 0; i < places.length; i++) {
      const place = places[i]!;
      if (this.#isCapped[object[place]!] === 1) hasCapped = true;
      else if (this.#neighbours(actor, place)) matched++;
    }
    if (!hasCapped || this.#met === 0) return matched;
    // Once more, with the capped objects in their turn, for the partners that other objects have brought.
    const known = this.#partners.subarray(0, this.#met);
    for (const partner of known) {
      this.#count[partner] = 0;
      this.#last[partner] = -1;
    }
    matched = 0;
    for (const place of places) {
      const capped = this.#isCapped[object[place]!] === 1;
      if (capped ? this.#withPartners(actor, place, known) : this.#neighbours(actor, place)) matched++;
    }
    return matched;
  }

  /** What counts once has to come together. */
  #byMessage(places: Uint32Array): Uint32Array {
    const { message, rowsAreMessages } = this.#ordered;
    if (rowsAreMessages) return places;
    return places.slice().sort((a, b) => message[a]! - message[b]! || a - b);
  }

  /** The shares of the same object within the window of the one at `place`. */
  #neighbours(actor: number, place: number): boolean {
    const { object, timeMillis, objectStart } = this.#ordered;
    const { windowMillis, directed, minParticipation } = this.#options;
    const time = timeMillis[place]!;
    const begin = objectStart[object[place]!]!;
    const end = objectStart[object[place]! + 1]!;
    const latest = time + windowMillis;
    // What an earlier share leads to is counted from there; here it only tells that this one takes part.
    const earliest = directed && minParticipation === 1 ? time : time - windowMillis;
    let matched = false;
    for (let other = place + 1; other < end && timeMillis[other]! <= latest; other++) {
      if (this.#match(actor, place, other)) matched = true;
    }
    for (let other = place - 1; other >= begin && timeMillis[other]! >= earliest; other--) {
      if (this.#match(actor, place, other)) matched = true;
    }
    return matched;
  }

  /** As `neighbours`, looking only for shares of `partners`. */
  #withPartners(actor: number, place: number, partners: Uint32Array): boolean {
    const { actorStart, byActor, object, timeMillis, objectStart } = this.#ordered;
    const { windowMillis } = this.#options;
    const time = timeMillis[place]!;
    const end = objectStart[object[place]! + 1]!;
    let matched = false;
    for (const partner of partners) {
      const last = actorStart[partner + 1]!;
      let i = lowerBound(byActor, actorStart[partner]!, last, objectStart[object[place]!]!);
      for (; i < last && byActor[i]! < end; i++) {
        const other = byActor[i]!;
        const after = timeMillis[other]! - time;
        if (Math.abs(after) > windowMillis || other === place) continue;
        if (this.#match(actor, place, other)) matched = true;
      }
    }
    return matched;
  }

  /** Count the pair of shares for `actor`, unless that is done from its other end. Says whether it is one that counts. */
  #match(actor: number, place: number, other: number): boolean {
    const { actor: actors, message, object, timeMillis } = this.#ordered;
    const { weight, loops, directed } = this.#options;
    const partner = actors[other]!;
    const unit = message[place]!;
    if (unit === message[other]!) return false;
    const both = weight === 'messages';
    if (partner === actor) {
      if (!loops) return false;
      if (!both && other < place) return true;
    } else if (directed) {
      if (timeMillis[other]! < timeMillis[place]!) return true;
    } else if (partner < actor && !both) return true;
    if (weight !== 'pairs') {
      const counted = both ? unit : object[place]!;
      if (this.#last[partner] === counted) return true;
      this.#last[partner] = counted;
    }
    this.#count[partner]!++;
    if (this.#isPartner[partner] === 0) {
      this.#isPartner[partner] = 1;
      this.#partners[this.#met++] = partner;
    }
    return true;
  }
}

/** The first index in `[from, to)` whose value is `least` or more, or `to`. */
function lowerBound(values: Uint32Array, from: number, to: number, least: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
