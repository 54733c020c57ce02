/**
 * SimHash (Charikar 2002) of 64 bits over runs of four UTF-16 units: texts that share most runs differ in few bits. Bit i is set where
 * more runs' hashes have it set than not. The votes are counted in bit planes: one addition works on 32 votes.
 */
export interface SimHash {
  readonly high: number;
  readonly low: number;
}

const RUN = 4;
/** Planes of the vote counters: texts of up to 2^16 units. */
const PLANES = 16;
const TEXT_UNITS_MAX = (1 << PLANES) - 1;

/** SimHash as two unsigned 32-bit integers; of the text as a whole where it is shorter than a run. */
export function simHash(text: string): SimHash {
  const length = Math.min(text.length, TEXT_UNITS_MAX);
  const runs = Math.max(1, length - RUN + 1);
  const high = new Int32Array(PLANES);
  const low = new Int32Array(PLANES);
  for (let i = 0; i < runs; i++) {
    let a = 0x2f0b4c47;
    let b = 0x51ed270b;
    for (let j = i; j < i + RUN && j < length; j++) {
      const unit = text.charCodeAt(j);
      a = Math.imul(a ^ unit, 0x9e3779b1);
      a ^= a >>> 15;
      b = Math.imul(b ^ unit, 0x85ebca77);
      b ^= b >>> 13;
    }
    vote(high, mix(a));
    vote(low, mix(b ^ Math.imul(a, 0x27d4eb2f)));
  }
  return { high: majority(high, runs), low: majority(low, runs) };
}

/** Number of bits in which two hashes differ. */
export function hammingDistance(aHigh: number, aLow: number, bHigh: number, bLow: number): number {
  return bitCount(aHigh ^ bHigh) + bitCount(aLow ^ bLow);
}

export function bitCount(bits: number): number {
  let n = bits - ((bits >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Add one to each counter whose bit is set: a ripple of carries through the planes. */
function vote(planes: Int32Array, bits: number): void {
  let carry = bits;
  for (let plane = 0; carry !== 0 && plane < PLANES; plane++) {
    const both = planes[plane]! & carry;
    planes[plane]! ^= carry;
    carry = both;
  }
}

/** Bits whose counter is more than half of `votes`. */
function majority(planes: Int32Array, votes: number): number {
  let bits = 0;
  for (let bit = 0; bit < 32; bit++) {
    let count = 0;
    for (let plane = 0; plane < PLANES; plane++) count |= ((planes[plane]! >>> bit) & 1) << plane;
    if (count * 2 > votes) bits |= 1 << bit;
  }
  return bits >>> 0;
}

function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
