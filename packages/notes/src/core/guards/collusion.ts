/**
 * Raters who err together. Given the model, what is left of two honest raters' ratings is independent, however alike their views: the sum
 * over shared notes of the products of residuals, in units of its deviation, is about normal. Pairs far beyond that are joined; counting
 * how often people rate together cannot tell a crowd from a crew, this can (notes.md §8, coordinated clusters).
 */
import type { Dataset } from '../data/dataset.ts';
import type { FittedParameters } from '../scorers/prescore.ts';
import { residual } from './quality.ts';

/** Notes that two raters have to share. */
const MIN_SHARED = 3;
/** Beyond the largest value that this many honest pairs would show by chance: √(2 ln pairs), and this much more. */
const MARGIN = 3;

/** By participant: number of the crew from 1, 0 for those who err alone. */
export function crewsOf(
  { ratings, participants, notes }: Dataset,
  rows: Int32Array,
  params: FittedParameters,
  noise: number,
): Int32Array {
  const shared = new Map<number, { count: number; product: number }>();
  const gaps: { rater: number; gap: number }[] = [];
  const join = () => {
    for (let a = 1; a < gaps.length; a++) {
      for (let b = 0; b < a; b++) {
        const [low, high] = [Math.min(gaps[a]!.rater, gaps[b]!.rater), Math.max(gaps[a]!.rater, gaps[b]!.rater)];
        const key = low * participants.count + high;
        const product = gaps[a]!.gap * gaps[b]!.gap;
        const pair = shared.get(key);
        if (pair === undefined) shared.set(key, { count: 1, product });
        else {
          pair.count++;
          pair.product += product;
        }
      }
    }
    gaps.length = 0;
  };
  let note = -1;
  for (const row of rows) {
    if (ratings.note[row] !== note) join();
    note = ratings.note[row]!;
    const gap = residual(ratings.helpful[row]!, ratings.rater[row]!, note, params) / noise;
    if (!Number.isNaN(gap)) gaps.push({ rater: ratings.rater[row]!, gap });
  }
  join();
  let tested = 0;
  for (const { count } of shared.values()) if (count >= MIN_SHARED) tested++;
  const limit = Math.sqrt(2 * Math.log(Math.max(tested, notes.count, 2))) + MARGIN;
  const crew = new Int32Array(participants.count);
  const parent = Int32Array.from(crew, (_, index) => index);
  const root = (of: number): number => {
    let at = of;
    while (parent[at] !== at) at = parent[at]!;
    parent[of] = at;
    return at;
  };
  for (const [key, { count, product }] of shared) {
    if (count < MIN_SHARED || product / Math.sqrt(count) <= limit) continue;
    const [low, high] = [Math.floor(key / participants.count), key % participants.count];
    const top = Math.min(root(low), root(high));
    parent[root(low)] = top;
    parent[root(high)] = top;
  }
  const size = new Int32Array(crew.length);
  for (let who = 0; who < crew.length; who++) size[root(who)]!++;
  const numbers = new Map<number, number>();
  for (let who = 0; who < crew.length; who++) {
    const top = root(who);
    if (size[top]! < 2) continue;
    if (!numbers.has(top)) numbers.set(top, numbers.size + 1);
    crew[who] = numbers.get(top)!;
  }
  return crew;
}
