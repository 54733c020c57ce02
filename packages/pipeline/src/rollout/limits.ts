/** Limits of rollouts, each with its reason. */

/** Changes of rules' states that are kept for people to look back on, all rules together: years of work, under a megabyte. */
export const HISTORY_MAX = 2_000;

/** Versions of the ruleset that are listed, the newest ones; the archive keeps the files of all. */
export const VERSIONS_MAX = 500;

/** Proposals that are kept; more than people can have an eye on. */
export const PROPOSALS_MAX = 200;

/** Proposals that may wait for approval at once. */
export const PROPOSALS_OPEN_MAX = 50;

/** Rules whose state is remembered, gone ones included, so that a rule that comes back is what it was. */
export const RULES_REMEMBERED_MAX = 10_000;

/** Steps of a canary's share: hundredths of a percent. */
export const BUCKETS = 10_000;

/** Keyed state that a candidate may begin with a copy of: making it stops decisions for about a second for each gigabyte. */
export const FORK_BYTES_MAX = 1 << 30;
