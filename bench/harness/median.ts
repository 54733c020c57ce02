/** Several runs as one: the median of each figure, and how far apart the runs were. */
import type { Figures } from './figures.ts';

export interface Measured {
  readonly name: string;
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

export function medians(runs: readonly Figures[]): readonly Measured[] {
  const names = new Set(runs.flatMap((run) => Object.keys(run)));
  return [...names].map((name) => {
    const values = runs.flatMap((run) => run[name] ?? []).sort((a, b) => a - b);
    return { name, median: middle(values), lowest: values[0] ?? 0, highest: values.at(-1) ?? 0 };
  });
}

/** The middle one, or the mean of the two in the middle. */
function middle(sorted: readonly number[]): number {
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2;
}
