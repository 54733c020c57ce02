/** Guards: who scatters counts less, who errs together counts once, and few attackers do not take a helpful note down. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Dataset } from '../src/core/data/dataset.ts';
import { crewsOf } from '../src/core/guards/collusion.ts';
import { qualityWeights } from '../src/core/guards/quality.ts';
import { preprocess } from '../src/core/preprocess.ts';
import { CORE } from '../src/core/scorers/definition.ts';
import { type Prescoring, prescore } from '../src/core/scorers/prescore.ts';
import { type Scope, scopeOf } from '../src/core/scorers/scope.ts';
import { attacked } from '../src/resistance/attacks.ts';
import { measureResistance } from '../src/resistance/measure.ts';
import { resistancePlot } from '../src/resistance/plot.ts';
import { platformBuilder, simulatePlatform } from '../src/simulation/platform.ts';

const NOW = 1_786_000_000_000;
const ATTACKERS = 12;
let dataset: Dataset;
let scope: Scope;
let prescoring: Prescoring;

beforeAll(() => {
  const made = simulatePlatform({ seed: 31, raters: 200, notes: 210, ratings: 6500, now: NOW });
  const targets = made.notes
    .flatMap(({ quality, misleading }, note) => (quality > 0.85 && misleading ? [note] : []))
    .slice(0, 8);
  const platform = attacked(
    { ...made, ratings: [] },
    [...made.ratings],
    'coordinated',
    'suppress',
    targets,
    ATTACKERS,
    1,
  );
  dataset = platformBuilder(platform).build(false);
  scope = scopeOf(dataset, preprocess(dataset).rows, CORE);
  prescoring = prescore(dataset, scope, CORE, { seed: 1, crowd: false, harassment: null, diligence: null });
});

const isAttacker = (who: number) => dataset.participants.ids.text(who).startsWith('ATTACKER');

test('raters who err together are found, and few others', () => {
  const crew = crewsOf(dataset, scope.rows, prescoring.firstRound, prescoring.noise);
  const people = [...crew.keys()].filter((who) => crew[who] !== 0);
  const found = people.filter(isAttacker).length;
  expect(found).toBeGreaterThan(ATTACKERS * 0.7);
  expect(people.length - found).toBeLessThan(30);
});

test('who scatters around what is expected of them counts less', () => {
  const weights = qualityWeights(dataset, scope.rows, prescoring.firstRound, prescoring.noise);
  const mean = (of: number[]) => of.reduce((sum, value) => sum + value, 0) / of.length;
  const known = [...weights.keys()].filter((who) => !Number.isNaN(weights[who]!));
  for (const who of known) {
    expect(weights[who]).toBeGreaterThanOrEqual(0.25);
    expect(weights[who]).toBeLessThanOrEqual(2);
  }
  const of = (attackers: boolean) =>
    mean(known.filter((who) => isAttacker(who) === attackers).map((who) => weights[who]!));
  expect(of(true)).toBeLessThan(of(false));
});

describe('resistance', () => {
  test('is measured side by side, and guards raise what taking notes down costs', () => {
    const options = { seeds: 1, firstSeed: 12, raters: 160, notes: 205, ratings: 5000 } as const;
    const found = measureResistance({ ...options, attacks: ['coordinated'], goals: ['suppress'] });
    expect(found.figures).toHaveLength(2);
    const [reference, guarded] = found.figures.map(({ median }) => median) as [number, number];
    expect(guarded).toBeGreaterThan(reference);
    for (const { precision, recall } of found.honest) {
      expect(precision).toBeGreaterThan(0.8);
      expect(recall).toBeGreaterThan(0.1);
    }
    const picture = resistancePlot(found);
    expect(picture).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
    expect(picture).not.toContain('NaN');
  });
});
