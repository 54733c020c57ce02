/** Two unknowns of a note, or of a rater, when everything else is fixed. */

/** Minimiser of a·i² + 2b·if + c·f² − 2p·i − 2q·f. */
export function solvePair(a: number, b: number, c: number, p: number, q: number): [number, number] {
  const determinant = a * c - b * b;
  return [(p * c - q * b) / determinant, (q * a - p * b) / determinant];
}

/** Minimiser of the same plus d·|i·f|: the best of both signs of i·f, where the solution has that sign, and of the two axes. */
export function solveDiamond(
  a: number,
  b: number,
  c: number,
  p: number,
  q: number,
  diamond: number,
): [number, number, number] {
  let best: [number, number, number] = [p / a, 0, (-p * p) / a];
  if ((-q * q) / c < best[2]) best = [0, q / c, (-q * q) / c];
  for (const sign of [1, -1]) {
    const slope = b + (sign * diamond) / 2;
    if (a * c - slope * slope <= 0) continue;
    const [intercept, factor] = solvePair(a, slope, c, p, q);
    const value = -p * intercept - q * factor;
    if (Math.sign(intercept * factor) === sign && value < best[2]) best = [intercept, factor, value];
  }
  return best;
}
