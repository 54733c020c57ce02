/** Neighbours of actors as doubly linked lists, so that an edge comes and goes in constant time. */
import { grown } from './columns.ts';
import type { PairTable } from './pair-table.ts';

const NONE = -1;

export class Adjacency {
  readonly #pairs: PairTable;
  degree = new Uint32Array(64);
  /** By actor: the end of an edge that its list begins with. Ends are 2 × pair for the lower actor, + 1 for the higher. */
  #first = new Int32Array(64).fill(NONE);
  #next = new Int32Array(128);
  #previous = new Int32Array(128);

  constructor(pairs: PairTable) {
    this.#pairs = pairs;
  }

  link(pair: number): void {
    this.#next = grown(this.#next, 2 * pair + 2);
    this.#previous = grown(this.#previous, 2 * pair + 2);
    this.#attach(2 * pair, this.#pairs.low[pair]!);
    this.#attach(2 * pair + 1, this.#pairs.high[pair]!);
  }

  unlink(pair: number): void {
    this.#detach(2 * pair, this.#pairs.low[pair]!);
    this.#detach(2 * pair + 1, this.#pairs.high[pair]!);
  }

  degreeOf(actor: number): number {
    return this.degree[actor] ?? 0;
  }

  /** Visit the neighbours until the visitor says false. */
  forEach(actor: number, visit: (neighbour: number, pair: number) => boolean): void {
    for (let end = this.#first[actor] ?? NONE; end !== NONE; end = this.#next[end]!) {
      const pair = end >> 1;
      if (!visit((end & 1) === 0 ? this.#pairs.high[pair]! : this.#pairs.low[pair]!, pair)) return;
    }
  }

  clone(pairs: PairTable): Adjacency {
    const clone = new Adjacency(pairs);
    clone.degree = this.degree.slice();
    clone.#first = this.#first.slice();
    clone.#next = this.#next.slice();
    clone.#previous = this.#previous.slice();
    return clone;
  }

  #attach(end: number, actor: number): void {
    this.#first = grown(this.#first, actor + 1, NONE);
    this.degree = grown(this.degree, actor + 1);
    const first = this.#first[actor]!;
    this.#next[end] = first;
    this.#previous[end] = NONE;
    if (first !== NONE) this.#previous[first] = end;
    this.#first[actor] = end;
    this.degree[actor]!++;
  }

  #detach(end: number, actor: number): void {
    const [next, previous] = [this.#next[end]!, this.#previous[end]!];
    if (next !== NONE) this.#previous[next] = previous;
    if (previous === NONE) this.#first[actor] = next;
    else this.#next[previous] = next;
    this.degree[actor]!--;
  }
}
