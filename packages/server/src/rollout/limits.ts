/** Limits of comparisons and backtests of rollouts, each with its reason. */

/** Events with hits that a comparison reads, the newest: some hundred megabytes while it is made. */
export const COMPARED_EVENTS_MAX = 100_000;

/** Entities whose outcomes are looked up for one comparison; each takes some tens of microseconds. */
export const JUDGED_ENTITIES_MAX = 20_000;

/** Look-ups between turns of the event loop: a few milliseconds. */
export const JUDGED_PER_TURN = 200;

/** Label changes of one entity that are read for its outcome: people's are among the newest. */
export const CHANGES_PER_ENTITY = 50;

/** Examples of newly affected entities for each rule: as many as a person looks at. */
export const SAMPLES = 10;

/** Lines by which a patch is at most long: to find a shorter way through more takes seconds, in which nothing is decided. */
export const PATCH_EDITS_MAX = 2_000;

/** Rules that one comparison lists. */
export const COMPARED_RULES_MAX = 1_000;
