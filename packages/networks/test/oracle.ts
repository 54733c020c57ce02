/** Co-action as its definition reads: every pair of rows compared. For tests alone. */
import type { CoactionOptions, Shares } from '../src/core/index.ts';

/** Weights by `from-to`. */
export function naiveCoaction(shares: Shares, options: CoactionOptions): Map<string, number> {
  const { windowMillis, minRepetition = 1, weight = 'objects', directed = false, loops = false } = options;
  const { minParticipation = 1 } = options;
  const { actor, object, timeMillis } = shares;
  const message = (row: number) => shares.message?.[row] ?? row;
  const rows = [...actor.keys()].filter((row) => actor.filter((a) => a === actor[row]).length >= minParticipation);
  const units = new Map<string, Set<string>>();
  const matched = new Map<number, Set<number>>();
  for (const row of rows) {
    for (const other of rows) {
      const [a, b] = [actor[row]!, actor[other]!];
      const after = timeMillis[other]! - timeMillis[row]!;
      if (message(row) === message(other) || object[row] !== object[other] || Math.abs(after) > windowMillis) continue;
      if (a === b && !loops) continue;
      const hasOrder = directed && weight !== 'messages';
      if (hasOrder && after < 0) continue;
      // A pair of one actor's own shares is one pair, whichever way it is looked at.
      const forward = a === b ? row < other : a < b;
      matched.set(a, (matched.get(a) ?? new Set()).add(row));
      if (hasOrder) matched.set(b, (matched.get(b) ?? new Set()).add(other));
      if (weight !== 'messages' && !(hasOrder && a !== b) && !forward && !(hasOrder && after > 0)) continue;
      const key = `${a}-${b}`;
      const pair = [row, other].sort((x, y) => x - y).join('+');
      const unit = weight === 'objects' ? `${object[row]}` : weight === 'pairs' ? pair : `${message(row)}`;
      units.set(key, (units.get(key) ?? new Set()).add(unit));
    }
  }
  const takesPart = (a: number) => (matched.get(a)?.size ?? 0) >= minParticipation;
  const edges = [...units].map(([key, of]) => [key, of.size] as const);
  return new Map(
    edges.filter(
      ([key, count]) =>
        count >= minRepetition && (minParticipation === 1 || key.split('-').map(Number).every(takesPart)),
    ),
  );
}
