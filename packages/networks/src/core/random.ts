/** Chance that a seed repeats: xoshiro128** (Blackman and Vigna 2021), seeded through splitmix32. */

export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number in [0, below). */
  below(below: number): number;
}

export function randomOf(seed: number): Random {
  let mixed = seed >>> 0;
  const split = () => {
    mixed = (mixed + 0x9e_37_79_b9) >>> 0;
    let z = mixed;
    z = Math.imul(z ^ (z >>> 16), 0x85_eb_ca_6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2_b2_ae_35);
    return (z ^ (z >>> 16)) >>> 0;
  };
  let [a, b, c, d] = [split(), split(), split(), split() | 1];
  const rotate = (x: number, bits: number) => (x << bits) | (x >>> (32 - bits));
  const next = () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotate(d, 11);
    return result / 2 ** 32;
  };
  return { next, below: (below) => Math.floor(next() * below) };
}
