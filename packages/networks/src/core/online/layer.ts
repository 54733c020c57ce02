/**
 * One layer of a network that is kept as events arrive: who shared which object when, over the time that shares are kept.
 *
 * A share is `compared` unless, when it came, as many of its object were held as are compared at the same time; that never changes. It
 * is `active` while it lies within the time kept; one that may be wanted again is held without being active (see coaction-window.ts).
 *
 * - N1 What the layer says is that of comparing each two active, compared shares of the same object.
 */
import { grown } from './columns.ts';
import { JointCounts } from './joint-counts.ts';
import { ONLINE_BLOCK_MILLIS } from './limits.ts';
import { Names } from './names.ts';
import { TimeBlocks } from './time-blocks.ts';
import { TimeHeap } from './time-heap.ts';

export interface LayerDefinition {
  readonly name: string;
  /** Two shares of an object are a co-action where `|t1 - t2| <= windowMillis`. */
  readonly windowMillis: number;
  /** How long a share counts. */
  readonly keepMillis: number;
  /** Shares of one object compared with others at the same time. */
  readonly sharesPerObject: number;
}

/** A layer's identity: what it is called and how it counts. */
export function layerIdentity({ name, windowMillis, keepMillis, sharesPerObject }: LayerDefinition): string {
  return JSON.stringify([name, windowMillis, keepMillis, sharesPerObject]);
}

/** Told of what joins actors, and of how many shares they have. */
export interface LayerListener {
  add(a: number, b: number): void;
  remove(a: number, b: number): void;
  addShares(actor: number, count: number): void;
  removeShare(actor: number): void;
}

/** How a share comes. */
interface Arrival {
  /** It rests where its time is not after this. */
  readonly cutoffMillis?: number;
  /** It does not count where the actor has a share of the object that came as this one or later. */
  readonly since?: number;
  /** Given where a saved state is read. */
  readonly compared?: boolean;
}

const NONE = -1;

export class OnlineLayer {
  readonly definition: LayerDefinition;
  blocks: TimeBlocks;
  readonly listeners = new Set<LayerListener>();
  cappedTotal = 0;
  /** Shares held, active or not. */
  held = 0;
  readonly #actors: Names;
  #objects = new Names();
  #joint = new JointCounts();
  #heap = new TimeHeap();
  /** Held but not active any more, the oldest first from `#restStart` on. */
  #rest: number[] = [];
  #restStart = 0;
  // By share.
  #actor = new Uint32Array(64);
  #object = new Uint32Array(64);
  #time = new Float64Array(64);
  #sequence = new Float64Array(64);
  #compared = new Uint8Array(64);
  #active = new Uint8Array(64);
  /** Neighbours in the list of its object's compared shares, in order of time. */
  #before = new Int32Array(64);
  #after = new Int32Array(64);
  #previousOfActor = new Int32Array(64);
  #nextOfActor = new Int32Array(64);
  #free: number[] = [];
  #bound = 0;
  // By object.
  #last = new Int32Array(64).fill(NONE);
  #comparedOf = new Uint32Array(64);
  // By actor.
  #firstOfActor = new Int32Array(64).fill(NONE);
  #objectsOf = new Uint32Array(64);
  readonly #isBefore = (a: number, b: number): boolean =>
    this.#time[a]! < this.#time[b]! || (this.#time[a] === this.#time[b] && this.#sequence[a]! < this.#sequence[b]!);

  constructor(definition: LayerDefinition, actors: Names) {
    this.definition = definition;
    this.blocks = new TimeBlocks(Math.max(ONLINE_BLOCK_MILLIS, definition.windowMillis));
    this.#actors = actors;
  }

  /** A share that came. Returns the number of other actors that shared the object within the window of it. */
  add(
    actorName: string,
    objectName: string,
    timeMillis: number,
    sequence: number,
    { cutoffMillis = Number.NEGATIVE_INFINITY, since = sequence, compared }: Arrival = {},
  ): number {
    const actor = this.#actors.take(actorName);
    const object = this.#objects.take(objectName);
    if (since < sequence && this.#has(actor, object, since)) {
      this.#actors.release(actor);
      this.#objects.release(object);
      return 0;
    }
    const share = this.#free.pop() ?? this.#bound++;
    this.#reserve(share, object, actor);
    this.#actor[share] = actor;
    this.#object[share] = object;
    this.#time[share] = timeMillis;
    this.#sequence[share] = sequence;
    const isCompared = compared ?? this.#comparedOf[object]! < this.definition.sharesPerObject;
    this.#compared[share] = isCompared ? 1 : 0;
    if (isCompared) this.#enlist(share);
    else this.cappedTotal++;
    const first = this.#firstOfActor[actor]!;
    this.#nextOfActor[share] = first;
    this.#previousOfActor[share] = NONE;
    if (first !== NONE) this.#previousOfActor[first] = share;
    this.#firstOfActor[actor] = share;
    this.held++;
    if (timeMillis <= cutoffMillis) {
      this.#lay(share);
      return 0;
    }
    this.#heap.push(share, this.#isBefore);
    return this.#activate(share);
  }

  /** Let those up to `cutoffMillis` rest, and those after it be active. */
  moveTo(cutoffMillis: number): void {
    while (this.#heap.size > 0 && this.#time[this.#heap.first]! <= cutoffMillis) {
      const share = this.#heap.pop(this.#isBefore);
      this.#deactivate(share);
      this.#rest.push(share);
    }
    for (;;) {
      const share = this.#rest.length > this.#restStart ? this.#rest.at(-1)! : NONE;
      if (share === NONE || this.#time[share]! <= cutoffMillis) return;
      this.#rest.pop();
      this.#heap.push(share, this.#isBefore);
      this.#activate(share);
    }
  }

  /** Forget those up to `cutoffMillis`, which are not active. */
  forgetUntil(cutoffMillis: number): void {
    while (this.#restStart < this.#rest.length && this.#time[this.#rest[this.#restStart]!]! <= cutoffMillis) {
      this.#drop(this.#rest[this.#restStart++]!);
    }
    if (this.#restStart === 0 || this.#restStart * 2 < this.#rest.length) return;
    this.#rest.splice(0, this.#restStart);
    this.#restStart = 0;
  }

  /** Forget the oldest share; there must be one. */
  evict(): void {
    if (this.#restStart < this.#rest.length) {
      this.#drop(this.#rest[this.#restStart++]!);
      return;
    }
    const share = this.#heap.pop(this.#isBefore);
    this.#deactivate(share);
    this.#drop(share);
  }

  /** Time of the oldest share that is held; infinity without any. */
  get oldestMillis(): number {
    if (this.#restStart < this.#rest.length) return this.#time[this.#rest[this.#restStart]!]!;
    return this.#heap.size > 0 ? this.#time[this.#heap.first]! : Number.POSITIVE_INFINITY;
  }

  /** Joint objects that are counted. */
  get joint(): number {
    return this.#joint.size;
  }

  /** Distinct objects of the actor's active shares. */
  objectsOf(actor: number): number {
    return this.#objectsOf[actor] ?? 0;
  }

  /** Visit the actor's active shares. */
  forEachShare(actor: number, visit: (object: number, timeMillis: number) => void): void {
    for (let share = this.#firstOfActor[actor] ?? NONE; share !== NONE; share = this.#nextOfActor[share]!) {
      if (this.#active[share] === 1) visit(this.#object[share]!, this.#time[share]!);
    }
  }

  objectName(object: number): string {
    return this.#objects.name(object);
  }

  /** Bring a listener that knows nothing of the layer up to date, and keep it so. */
  attach(listener: LayerListener): void {
    this.#joint.forEach((a, b) => {
      if (a !== b) listener.add(a, b);
    });
    for (let share = 0; share < this.#bound; share++) {
      if (this.#active[share] === 1) listener.addShares(this.#actor[share]!, 1);
    }
    this.listeners.add(listener);
  }

  /** All that is held, as of now, in no order; the columns are copies. What has no sequence is no share. */
  saved() {
    const bound = this.#bound;
    return {
      actor: this.#actor.slice(0, bound),
      object: this.#object.slice(0, bound),
      time: this.#time.slice(0, bound),
      sequence: this.#sequence.slice(0, bound),
      compared: this.#compared.slice(0, bound),
      objects: this.#objects.list(),
    };
  }

  /** The same again, on the same actors cloned; listeners are the caller's to attach. */
  clone(actors: Names): OnlineLayer {
    const clone = new OnlineLayer(this.definition, actors);
    clone.blocks = this.blocks.clone();
    clone.cappedTotal = this.cappedTotal;
    clone.held = this.held;
    clone.#objects = this.#objects.clone();
    clone.#joint = this.#joint.clone();
    clone.#heap = this.#heap.clone();
    clone.#rest = this.#rest.slice(this.#restStart);
    clone.#actor = this.#actor.slice();
    clone.#object = this.#object.slice();
    clone.#time = this.#time.slice();
    clone.#sequence = this.#sequence.slice();
    clone.#compared = this.#compared.slice();
    clone.#active = this.#active.slice();
    clone.#before = this.#before.slice();
    clone.#after = this.#after.slice();
    clone.#previousOfActor = this.#previousOfActor.slice();
    clone.#nextOfActor = this.#nextOfActor.slice();
    clone.#free = this.#free.slice();
    clone.#bound = this.#bound;
    clone.#last = this.#last.slice();
    clone.#comparedOf = this.#comparedOf.slice();
    clone.#firstOfActor = this.#firstOfActor.slice();
    clone.#objectsOf = this.#objectsOf.slice();
    return clone;
  }

  /** Whether the actor has a share of the object that came as `since` or later. */
  #has(actor: number, object: number, since: number): boolean {
    // The newest share is first in the list.
    for (let share = this.#firstOfActor[actor] ?? NONE; share !== NONE; share = this.#nextOfActor[share]!) {
      if (this.#sequence[share]! < since) return false;
      if (this.#object[share] === object) return true;
    }
    return false;
  }

  #reserve(share: number, object: number, actor: number): void {
    if (share >= this.#actor.length) {
      this.#actor = grown(this.#actor, share + 1);
      this.#object = grown(this.#object, share + 1);
      this.#time = grown(this.#time, share + 1);
      this.#sequence = grown(this.#sequence, share + 1);
      this.#compared = grown(this.#compared, share + 1);
      this.#active = grown(this.#active, share + 1);
      this.#before = grown(this.#before, share + 1);
      this.#after = grown(this.#after, share + 1);
      this.#previousOfActor = grown(this.#previousOfActor, share + 1);
      this.#nextOfActor = grown(this.#nextOfActor, share + 1);
    }
    this.#last = grown(this.#last, object + 1, NONE);
    this.#comparedOf = grown(this.#comparedOf, object + 1);
    this.#firstOfActor = grown(this.#firstOfActor, actor + 1, NONE);
    this.#objectsOf = grown(this.#objectsOf, actor + 1);
  }

  /** Into its object's list: at the end, but for shares that come late. */
  #enlist(share: number): void {
    const object = this.#object[share]!;
    this.#comparedOf[object]!++;
    let after = NONE;
    let before = this.#last[object]!;
    while (before !== NONE && this.#isBefore(share, before)) {
      after = before;
      before = this.#before[before]!;
    }
    this.#before[share] = before;
    this.#after[share] = after;
    if (before !== NONE) this.#after[before] = share;
    if (after === NONE) this.#last[object] = share;
    else this.#before[after] = share;
  }

  /** Among those that rest, in its place in time. */
  #lay(share: number): void {
    let [low, high] = [this.#restStart, this.#rest.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#isBefore(this.#rest[middle]!, share)) low = middle + 1;
      else high = middle;
    }
    this.#rest.splice(low, 0, share);
  }

  #activate(share: number): number {
    this.#active[share] = 1;
    const [actor, object] = [this.#actor[share]!, this.#object[share]!];
    this.blocks.addShare(this.#time[share]!);
    for (const listener of this.listeners) listener.addShares(actor, 1);
    if (this.#joint.add(actor, actor, object) === 1) this.#objectsOf[actor]!++;
    if (this.#compared[share] === 0) return 0;
    const partners = this.#partners;
    partners.clear();
    this.#forEachWithin(share, (other) => {
      this.blocks.countPair(this.#time[share]!, this.#time[other]!, 1);
      const partner = this.#actor[other]!;
      if (partner === actor) return;
      partners.add(partner);
      const count = actor < partner ? this.#joint.add(actor, partner, object) : this.#joint.add(partner, actor, object);
      if (count === 1) for (const listener of this.listeners) listener.add(actor, partner);
    });
    return partners.size;
  }

  readonly #partners = new Set<number>();

  #deactivate(share: number): void {
    this.#active[share] = 0;
    const [actor, object] = [this.#actor[share]!, this.#object[share]!];
    if (this.#compared[share] === 1) {
      this.#forEachWithin(share, (other) => {
        this.blocks.countPair(this.#time[share]!, this.#time[other]!, -1);
        const partner = this.#actor[other]!;
        if (partner === actor) return;
        const [low, high] = actor < partner ? [actor, partner] : [partner, actor];
        if (this.#joint.remove(low, high, object) > 0) return;
        for (const listener of this.listeners) listener.remove(actor, partner);
      });
    }
    if (this.#joint.remove(actor, actor, object) === 0) this.#objectsOf[actor]!--;
    for (const listener of this.listeners) listener.removeShare(actor);
    this.blocks.removeShare(this.#time[share]!);
  }

  /** The active, compared shares of its object within the window of a share. */
  #forEachWithin(share: number, visit: (other: number) => void): void {
    const time = this.#time[share]!;
    const { windowMillis } = this.definition;
    // Those that rest are the oldest: behind the first of them there is no other.
    for (let other = this.#before[share]!; other !== NONE; other = this.#before[other]!) {
      if (this.#active[other] === 0 || time - this.#time[other]! > windowMillis) break;
      visit(other);
    }
    for (let other = this.#after[share]!; other !== NONE; other = this.#after[other]!) {
      if (this.#time[other]! - time > windowMillis) break;
      visit(other);
    }
  }

  /** Out of all lists. */
  #drop(share: number): void {
    const [actor, object] = [this.#actor[share]!, this.#object[share]!];
    if (this.#compared[share] === 1) {
      const [before, after] = [this.#before[share]!, this.#after[share]!];
      if (before !== NONE) this.#after[before] = after;
      if (after === NONE) this.#last[object] = before;
      else this.#before[after] = before;
      this.#comparedOf[object]!--;
    }
    const [next, previous] = [this.#nextOfActor[share]!, this.#previousOfActor[share]!];
    if (next !== NONE) this.#previousOfActor[next] = previous;
    if (previous === NONE) this.#firstOfActor[actor] = next;
    else this.#nextOfActor[previous] = next;
    this.#sequence[share] = NONE;
    this.#free.push(share);
    this.#actors.release(actor);
    this.#objects.release(object);
    this.held--;
  }
}
