/**
 * Counts under (a, b, object): how many pairs of shares join two actors on an object. Open addressing with linear probing; what is
 * removed leaves no mark.
 */

const WORDS = 4;
const LOAD = 0.6;
/** A table that grows is copied, which must not keep a decision waiting: there are several. */
const PART_BITS = 6;

export class JointCounts {
  #parts = Array.from({ length: 1 << PART_BITS }, () => new Part());

  /** One more; returns the count. */
  add(a: number, b: number, object: number): number {
    const hash = mix(a, b, object);
    return this.#parts[hash >>> (32 - PART_BITS)]!.add(hash, a, b, object);
  }

  /** One less of a count that is there; returns what is left. */
  remove(a: number, b: number, object: number): number {
    const hash = mix(a, b, object);
    return this.#parts[hash >>> (32 - PART_BITS)]!.remove(hash, a, b, object);
  }

  get size(): number {
    let size = 0;
    for (const part of this.#parts) size += part.size;
    return size;
  }

  forEach(visit: (a: number, b: number, object: number) => void): void {
    for (const part of this.#parts) part.forEach(visit);
  }

  clone(): JointCounts {
    const clone = new JointCounts();
    clone.#parts = this.#parts.map((part) => part.clone());
    return clone;
  }
}

function mix(a: number, b: number, object: number): number {
  let hash = Math.imul(a, 0x9e_37_79_b1) ^ Math.imul(b, 0x85_eb_ca_6b) ^ Math.imul(object, 0xc2_b2_ae_35);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c_1b_3c_6d);
  return hash ^ (hash >>> 13);
}

class Part {
  #capacity = 1 << 6;
  /** a, b, object, count; a count of 0 is an empty place. */
  #words = new Uint32Array(this.#capacity * WORDS);
  size = 0;

  add(hash: number, a: number, b: number, object: number): number {
    if (this.size >= this.#capacity * LOAD) this.#grow();
    const words = this.#words;
    const at = this.#place(hash, a, b, object) * WORDS;
    if (words[at + 3] === 0) {
      this.size++;
      words[at] = a;
      words[at + 1] = b;
      words[at + 2] = object;
    }
    return ++words[at + 3]!;
  }

  remove(hash: number, a: number, b: number, object: number): number {
    const place = this.#place(hash, a, b, object);
    const left = --this.#words[place * WORDS + 3]!;
    if (left === 0) {
      this.size--;
      this.#close(place);
    }
    return left;
  }

  forEach(visit: (a: number, b: number, object: number) => void): void {
    const words = this.#words;
    for (let at = 0; at < words.length; at += WORDS) {
      if (words[at + 3] !== 0) visit(words[at]!, words[at + 1]!, words[at + 2]!);
    }
  }

  clone(): Part {
    const clone = new Part();
    clone.#capacity = this.#capacity;
    clone.#words = this.#words.slice();
    clone.size = this.size;
    return clone;
  }

  /** Where the count is, or would be. */
  #place(hash: number, a: number, b: number, object: number): number {
    const words = this.#words;
    const mask = this.#capacity - 1;
    for (let place = hash & mask; ; place = (place + 1) & mask) {
      const at = place * WORDS;
      if (words[at + 3] === 0) return place;
      if (words[at] === a && words[at + 1] === b && words[at + 2] === object) return place;
    }
  }

  /** Move what follows an emptied place to where it is still found. */
  #close(emptied: number): void {
    const words = this.#words;
    const mask = this.#capacity - 1;
    let hole = emptied;
    for (let place = (hole + 1) & mask; words[place * WORDS + 3] !== 0; place = (place + 1) & mask) {
      const at = place * WORDS;
      const home = mix(words[at]!, words[at + 1]!, words[at + 2]!) & mask;
      if (((place - home) & mask) < ((place - hole) & mask)) continue;
      words.copyWithin(hole * WORDS, at, at + WORDS);
      words[at + 3] = 0;
      hole = place;
    }
  }

  #grow(): void {
    const old = this.#words;
    this.#capacity *= 2;
    this.#words = new Uint32Array(this.#capacity * WORDS);
    for (let at = 0; at < old.length; at += WORDS) {
      if (old[at + 3] === 0) continue;
      const [a, b, object] = [old[at]!, old[at + 1]!, old[at + 2]!];
      const place = this.#place(mix(a, b, object), a, b, object);
      this.#words.set(old.subarray(at, at + WORDS), place * WORDS);
    }
  }
}
