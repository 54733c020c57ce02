/** Limits of testing rules. */
export const limits = {
  /** Pairs of lines compared for one difference: 2,000 by 2,000 lines take about 50 ms. */
  diffCells: 4_000_000,
  /** Events of one case, repetitions included: enough to fill any counter that a person would write a test for. */
  eventsPerCase: 10_000,
  /** One test file. */
  fileBytes: 4 * 1024 * 1024,
} as const;
