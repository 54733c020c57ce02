/**
 * Logarithm, exponential and power from additions and multiplications alone. The language does not say what the last bit of `Math.log`
 * is; it does say what `a * b + c` is, so these give the same numbers on every machine, whatever its compiler fuses.
 */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const LN2 = Math.LN2;
const ROOT_HALF = Math.SQRT1_2;

const LEAST_POWER = -1022;
/** 2^k from -1022 on: halves and doubles, which are exact. */
const POWERS_OF_TWO = powersOfTwo();

function powersOfTwo(): Float64Array {
  const powers = new Float64Array(1 - LEAST_POWER + 1023);
  powers[-LEAST_POWER] = 1;
  for (let k = -1; k >= LEAST_POWER; k--) powers[k - LEAST_POWER] = powers[k + 1 - LEAST_POWER]! / 2;
  for (let k = 1; k <= 1023; k++) powers[k - LEAST_POWER] = powers[k - 1 - LEAST_POWER]! * 2;
  return powers;
}

/** Natural logarithm of a positive finite number, to twelve digits or more. */
export function ln(x: number): number {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) return x === 0 ? Number.NEGATIVE_INFINITY : x > 0 ? x : Number.NaN;
  let m = x;
  let k = 0;
  for (; m < 2.3283064365386963e-10; m *= 4_294_967_296) k -= 32;
  for (; m >= 4_294_967_296; m *= 2.3283064365386963e-10) k += 32;
  if (m < 1) {
    if (m < 1.52587890625e-5) [m, k] = [m * 65_536, k - 16];
    if (m < 0.00390625) [m, k] = [m * 256, k - 8];
    if (m < 0.0625) [m, k] = [m * 16, k - 4];
    if (m < 0.25) [m, k] = [m * 4, k - 2];
    if (m < ROOT_HALF) [m, k] = [m * 2, k - 1];
  } else {
    if (m >= 65_536) [m, k] = [m / 65_536, k + 16];
    if (m >= 256) [m, k] = [m / 256, k + 8];
    if (m >= 16) [m, k] = [m / 16, k + 4];
    if (m >= 4) [m, k] = [m / 4, k + 2];
    if (m >= 2 * ROOT_HALF) [m, k] = [m / 2, k + 1];
    if (m >= 2 * ROOT_HALF) [m, k] = [m / 2, k + 1];
  }
  // ln m = 2 artanh((m - 1) / (m + 1)); |s| is at most 0.172, so ten terms of the series are enough.
  const s = (m - 1) / (m + 1);
  const q = s * s;
  const sum =
    1 / 3 +
    q *
      (1 / 5 +
        q * (1 / 7 + q * (1 / 9 + q * (1 / 11 + q * (1 / 13 + q * (1 / 15 + q * (1 / 17 + q * (1 / 19 + q / 21))))))));
  return k * LN2_HIGH + (2 * s + (2 * s * q * sum + k * LN2_LOW));
}

/** e^x; 0 and infinity beyond what a number holds. */
export function exp(x: number): number {
  if (!(x < 709)) return x >= 709 ? Number.POSITIVE_INFINITY : Number.NaN;
  if (x < -708) return 0;
  const k = Math.round(x / LN2);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  // |r| is at most 0.35: the next term of Taylor's series is below 1e-17. In two halves, which a processor works out side by side.
  const q = r * r;
  const even =
    1 + q * (1 / 2 + q * (1 / 24 + q * (1 / 720 + q * (1 / 40_320 + q * (1 / 3_628_800 + q / 479_001_600)))));
  const odd =
    1 + q * (1 / 6 + q * (1 / 120 + q * (1 / 5040 + q * (1 / 362_880 + q * (1 / 39_916_800 + q / 6_227_020_800)))));
  return (even + r * odd) * POWERS_OF_TWO[k - LEAST_POWER]!;
}

/** `base` to the power of `exponent`, for a positive base. */
export function power(base: number, exponent: number): number {
  return exp(exponent * ln(base));
}

/**
 * The normal distribution's value below which a share p of it lies, 0 < p < 1: Acklam's rational approximation (2003), relative error
 * below 1.2e-9.
 */
export function normalQuantile(p: number): number {
  if (p < 0.02425) return tailQuantile(p);
  if (p > 1 - 0.02425) return -tailQuantile(1 - p);
  const q = p - 0.5;
  const r = q * q;
  return (
    ((((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r -
      30.66479806614716) *
      r +
      2.506628277459239) *
      q) /
    (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r -
      13.28068155288572) *
      r +
      1)
  );
}

function tailQuantile(p: number): number {
  const q = Math.sqrt(-2 * ln(p));
  return (
    (((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q +
      4.374664141464968) *
      q +
      2.938163982698783) /
    ((((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1)
  );
}
