/** Actors as vectors of what they shared. */
import type { Shares } from '../shares.ts';

/** Component of an object: times shared, times `ln(actors with shares / sharers)`. What everybody shares weighs nothing. */
export class TfIdf {
  /** Rows by actor, then object, then time; `[start[a], start[a + 1])`. */
  readonly #start: Uint32Array;
  readonly #object: Uint32Array;
  readonly #timeMillis: Float64Array;
  readonly #idf: Float64Array;
  readonly #norm: Float64Array;

  constructor({ actors, objects, actor, object, timeMillis }: Shares) {
    const order = Uint32Array.from(actor.keys()).sort(
      (a, b) => actor[a]! - actor[b]! || object[a]! - object[b]! || timeMillis[a]! - timeMillis[b]!,
    );
    this.#object = order.map((row) => object[row]!);
    this.#timeMillis = Float64Array.from(order, (row) => timeMillis[row]!);
    this.#start = new Uint32Array(actors + 1);
    for (const a of actor) this.#start[a + 1]!++;
    let present = 0;
    for (let a = 0; a < actors; a++) {
      if (this.#start[a + 1]! > 0) present++;
      this.#start[a + 1]! += this.#start[a]!;
    }
    const sharers = new Uint32Array(objects);
    this.#each(actors, (_, of) => sharers[of]!++);
    this.#idf = Float64Array.from(sharers, (count) => (count === 0 ? 0 : Math.log(present / count)));
    this.#norm = new Float64Array(actors);
    this.#each(actors, (a, of, times) => {
      this.#norm[a]! += (times * this.#idf[of]!) ** 2;
    });
    for (let a = 0; a < actors; a++) this.#norm[a] = Math.sqrt(this.#norm[a]!);
  }

  /** From 0 to 1; 0 also where an actor shared nothing but what everybody did. */
  cosineWithin(a: number, b: number, windowMillis: number): number {
    let product = 0;
    let [i, j] = [this.#start[a]!, this.#start[b]!];
    const [aEnd, bEnd] = [this.#start[a + 1]!, this.#start[b + 1]!];
    while (i < aEnd && j < bEnd) {
      const [x, y] = [this.#object[i]!, this.#object[j]!];
      if (x < y) i = this.#end(i, aEnd);
      else if (y < x) j = this.#end(j, bEnd);
      else {
        const [iEnd, jEnd] = [this.#end(i, aEnd), this.#end(j, bEnd)];
        if (this.#areClose(i, iEnd, j, jEnd, windowMillis)) product += (iEnd - i) * (jEnd - j) * this.#idf[x]! ** 2;
        [i, j] = [iEnd, jEnd];
      }
    }
    return product === 0 ? 0 : Math.min(1, product / (this.#norm[a]! * this.#norm[b]!));
  }

  /** Where the rows of the object at `row` end. */
  #end(row: number, end: number): number {
    let next = row + 1;
    while (next < end && this.#object[next] === this.#object[row]) next++;
    return next;
  }

  #areClose(i: number, iEnd: number, j: number, jEnd: number, windowMillis: number): boolean {
    let [a, b] = [i, j];
    while (a < iEnd && b < jEnd) {
      const apart = this.#timeMillis[a]! - this.#timeMillis[b]!;
      if (Math.abs(apart) <= windowMillis) return true;
      if (apart < 0) a++;
      else b++;
    }
    return false;
  }

  #each(actors: number, visit: (actor: number, object: number, times: number) => void): void {
    for (let a = 0; a < actors; a++) {
      for (let row = this.#start[a]!; row < this.#start[a + 1]!; ) {
        const end = this.#end(row, this.#start[a + 1]!);
        visit(a, this.#object[row]!, end - row);
        row = end;
      }
    }
  }
}
