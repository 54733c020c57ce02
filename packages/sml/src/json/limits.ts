/** Limits of reading JSON. */
export const limits = {
  /** Nesting of lists and objects: deeper text is an attack on recursive code behind it; CPython's reader stops near 1,000. */
  depth: 512,
  /** Values that following one path may visit: `$..a..b` over a large event must end. */
  pathMatches: 100_000,
} as const;
