/** Limits of explaining one rule. */
export const limits = {
  /** Nodes of one rule's tree: what a person can still unfold. */
  nodes: 500,
  /** Definitions followed from name to name. */
  depth: 12,
  /** Characters of a value shown; longer texts are cut. */
  valueLength: 2_000,
} as const;
