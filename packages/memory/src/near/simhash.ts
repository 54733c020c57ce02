/**
 * SimHash (Charikar 2002) of 64 bits over runs of four UTF-16 units: texts that share most runs differ in few bits. Bit i is set where
 * more runs' hashes have it set than not. The votes are counted in bit planes: one addition works on 32 votes.
 */
export interface SimHash {
  readonly high: number;
  readonly low: number;
}

const RUN = 4;
/** Units of a text that count: what follows hardly moves a majority. */
const TEXT_UNITS_MAX = 65_535;

/** SimHash as two unsigned 32-bit integers; of the text as a whole where it is shorter than a run. */
export function simHash(text: string): SimHash {
  const length = Math.min(text.length, TEXT_UNITS_MAX);
  const runs = Math.max(1, length - RUN + 1);
  const planes = 32 - Math.clz32(runs);
  const high = new Int32Array(planes);
  const low = new Int32Array(planes);
  for (let i = 0; i < runs; i++) {
    const first = unitAt(text, i) | (unitAt(text, i + 1) << 16);
    const second = unitAt(text, i + 2) | (unitAt(text, i + 3) << 16);
    const a = mix(Math.imul(first, 0x9e3779b1) ^ rotate(Math.imul(second, 0x85ebca77)));
    vote(high, a);
    vote(low, mix(a ^ Math.imul(second, 0x27d4eb2f) ^ 0x51ed270b));
  }
  return { high: majority(high, runs), low: majority(low, runs) };
}

/** The unit, or 0 after the end. */
function unitAt(text: string, i: number): number {
  return i < text.length ? text.charCodeAt(i) : 0;
}

function rotate(bits: number): number {
  return (bits << 15) | (bits >>> 17);
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
  for (let plane = 0; carry !== 0 && plane < planes.length; plane++) {
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
    for (let plane = 0; plane < planes.length; plane++) count |= ((planes[plane]! >>> bit) & 1) << plane;
    if (count * 2 > votes) bits |= 1 << bit;
  }
  return bits >>> 0;
}

function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
