/** Limits of the pipeline, each with its reason. */

/** Decisions waiting for their sinks before `ready` makes a sender wait: about 50 MB at 2 kB each. */
export const PENDING_DECISIONS_MAX = 25_000;

/** Bytes of the events behind those decisions; parsed, they take a few times as much. Large events reach this long before the count. */
export const PENDING_BYTES_MAX = 64 << 20;

/** Decisions handed to the sinks at once: large enough for one transaction to cost little an effect, small enough to take milliseconds. */
export const COMMIT_BATCH_MAX = 2_000;

/** How long a decision may wait for company before it is committed. */
export const COMMIT_DELAY_MILLIS = 20;

/** How long one event waits for look-ups; everything behind it waits too. What has not answered by then has failed. */
export const LOOKUP_MILLIS_MAX = 2_000;

/** Events between checkpoints: replaying as many takes well under a minute. */
export const CHECKPOINT_EVERY_EVENTS = 1_000_000;

/** Time between checkpoints while events come in. */
export const CHECKPOINT_EVERY_MILLIS = 5 * 60_000;

/** Checkpoints kept: the newest, and the one before it should the newest turn out damaged. */
export const CHECKPOINTS_KEPT = 2;

/** The ids are written again after so many new entries at the latest: a restart reads the others from the journal, in some seconds. */
export const ID_SNAPSHOT_EVERY_ENTRIES = 1_000_000;

/** Compiled rulesets kept during a replay that crosses activations. */
export const RULESETS_KEPT = 8;

/** How long the preparation of an import's look-ups keeps decisions waiting at a time. */
export const IMPORT_SLICE_MILLIS = 5;

/** How long a back-fill keeps decisions waiting at a time. */
export const BACKFILL_SLICE_MILLIS = 4;

/** Entries that a back-fill still has to read when it joins, while decisions wait: some milliseconds. */
export const BACKFILL_GAP_ENTRIES = 200;
