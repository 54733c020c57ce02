/** Limits of testing rules. */
export const limits = {
  /** Pairs of lines compared for one difference: 2,000 by 2,000 lines take about 50 ms. */
  diffCells: 4_000_000,
  /** Events of one case, repetitions included: enough to fill any counter that a person would write a test for. */
  eventsPerCase: 10_000,
  /** Values of one test file with its aliases written out, so that nested aliases cannot grow without bound. */
  yamlValues: 500_000,
  /** Nesting of a test file: reading it is recursive. */
  yamlDepth: 100,
} as const;
