/** Posterior deviations are never too small: two halves of a note's ratings disagree by no more than the deviations of both allow. */
import { describe, expect, test } from 'vitest';
import { interceptDeviations } from '../src/core/certainty/posterior.ts';
import type { Dataset } from '../src/core/data/dataset.ts';
import { noteSums, solveNotes } from '../src/core/final/sums.ts';
import { seededRandom } from '../src/core/numbers.ts';
import { preprocess } from '../src/core/preprocess.ts';
import { CORE } from '../src/core/scorers/definition.ts';
import { prescore } from '../src/core/scorers/prescore.ts';
import { scopeOf } from '../src/core/scorers/scope.ts';
import { platformBuilder, simulatePlatform } from '../src/simulation/platform.ts';
import { loadGolden, WHY, withGolden } from './support/golden.ts';

const HALF_RATINGS = 8;

/** Standard deviation of (difference of both halves' intercepts) / (its deviation by the model), which should be 1. */
function spreadOfHalves(dataset: Dataset): { readonly spread: number; readonly notes: number } {
  const scope = scopeOf(dataset, preprocess(dataset).rows, CORE);
  const { params, trusted, noise } = prescore(dataset, scope, CORE, {
    seed: 1,
    crowd: false,
    harassment: null,
    diligence: null,
  });
  const random = seededRandom(9);
  const counted = scope.rows.filter((row) => {
    const rater = dataset.ratings.rater[row]!;
    return trusted[rater] === 1 && !Number.isNaN(params.raters.factor[rater]!);
  });
  const side = Uint8Array.from(counted, () => (random() < 0.5 ? 0 : 1));
  // Next to no ridge: shrinking both halves would make them agree.
  const lambda = { ...CORE.regularisation, noteIntercept: 1e-6, noteFactor: 1e-6 };
  const half = (which: number) => {
    const rows = counted.filter((_, index) => side[index] === which);
    const sums = noteSums(dataset.ratings, rows, dataset.notes.count, params.raters);
    return { sums, ...solveNotes(sums, lambda, 1), deviation: interceptDeviations(sums, lambda, 1, noise) };
  };
  const [a, b] = [half(0), half(1)];
  const gaps: number[] = [];
  for (let note = 0; note < dataset.notes.count; note++) {
    if (Math.min(a.sums.weight[note]!, b.sums.weight[note]!) < HALF_RATINGS) continue;
    gaps.push((a.intercept[note]! - b.intercept[note]!) / Math.hypot(a.deviation[note]!, b.deviation[note]!));
  }
  return { spread: Math.sqrt(gaps.reduce((sum, gap) => sum + gap * gap, 0) / gaps.length), notes: gaps.length };
}

describe('deviations of intercepts', () => {
  test('on a made-up platform', () => {
    const made = simulatePlatform({ seed: 41, raters: 250, notes: 260, ratings: 9000, now: 1_786_000_000_000 });
    const { spread, notes } = spreadOfHalves(platformBuilder(made).build(false));
    expect(notes).toBeGreaterThan(50);
    expect(spread).toBeGreaterThan(0.5);
    expect(spread).toBeLessThan(1.2);
  });

  test.skipIf(withGolden.skip)(
    `on the public data of 2021 and the generated set ${withGolden.skip ? WHY : ''}`,
    async () => {
      for (const set of ['real', '100k'] as const) {
        const { spread } = spreadOfHalves(await loadGolden(set));
        // Never surer than the data allow. Real notes that many rated are the clear ones, whose ratings scatter less than others.
        expect([set, spread > 0.5 && spread < 1.2, spread]).toEqual([set, true, spread]);
      }
    },
  );
});
