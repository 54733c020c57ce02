/**
 * The graph of some layers together, kept as their joint objects come and go: a pair's weight is the number of objects, over all these
 * layers, that both shared within the layer's window; pairs of at least `minRepetition` are edges.
 */
import { Adjacency } from './adjacency.ts';
import { grown } from './columns.ts';
import { OnlineClusters } from './online-clusters.ts';
import { PairTable } from './pair-table.ts';

export class OnlineGraph {
  readonly minRepetition: number;
  #pairs: PairTable;
  #adjacency: Adjacency;
  #clusters: OnlineClusters;
  #weight = new Uint32Array(64);
  /** By actor: shares. */
  #shares = new Uint32Array(64);
  /** Actors with shares enough for an edge. */
  #active = 0;

  constructor(minRepetition: number) {
    this.minRepetition = minRepetition;
    this.#pairs = new PairTable();
    this.#adjacency = new Adjacency(this.#pairs);
    this.#clusters = new OnlineClusters(this.#adjacency);
  }

  /** One more object that both shared together. */
  add(a: number, b: number): void {
    const pair = this.#pairs.take(a, b);
    this.#weight = grown(this.#weight, pair + 1);
    const weight = ++this.#weight[pair]!;
    if (weight !== this.minRepetition) return;
    this.#adjacency.link(pair);
    this.#clusters.join(a, b);
  }

  /** One object less. */
  remove(a: number, b: number): void {
    const pair = this.#pairs.find(a, b);
    const weight = --this.#weight[pair]!;
    if (weight === this.minRepetition - 1) {
      this.#adjacency.unlink(pair);
      this.#clusters.part(a, b);
    }
    if (weight === 0) this.#pairs.remove(pair);
  }

  addShares(actor: number, count: number): void {
    this.#shares = grown(this.#shares, actor + 1);
    const before = this.#shares[actor]!;
    this.#shares[actor] = before + count;
    if (before < this.minRepetition && before + count >= this.minRepetition) this.#active++;
  }

  removeShare(actor: number): void {
    if (this.#shares[actor]!-- === this.minRepetition) this.#active--;
  }

  /** Pairs of actors that could have an edge. */
  get hypotheses(): number {
    return (this.#active * (this.#active - 1)) / 2;
  }

  get pairs(): number {
    return this.#pairs.size;
  }

  /** Size of the actor's cluster; see `OnlineClusters.size`. */
  clusterSize(actor: number): number {
    return this.#clusters.size(actor);
  }

  members(actor: number, most: number): readonly number[] {
    return this.#clusters.walk(actor, most);
  }

  degree(actor: number): number {
    return this.#adjacency.degreeOf(actor);
  }

  /** Whom the actor has edges with, and of what weight. */
  forEachPartner(actor: number, visit: (partner: number, weight: number) => void): void {
    this.#adjacency.forEach(actor, (partner, pair) => {
      visit(partner, this.#weight[pair]!);
      return true;
    });
  }

  clone(): OnlineGraph {
    const clone = new OnlineGraph(this.minRepetition);
    clone.#pairs = this.#pairs.clone();
    clone.#adjacency = this.#adjacency.clone(clone.#pairs);
    clone.#clusters = this.#clusters.clone(clone.#adjacency);
    clone.#weight = this.#weight.slice();
    clone.#shares = this.#shares.slice();
    clone.#active = this.#active;
    return clone;
  }
}
