/**
 * Ids of notes and posts: 64-bit decimal numbers that a double cannot hold. Each is kept as two parts, `high * 1e9 + low` (both carry
 * the sign), which compare, hash and print without BigInt.
 */

const PART = 1_000_000_000;
const LOAD = 0.6;

/** Dense indices 0, 1, 2 … for ids in order of first appearance. */
export class DecimalIds {
  #high = new Float64Array(4096);
  #low = new Int32Array(4096);
  #slots = new Int32Array(4096).fill(-1);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Index of an id, which is added where it is new. */
  add(high: number, low: number): number {
    let slot = this.#slotOf(high, low);
    const known = this.#slots[slot]!;
    if (known !== -1) return known;
    if (this.#count >= this.#slots.length * LOAD) {
      this.#grow();
      slot = this.#slotOf(high, low);
    }
    const index = this.#count++;
    this.#high[index] = high;
    this.#low[index] = low;
    this.#slots[slot] = index;
    return index;
  }

  /** Index of an id, or -1. */
  find(high: number, low: number): number {
    return this.#slots[this.#slotOf(high, low)]!;
  }

  high(index: number): number {
    return this.#high[index]!;
  }

  low(index: number): number {
    return this.#low[index]!;
  }

  text(index: number): string {
    return decimalText(this.#high[index]!, this.#low[index]!);
  }

  /** For every index its rank when ids are ordered as numbers. */
  ranks(): Int32Array {
    const order = Int32Array.from({ length: this.#count }, (_, index) => index);
    order.sort((a, b) => this.#high[a]! - this.#high[b]! || this.#low[a]! - this.#low[b]!);
    const ranks = new Int32Array(this.#count);
    for (let rank = 0; rank < order.length; rank++) ranks[order[rank]!] = rank;
    return ranks;
  }

  /** The same ids, numbered by `ranks`. */
  reordered(ranks: Int32Array): DecimalIds {
    const inverse = new Int32Array(ranks.length);
    for (let index = 0; index < ranks.length; index++) inverse[ranks[index]!] = index;
    const ids = new DecimalIds();
    for (const index of inverse) ids.add(this.#high[index]!, this.#low[index]!);
    return ids;
  }

  #slotOf(high: number, low: number): number {
    const mask = this.#slots.length - 1;
    // Both parts of a snowflake are spread in their low digits; the product mixes them into the upper bits, which the shift brings down.
    let hash = Math.imul(high | 0, 0x9e3779b1) ^ Math.imul(low, 0x85ebca6b);
    hash ^= hash >>> 15;
    let slot = (Math.imul(hash, 0x2c1b3c6d) >>> 7) & mask;
    for (;;) {
      const index = this.#slots[slot]!;
      if (index === -1 || (this.#low[index] === low && this.#high[index] === high)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    const capacity = this.#slots.length * 2;
    this.#high = resized(this.#high, capacity);
    this.#low = resized(this.#low, capacity);
    this.#slots = new Int32Array(capacity).fill(-1);
    for (let index = 0; index < this.#count; index++) {
      this.#slots[this.#slotOf(this.#high[index]!, this.#low[index]!)] = index;
    }
  }
}

/** The decimal digits of an id. */
export function decimalText(high: number, low: number): string {
  if (high === 0) return String(low);
  return `${high}${String(Math.abs(low)).padStart(9, '0')}`;
}

/** Both parts of an id written in decimal digits, or null for anything else. */
export function parseDecimal(text: string): { high: number; low: number } | null {
  if (!/^-?\d{1,19}$/.test(text)) return null;
  const value = BigInt(text);
  return { high: Number(value / BigInt(PART)), low: Number(value % BigInt(PART)) };
}

function resized<T extends Float64Array | Int32Array>(array: T, length: number): T {
  const larger = (array instanceof Float64Array ? new Float64Array(length) : new Int32Array(length)) as T;
  larger.set(array);
  return larger;
}
