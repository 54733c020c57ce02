/** Scores of several seeds as means with intervals. */
import type { Figures, RunScore } from './score.ts';

export interface Interval {
  readonly mean: number;
  /** Ends of the 95 % interval of the mean, by Student's t; equal to the mean for one run. */
  readonly low: number;
  readonly high: number;
  /** Runs in which the figure could be said. */
  readonly runs: number;
}

export interface Board {
  readonly scenario: string;
  readonly detector: string;
  readonly seeds: readonly string[];
  readonly overall: Readonly<Record<string, Interval>>;
  readonly adversaries: Readonly<Record<string, Readonly<Record<string, Interval>>>>;
}

/** 97.5 % quantiles of Student's t by degrees of freedom, 1 to 10; beyond it the normal distribution's is near enough. */
const T_QUANTILES = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];

export function boardOf(
  scenario: string,
  detector: string,
  seeds: readonly string[],
  runs: readonly RunScore[],
): Board {
  const kinds = [...new Set(runs.flatMap(({ adversaries }) => [...adversaries.keys()]))];
  return {
    scenario,
    detector,
    seeds,
    overall: intervals(runs.map(({ overall }) => overall)),
    adversaries: Object.fromEntries(
      kinds.map((kind) => [kind, intervals(runs.flatMap(({ adversaries }) => [adversaries.get(kind) ?? {}]))]),
    ),
  };
}

function intervals(figures: readonly Figures[]): Record<string, Interval> {
  const names = [...new Set(figures.flatMap((one) => Object.keys(one)))];
  return Object.fromEntries(names.map((name) => [name, intervalOf(figures.flatMap((one) => one[name] ?? []))]));
}

/** Mean of independent values and its 95 % interval. */
export function intervalOf(values: readonly number[]): Interval {
  const runs = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / runs;
  if (runs < 2) return { mean, low: mean, high: mean, runs };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (runs - 1);
  const half = (T_QUANTILES[runs - 2] ?? 1.96) * Math.sqrt(variance / runs);
  return { mean, low: mean - half, high: mean + half, runs };
}
