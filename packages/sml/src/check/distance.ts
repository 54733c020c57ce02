/** "Did you mean": the nearest name by edits, ignoring case. */
import { TYPO_DISTANCE } from './limits.ts';

/**
 * The candidate closest to `text` by case-insensitive Levenshtein distance, if it is near enough and `text` is long enough to
 * tell a typo from another word. The first of equals wins.
 */
export function closest(text: string, candidates: Iterable<string>): string | null {
  if ([...text].length <= TYPO_DISTANCE) return null;
  const wanted = [...text.toLowerCase()];
  let best: string | null = null;
  let bestDistance = TYPO_DISTANCE + 1;
  for (const candidate of candidates) {
    const distance = levenshtein(wanted, [...candidate.toLowerCase()], bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Edit distance, or `limit` as soon as it cannot be less. */
function levenshtein(a: readonly string[], b: readonly string[], limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      const cost = Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (previous[column - 1] ?? 0) + same);
      current.push(cost);
      least = Math.min(least, cost);
    }
    if (least >= limit) return limit;
    previous = current;
  }
  return previous[b.length] ?? limit;
}
