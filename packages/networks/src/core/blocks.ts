/** Time in blocks of equal length, those without shares left out. */

export interface Blocks {
  readonly count: number;
  /** Number of the block that a time lies in; times that no block was made for are not asked about. */
  readonly of: (timeMillis: number) => number;
}

/** Blocks numbered in order of time. Of two that follow each other in time, the numbers follow each other too. */
export function blocksOf(timeMillis: Float64Array, blockMillis: number): Blocks {
  const starts = new Set<number>();
  for (const time of timeMillis) starts.add(Math.floor(time / blockMillis));
  const numbers = new Map(
    Float64Array.from(starts)
      .sort()
      .entries()
      .map(([number, start]) => [start, number] as const),
  );
  return { count: numbers.size, of: (time) => numbers.get(Math.floor(time / blockMillis)) ?? -1 };
}
