/** Ids of participants: short texts (64 hexadecimal digits in public files), kept as bytes and numbered in order of appearance. */

const LOAD = 0.6;
const LONG_BYTES = 24;
const TAIL_BYTES = 12;
const decoder = new TextDecoder('latin1');
const encoder = new TextEncoder();

export class ParticipantIds {
  #bytes = new Uint8Array(1 << 16);
  #ends = new Uint32Array(4096);
  #slots = new Int32Array(4096).fill(-1);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Index of the id that stands at `start` to `end` of `source`; it is added where it is new. */
  add(source: Uint8Array, start: number, end: number): number {
    let slot = this.#slotOf(source, start, end);
    const known = this.#slots[slot]!;
    if (known !== -1) return known;
    if (this.#count >= this.#slots.length * LOAD) {
      this.#grow();
      slot = this.#slotOf(source, start, end);
    }
    const index = this.#count++;
    const at = this.#start(index);
    const length = end - start;
    if (at + length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#bytes.length * 2, at + length));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(source.subarray(start, end), at);
    this.#ends[index] = at + length;
    this.#slots[slot] = index;
    return index;
  }

  addText(text: string): number {
    const bytes = encoder.encode(text);
    return this.add(bytes, 0, bytes.length);
  }

  /** Index of an id, or -1. */
  find(text: string): number {
    const bytes = encoder.encode(text);
    return this.#slots[this.#slotOf(bytes, 0, bytes.length)]!;
  }

  text(index: number): string {
    return decoder.decode(this.#bytes.subarray(this.#start(index), this.#ends[index]));
  }

  /** For every index its rank when ids are ordered by their bytes: the reference's own numbering. */
  ranks(): Int32Array {
    const keys = new Float64Array(this.#count);
    for (let index = 0; index < keys.length; index++) {
      const start = this.#start(index);
      const end = this.#ends[index]!;
      let key = 0;
      for (let at = start; at < start + 6; at++) key = key * 256 + (at < end ? this.#bytes[at]! : 0);
      keys[index] = key;
    }
    const order = Int32Array.from(keys, (_, index) => index);
    order.sort((a, b) => keys[a]! - keys[b]! || this.#compare(a, b));
    const ranks = new Int32Array(this.#count);
    for (let rank = 0; rank < order.length; rank++) ranks[order[rank]!] = rank;
    return ranks;
  }

  /** The same ids, numbered by `ranks`. */
  reordered(ranks: Int32Array): ParticipantIds {
    const inverse = new Int32Array(ranks.length);
    for (let index = 0; index < ranks.length; index++) inverse[ranks[index]!] = index;
    const ids = new ParticipantIds();
    for (const index of inverse) ids.add(this.#bytes, this.#start(index), this.#ends[index]!);
    return ids;
  }

  #start(index: number): number {
    return index === 0 ? 0 : this.#ends[index - 1]!;
  }

  #compare(a: number, b: number): number {
    const startA = this.#start(a);
    const startB = this.#start(b);
    const lengthA = this.#ends[a]! - startA;
    const lengthB = this.#ends[b]! - startB;
    for (let offset = 0; offset < lengthA && offset < lengthB; offset++) {
      const difference = this.#bytes[startA + offset]! - this.#bytes[startB + offset]!;
      if (difference !== 0) return difference;
    }
    return lengthA - lengthB;
  }

  #slotOf(source: Uint8Array, start: number, end: number): number {
    const mask = this.#slots.length - 1;
    let hash = end - start;
    // Of a long id the last bytes and every fourth before them: public ids are 64 random digits, made-up ones count at their end.
    const tail = end - start > LONG_BYTES ? end - TAIL_BYTES : start;
    for (let at = start; at < tail; at += 4) hash = Math.imul(hash ^ source[at]!, 0x01000193);
    for (let at = tail; at < end; at++) hash = Math.imul(hash ^ source[at]!, 0x01000193);
    hash ^= hash >>> 15;
    let slot = (Math.imul(hash, 0x2c1b3c6d) >>> 7) & mask;
    for (;;) {
      const index = this.#slots[slot]!;
      if (index === -1 || this.#equals(index, source, start, end)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #equals(index: number, source: Uint8Array, start: number, end: number): boolean {
    const at = this.#start(index);
    if (this.#ends[index]! - at !== end - start) return false;
    for (let offset = 0; offset < end - start; offset++) {
      if (this.#bytes[at + offset] !== source[start + offset]) return false;
    }
    return true;
  }

  #grow(): void {
    const capacity = this.#slots.length * 2;
    const ends = new Uint32Array(capacity);
    ends.set(this.#ends);
    this.#ends = ends;
    this.#slots = new Int32Array(capacity).fill(-1);
    for (let index = 0; index < this.#count; index++) {
      this.#slots[this.#slotOf(this.#bytes, this.#start(index), this.#ends[index]!)] = index;
    }
  }
}
