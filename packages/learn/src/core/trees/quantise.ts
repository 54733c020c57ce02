/**
 * Gradients as whole numbers. Sums of whole numbers are the same in every order and exact when subtracted. The scales are powers of
 * two, chosen for each tree from the gradients themselves, so that no sum exceeds 52 bits: every sum is exact as a double as well, and
 * a row's share is rounded to less than a millionth of the mean row's.
 */

export interface Scales {
  /** A gradient of 1 is so many units. */
  readonly gradient: number;
  readonly hessian: number;
}

/** Bits below the count in the packed 64-bit numbers of `rows` rows. */
export function countShiftOf(rows: number): number {
  return 63 - Math.ceil(Math.log2(rows + 1));
}

/** Scales for gradients whose sizes have this sum and largest value, and hessians likewise. */
export function scalesOf(
  rows: number,
  gradientSum: number,
  gradientMost: number,
  hessianSum: number,
  hessianMost: number,
): Scales {
  const bits = Math.min(52, countShiftOf(rows));
  return {
    gradient: scale(room(52) - rows, gradientSum, gradientMost),
    hessian: scale(room(bits) - rows, hessianSum, hessianMost),
  };
}

/** What fits so many bits, less the millionth by which floats are off from the doubles that were added up; a row is rounded besides. */
function room(bits: number): number {
  return 2 ** bits * (1 - 1e-6);
}

function scale(mostSum: number, sum: number, most: number): number {
  if (most === 0) return 1;
  const largest = Math.min(mostSum / sum, room(31) / most);
  let exponent = Math.floor(Math.log2(largest));
  while (2 ** exponent > largest) exponent--;
  return 2 ** Math.max(-1000, Math.min(1000, exponent));
}

/** Replace the floats of `pairs` from `from` to `to` (places of numbers, not of pairs) by whole numbers in the same bytes. */
export function quantise(
  pairs: Float32Array,
  whole: Int32Array,
  from: number,
  to: number,
  { gradient, hessian }: Scales,
): void {
  for (let at = from; at < to; at += 2) {
    const g = pairs[at]! * gradient;
    whole[at] = g < 0 ? g - 0.5 : g + 0.5;
    whole[at + 1] = pairs[at + 1]! * hessian + 0.5;
  }
}
