/** Limits of the memory room, each with its reason. */

/** Keys held over all functions. At about 100 bytes a key this stays under 1 GB; more is a machine's own choice. */
export const MAX_KEYS = 8_000_000;

/** Tables grow and are saved a shard at a time, so that neither stops decisions for longer than copying one shard takes. */
export const SHARDS = 256;

/** Events that one sliding window remembers per key: the reference's cap. Counts above it read as the cap. */
export const WINDOW_EVENTS_MAX = 10_000;

/** Distinct values that one window remembers per key; counts above it read as the cap. One call scans them all. */
export const DISTINCT_VALUES_MAX = 2_048;

/** A window longer than this is refused when the ruleset is checked: nothing is remembered for longer. */
export const WINDOW_SECONDS_MAX = 400 * 86_400;

/** Slots looked at for dead keys whenever a key is added: twice the rate of adding, so garbage cannot outgrow the living. */
export const SWEEP_SLOTS_PER_INSERT = 2;

/** Slots looked at for the key that expires first when a shard is full. */
export const EVICTION_SAMPLE = 32;

/** How long after its expiry a key is kept for late events, in milliseconds of event time. */
export const LATENESS_MILLIS = 3_600_000;

/** Past label states kept per label in memory; the full history is in the effect store. */
export const LABEL_PREVIOUS_STATES_MAX = 16;

/** Reasons kept per label state; the oldest automatic ones go first. */
export const LABEL_REASONS_MAX = 64;

/** A label state counts as expired this long after its last reason has expired: the reference's grace. */
export const LABEL_EXPIRY_GRACE_MILLIS = 5_000;
