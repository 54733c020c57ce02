/**
 * Who acts when, for a million actors in constant memory: a wheel of buckets, each a linked list through `next`, and a heap for the
 * bucket that is being worked off. An actor has at most one time. Equal times come out by actor, so the order is always the same.
 */
const BUCKET_MILLIS = 5 * 60_000;
const NONE = -1;

export class Calendar {
  readonly #startMillis: number;
  readonly #endMillis: number;
  readonly #times: Float64Array;
  readonly #next: Int32Array;
  readonly #heads: Int32Array;
  /** Actors of the current bucket, earliest first. */
  readonly #heap: number[] = [];
  #bucket = 0;

  constructor(actors: number, startMillis: number, endMillis: number) {
    this.#startMillis = startMillis;
    this.#endMillis = endMillis;
    this.#times = new Float64Array(actors);
    this.#next = new Int32Array(actors).fill(NONE);
    this.#heads = new Int32Array(Math.ceil((endMillis - startMillis) / BUCKET_MILLIS) + 1).fill(NONE);
  }

  get byteLength(): number {
    return this.#times.byteLength + this.#next.byteLength + this.#heads.byteLength;
  }

  /** Times at or after the end are forgotten: nobody will ask for them. The actor must not be waiting already. */
  add(actor: number, timeMillis: number): void {
    if (!(timeMillis < this.#endMillis)) return;
    this.#times[actor] = timeMillis;
    const bucket = Math.floor((timeMillis - this.#startMillis) / BUCKET_MILLIS);
    if (bucket <= this.#bucket) {
      this.#push(actor);
      return;
    }
    this.#next[actor] = this.#heads[bucket]!;
    this.#heads[bucket] = actor;
  }

  /** The next actor, removed, or -1 at the end; `timeOf` says when. */
  take(): number {
    while (this.#heap.length === 0) {
      if (++this.#bucket >= this.#heads.length) return NONE;
      for (let actor = this.#heads[this.#bucket]!; actor !== NONE; ) {
        const next = this.#next[actor]!;
        this.#push(actor);
        actor = next;
      }
    }
    const first = this.#heap[0]!;
    const last = this.#heap.pop()!;
    if (this.#heap.length > 0) this.#sink(last);
    return first;
  }

  timeOf(actor: number): number {
    return this.#times[actor]!;
  }

  #push(actor: number): void {
    const heap = this.#heap;
    let at = heap.push(actor) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const other = heap[parent]!;
      if (!this.#before(actor, other)) break;
      heap[at] = other;
      at = parent;
    }
    heap[at] = actor;
  }

  #sink(actor: number): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && this.#before(heap[child + 1]!, heap[child]!)) child++;
      const other = heap[child]!;
      if (this.#before(actor, other)) break;
      heap[at] = other;
      at = child;
    }
    heap[at] = actor;
  }

  #before(a: number, b: number): boolean {
    const difference = this.#times[a]! - this.#times[b]!;
    return difference < 0 || (difference === 0 && a < b);
  }
}
