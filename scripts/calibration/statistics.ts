/** What two samples have in common: quantiles, tail exponents, distances. */

/** The value below which a share of the sorted values lies. */
export function quantileOf(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** Hill's estimate of the exponent of the largest 5 %: P(X > x) falls as x to the minus alpha (Hill 1975). */
export function tailExponent(sorted: readonly number[]): number {
  const count = Math.floor(sorted.length * 0.05);
  const threshold = sorted[sorted.length - 1 - count] ?? Number.NaN;
  let sum = 0;
  for (let i = sorted.length - count; i < sorted.length; i++) sum += Math.log((sorted[i] ?? threshold) / threshold);
  return count / sum;
}

/** Kolmogorov and Smirnov's distance of two sorted samples: the largest difference of their shares, 0 to 1. */
export function distance(a: readonly number[], b: readonly number[]): number {
  let largest = 0;
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i]!, b[j]!);
    while (i < a.length && a[i]! <= value) i++;
    while (j < b.length && b[j]! <= value) j++;
    largest = Math.max(largest, Math.abs(i / a.length - j / b.length));
  }
  return largest;
}

/** Points of the share of values that are larger, at about so many values spread evenly over the logarithm. */
export function complementary(sorted: readonly number[], points = 60): readonly (readonly [number, number])[] {
  const low = Math.log(Math.max(sorted[0] ?? 1, 1e-9));
  const high = Math.log(sorted.at(-1) ?? 1);
  const line: [number, number][] = [];
  let at = 0;
  for (let i = 0; i <= points; i++) {
    const x = Math.exp(low + ((high - low) * i) / points);
    while (at < sorted.length && sorted[at]! < x) at++;
    const share = (sorted.length - at) / sorted.length;
    if (share > 0 && line.at(-1)?.[1] !== share) line.push([x, share]);
  }
  return line;
}
