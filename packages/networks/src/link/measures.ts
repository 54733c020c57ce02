/** How similar profiles are, side by side. */

import { FEATURES_COMPARED, STYLE_FEATURES } from './limits.ts';
import type { Profile } from './profile.ts';
import type { Space } from './spaces.ts';
import { dot, normalized, type Sparse, strongest } from './sparse.ts';

/**
 * - `… content`: cosine of `(1 + ln count) · ln(profiles / profiles that have it)`: the rare things that two have in common.
 * - `… usual`: cosine of `count · (1 + ln(profiles / profiles that have it))`: mostly how often the frequent ones come.
 * - `… style`: Cosine Delta (Smith and Aldridge 2011; Evert et al. 2017) of the most frequent features: how often one does what
 *   everybody does, against how often others do.
 * - `hours`: `Σ √(p q)` of the shares of posts by hour and weekday.
 */
export const MEASURES = [
  'characters content',
  'words content',
  'tags content',
  'mentions content',
  'domains content',
  'marks content',
  'characters usual',
  'words usual',
  'characters style',
  'words style',
  'marks style',
  'hours',
] as const;
export type Measure = (typeof MEASURES)[number];

/** Profiles as vectors of length 1, one for each measure: their product is how similar two are. */
export type Vectors = Readonly<Record<Measure, readonly Sparse[]>>;

/** What is rare and what is usual is found out from the profiles themselves. */
export function vectorsOf(profiles: readonly Profile[]): Vectors {
  const content = (space: Space) => contentOf(profiles.map(({ features }) => features[space]));
  const usual = (space: Space) => usualOf(profiles.map(({ features }) => features[space]));
  const style = (space: Space) => styleOf(profiles.map(({ features }) => features[space]));
  return {
    'characters content': content('characters'),
    'words content': content('words'),
    'tags content': content('tags'),
    'mentions content': content('mentions'),
    'domains content': content('domains'),
    'marks content': content('marks'),
    'characters usual': usual('characters'),
    'words usual': usual('words'),
    'characters style': style('characters'),
    'words style': style('words'),
    'marks style': style('marks'),
    hours: profiles.map(({ features }) => rhythmOf(features.hours)),
  };
}

export function similarity(vectors: Vectors, measure: Measure, a: number, b: number): number {
  return dot(vectors[measure][a]!, vectors[measure][b]!);
}

function holdersOf(all: readonly Sparse[]): Map<number, number> {
  const holders = new Map<number, number>();
  for (const { feature } of all) for (const of of feature) holders.set(of, (holders.get(of) ?? 0) + 1);
  return holders;
}

function contentOf(all: readonly Sparse[]): Sparse[] {
  const holders = holdersOf(all);
  return all.map(({ feature, value }) => {
    // What nobody else has joins nobody, but it says how much of an account is its own.
    const weighted = value.map((count, i) => (1 + Math.log(count)) * Math.log(all.length / holders.get(feature[i]!)!));
    return normalized(strongest({ feature, value: weighted }, FEATURES_COMPARED));
  });
}

function usualOf(all: readonly Sparse[]): Sparse[] {
  const holders = holdersOf(all);
  return all.map(({ feature, value }) => {
    const weighted = value.map((count, i) => count * (1 + Math.log(all.length / holders.get(feature[i]!)!)));
    return normalized(strongest({ feature, value: weighted }, FEATURES_COMPARED));
  });
}

/** The `STYLE_FEATURES` that most have. Counts are small numbers, so that none but those at the edge are sorted. */
function mostHeld(holders: ReadonlyMap<number, number>, most: number): number[] {
  const features = new Uint32Array(most + 1);
  for (const count of holders.values()) features[count]!++;
  let least = most;
  for (let taken = features[least] ?? 0; least > 1 && taken < STYLE_FEATURES; taken += features[least]!) least--;
  return [...holders]
    .filter(([, count]) => count >= least)
    .sort(([a, x], [b, y]) => y - x || a - b)
    .slice(0, STYLE_FEATURES)
    .map(([feature]) => feature);
}

function styleOf(all: readonly Sparse[]): Sparse[] {
  const holders = holdersOf(all);
  const usual = mostHeld(holders, all.length);
  const place = new Map(usual.sort((a, b) => a - b).map((feature, i) => [feature, i]));
  const size = usual.length;
  const numbers = Uint32Array.from(usual.keys());
  const rows = all.map(({ feature, value }) => {
    const total = value.reduce((sum, count) => sum + count, 0) || 1;
    const row = new Float32Array(size);
    // Square roots keep the few most frequent features from deciding alone.
    for (const [i, of] of feature.entries()) {
      const at = place.get(of);
      if (at !== undefined) row[at] = Math.sqrt(value[i]! / total);
    }
    return row;
  });
  for (let column = 0; column < size; column++) {
    const mean = rows.reduce((sum, row) => sum + row[column]!, 0) / Math.max(1, rows.length);
    const variance = rows.reduce((sum, row) => sum + (row[column]! - mean) ** 2, 0) / Math.max(1, rows.length);
    const deviation = Math.sqrt(variance) || 1;
    // Beyond three deviations it is one thing that somebody does, and not more of it.
    for (const row of rows) row[column] = Math.max(-3, Math.min(3, (row[column]! - mean) / deviation));
  }
  return rows.map((value) => normalized({ feature: numbers, value }));
}

function rhythmOf({ feature, value }: Sparse): Sparse {
  const total = value.reduce((sum, count) => sum + count, 0) || 1;
  return { feature, value: value.map((count) => Math.sqrt(count / total)) };
}
