/** Limits of the network engine, each with its reason. */

/**
 * Pairs of shares within the window that one object may have before its pairs are looked at only where other objects join the same
 * actors: 200 million take about a second, and as many edges of weight one would fill memory without saying anything.
 */
export const MAX_PAIRS_PER_OBJECT = 200_000_000;

/** Edges of one graph: 16 bytes each, and no reader of a network wants more. */
export const MAX_EDGES = 50_000_000;

/** Shares of one graph: positions are 32-bit. */
export const MAX_SHARES = 2 ** 31 - 1;

/** Rounds of Leiden: the second still gains a little, each further one takes as long as the first for next to nothing. */
export const LEIDEN_ROUNDS = 2;

/** Clusters on a side of a matching: the time for more grows with their cube, and so many that all overlap do not come. */
export const MAX_ASSIGNMENT = 400;

/** Rounds in which a lockstep block grows: they end by themselves after three or four, or go back and forth. */
export const LOCKSTEP_ROUNDS = 12;
