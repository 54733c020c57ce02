/** The "did you mean" of diagnostics. */

/** Names no longer than this get no suggestion: nearly every short name is close to another. */
const MIN_LENGTH = 4;
const MAX_DISTANCE = 3;

/** The candidate nearest to `text` by case-insensitive edit distance, if within three edits; the first of equals. */
export function closestString(text: string, candidates: Iterable<string>): string | undefined {
  if (text.length < MIN_LENGTH) return undefined;
  let best: string | undefined;
  let bestDistance = MAX_DISTANCE + 1;
  const wanted = text.toLowerCase();
  for (const candidate of candidates) {
    // Most candidates are far off: their length says so without looking at them.
    if (Math.abs(candidate.length - text.length) > MAX_DISTANCE + 1) continue;
    const distance = editDistance(wanted, candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Levenshtein distance in UTF-16 units; `limit` stands for it and for everything greater. */
function editDistance(a: string, b: string, limit = Number.POSITIVE_INFINITY): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(substitution, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    if (Math.min(...row) >= limit) return limit;
    previous = row;
  }
  return previous[b.length] ?? 0;
}
