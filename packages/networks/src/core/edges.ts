/** Edges as they are found, in order of `from` and `to`. */
import { NetworksError } from './errors.ts';
import type { CoactionGraph } from './graph.ts';
import { GrowingUint32 } from './growing.ts';
import { MAX_EDGES } from './limits.ts';

export class EdgeList {
  readonly #actors: number;
  #from = new GrowingUint32();
  #to = new GrowingUint32();
  #weight = new GrowingUint32();

  constructor(actors: number) {
    this.#actors = actors;
  }

  /** Throws a NetworksError where there are more than `MAX_EDGES`. */
  push(from: number, to: number, weight: number): void {
    if (this.#from.length === MAX_EDGES) {
      throw new NetworksError(`more than ${MAX_EDGES} edges: ask for a shorter window or more repetitions`);
    }
    this.#from.push(from);
    this.#to.push(to);
    this.#weight.push(weight);
  }

  retain(keeps: (from: number, to: number) => boolean): void {
    const [from, to, weight] = [this.#from.finish(), this.#to.finish(), this.#weight.finish()];
    this.#from = new GrowingUint32();
    this.#to = new GrowingUint32();
    this.#weight = new GrowingUint32();
    for (let edge = 0; edge < from.length; edge++) {
      if (keeps(from[edge]!, to[edge]!)) this.push(from[edge]!, to[edge]!, weight[edge]!);
    }
  }

  finish(of: Pick<CoactionGraph, 'directed' | 'counts' | 'capped'>): CoactionGraph {
    const from = this.#from.finish();
    const first = new Uint32Array(this.#actors + 1);
    for (const actor of from) first[actor + 1]!++;
    for (let actor = 0; actor < this.#actors; actor++) first[actor + 1]! += first[actor]!;
    const [to, weight] = [this.#to.finish(), this.#weight.finish()];
    return { actors: this.#actors, ...of, from, to, weight, first };
  }
}
