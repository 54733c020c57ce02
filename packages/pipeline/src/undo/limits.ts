/** Limits of undoing, each with its reason. */
export const undoLimits = {
  /** Labels in one journal entry: a few hundred kB at some reasons each, and milliseconds of the decision path. */
  chunkLabels: 250,
  /** What was done to one label, that is gone through to know what it would be: some ten milliseconds. */
  deeds: 20_000,
  /** Passes over the effects; after the first, only labels are left that kept changing while they were prepared. */
  passes: 5,
} as const;
