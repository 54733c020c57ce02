/**
 * Lockstep blocks: actors who act on the same objects at the same times, as CopyCatch (Beutel et al., WWW 2013) defines them.
 *
 * - B1 A block has at least `minActors` actors and `minObjects` objects. Every object has a time, and every actor acted on at least
 *   `tolerance` of the block's objects within `windowMillis` of their times.
 * - B2 No share is in two blocks.
 *
 * From each actor in turn a block is grown: the objects and times that fit its actors best, then the actors that fit those, until
 * nothing changes. Like CopyCatch's serial algorithm that finds local optima; a block that nobody's own shares lead to is missed.
 */
import { NetworksError } from '../errors.ts';
import { LOCKSTEP_ROUNDS } from '../limits.ts';
import { type Ordered, orderShares } from '../order.ts';
import { checkShares, type Shares } from '../shares.ts';

export interface LockstepOptions {
  /** How far from an object's time an action may be, to either side. */
  readonly windowMillis: number;
  readonly minActors?: number;
  readonly minObjects?: number;
  /** Share of the block's objects that each of its actors acted on, above 0 and up to 1. */
  readonly tolerance?: number;
}

export interface LockstepBlock {
  /** Ascending. */
  readonly actors: readonly number[];
  readonly objects: readonly LockstepObject[];
  /** Shares that make the block: those of its actors, of its objects, near their times. */
  readonly shares: number;
  /** Distinct pairs of actor and object among them, by those that there could be. */
  readonly density: number;
}

export interface LockstepObject {
  readonly object: number;
  readonly timeMillis: number;
  readonly actors: number;
}

/** Blocks with most shares first. Throws a NetworksError where options or shares are not in order. */
export function lockstepBlocks(shares: Shares, options: LockstepOptions): LockstepBlock[] {
  const { windowMillis, minActors = 5, minObjects = 2, tolerance = 0.8 } = options;
  if (!(windowMillis >= 0 && windowMillis < Number.POSITIVE_INFINITY)) {
    throw new NetworksError('the window must be 0 or longer, and end');
  }
  for (const [name, value] of Object.entries({ minActors, minObjects })) {
    if (!Number.isInteger(value) || value < 1) throw new NetworksError(`${name} must be a whole number from 1 on`);
  }
  if (minActors < 2) throw new NetworksError('minActors must be 2 or more: one actor is in step with nobody');
  if (!(tolerance > 0 && tolerance <= 1)) throw new NetworksError('tolerance must be above 0 and at most 1');
  checkShares(shares);
  const search = new Search(shares, { windowMillis, minActors, minObjects, tolerance });
  return search.blocks().sort((a, b) => b.shares - a.shares || a.actors[0]! - b.actors[0]!);
}

interface Draft {
  readonly actors: Set<number>;
  /** Times by object. */
  readonly times: Map<number, number>;
}

class Search {
  readonly #ordered: Ordered;
  readonly #actors: number;
  readonly #options: Required<LockstepOptions>;
  readonly #isTaken: Uint8Array;

  constructor(shares: Shares, options: Required<LockstepOptions>) {
    // Two of one object's actors are at most twice the window apart.
    this.#ordered = orderShares(shares, 2 * options.windowMillis);
    this.#actors = shares.actors;
    this.#options = options;
    this.#isTaken = new Uint8Array(this.#ordered.actor.length);
  }

  blocks(): LockstepBlock[] {
    const found: LockstepBlock[] = [];
    const { actorStart } = this.#ordered;
    const count = (actor: number) => actorStart[actor + 1]! - actorStart[actor]!;
    // Who acted most says most about who acts alike.
    const seeds = Uint32Array.from({ length: this.#actors }, (_, actor) => actor).sort(
      (a, b) => count(b) - count(a) || a - b,
    );
    for (const seed of seeds) {
      if (count(seed) < Math.max(1, Math.ceil(this.#options.minObjects * this.#options.tolerance))) break;
      for (;;) {
        const block = this.#grow(seed);
        if (block === null) break;
        found.push(this.#take(block));
      }
    }
    return found;
  }

  /** The free shares of an actor. */
  #free(actor: number): Uint32Array {
    const { actorStart, byActor } = this.#ordered;
    return byActor.subarray(actorStart[actor]!, actorStart[actor + 1]!).filter((place) => this.#isTaken[place] === 0);
  }

  #grow(seed: number): Draft | null {
    const { minActors, minObjects, tolerance } = this.#options;
    const own = this.#free(seed);
    if (own.length === 0) return null;
    const times = new Map(Array.from(own, (place) => [this.#ordered.object[place]!, this.#ordered.timeMillis[place]!]));
    let actors = this.#actorsNear(times, Math.max(1, Math.ceil(minObjects * tolerance - ROUNDING)));
    let best: Draft | null = null;
    for (let round = 0; round < LOCKSTEP_ROUNDS && actors.size >= minActors; round++) {
      const fitting = this.#objectsOf(actors);
      if (fitting.size < minObjects) break;
      const next = this.#actorsNear(fitting, Math.max(1, Math.ceil(tolerance * fitting.size - ROUNDING)));
      if (next.size >= minActors && (best === null || next.size * fitting.size > best.actors.size * best.times.size)) {
        best = { actors: next, times: fitting };
      }
      if (next.size === actors.size && next.isSubsetOf(actors)) break;
      actors = next;
    }
    return best;
  }

  /** Actors with free shares of at least so many of the objects near their times. */
  #actorsNear(times: ReadonlyMap<number, number>, least: number): Set<number> {
    const { actor } = this.#ordered;
    const count = new Map<number, number>();
    for (const [object, time] of times) {
      const here = new Set<number>();
      for (const place of this.#near(object, time)) here.add(actor[place]!);
      for (const a of here) count.set(a, (count.get(a) ?? 0) + 1);
    }
    return new Set([...count].filter(([, objects]) => objects >= least).map(([a]) => a));
  }

  *#near(object: number, time: number): Generator<number> {
    const { objectStart, timeMillis } = this.#ordered;
    const { windowMillis } = this.#options;
    let [low, high] = [objectStart[object]!, objectStart[object + 1]!];
    const end = high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (timeMillis[middle]! < time - windowMillis) low = middle + 1;
      else high = middle;
    }
    for (let place = low; place < end && timeMillis[place]! <= time + windowMillis; place++) {
      if (this.#isTaken[place] === 0) yield place;
    }
  }

  /**
   * The objects that most of the actors acted on together, each at the time when most did: those of at least `tolerance` of the
   * actors, or where these are too few, the `minObjects` of most actors.
   */
  #objectsOf(actors: ReadonlySet<number>): Map<number, number> {
    const { object, timeMillis, actor: actorOf } = this.#ordered;
    const { minObjects, tolerance, windowMillis } = this.#options;
    const places = new Map<number, number[]>();
    for (const actor of actors) {
      for (const place of this.#free(actor)) {
        const of = places.get(object[place]!);
        if (of === undefined) places.set(object[place]!, [place]);
        else of.push(place);
      }
    }
    const windows = [...places]
      .filter(([, of]) => of.length > 1)
      .map(([of, its]) => {
        const { time, count } = bestWindow(
          its.sort((a, b) => a - b),
          timeMillis,
          actorOf,
          2 * windowMillis,
        );
        return { object: of, time, count };
      })
      .sort((a, b) => b.count - a.count || a.object - b.object);
    const common = windows.filter(({ count }) => count >= tolerance * actors.size - ROUNDING);
    const taken = common.length >= minObjects ? common : windows.slice(0, minObjects);
    return new Map(taken.map((window) => [window.object, window.time]));
  }

  #take({ actors, times }: Draft): LockstepBlock {
    const { actor } = this.#ordered;
    let shares = 0;
    let pairs = 0;
    const objects: LockstepObject[] = [];
    for (const [object, timeMillis] of times) {
      const here = new Set<number>();
      for (const place of [...this.#near(object, timeMillis)]) {
        if (!actors.has(actor[place]!)) continue;
        this.#isTaken[place] = 1;
        shares++;
        here.add(actor[place]!);
      }
      pairs += here.size;
      objects.push({ object, timeMillis, actors: here.size });
    }
    return {
      actors: [...actors].sort((a, b) => a - b),
      objects: objects.sort((a, b) => b.actors - a.actors || a.object - b.object),
      shares,
      density: pairs / (actors.size * times.size),
    };
  }
}

/** A share of a whole number of objects may come out a little above it. */
const ROUNDING = 1e-9;

/** The middle of the stretch of time of that length with the most actors; places are in order of time. */
function bestWindow(places: readonly number[], timeMillis: Float64Array, actorOf: Uint32Array, length: number) {
  const inside = new Map<number, number>();
  let [first, best, time] = [0, 0, 0];
  for (const place of places) {
    inside.set(actorOf[place]!, (inside.get(actorOf[place]!) ?? 0) + 1);
    while (timeMillis[place]! - timeMillis[places[first]!]! > length) {
      const gone = actorOf[places[first++]!]!;
      const left = inside.get(gone)! - 1;
      if (left === 0) inside.delete(gone);
      else inside.set(gone, left);
    }
    if (inside.size > best) {
      best = inside.size;
      time = (timeMillis[place]! + timeMillis[places[first]!]!) / 2;
    }
  }
  return { time, count: best };
}
