/** Limits of the memory room, each with its reason. */

/** Keys held over all functions. A key of a small counter takes about 80 bytes, so this is well under 1 GB. */
export const MAX_KEYS = 8_000_000;

/** Bytes of keyed state in use. Free blocks at worst double it, and a save copies it at worst once: below 8 GB; a smaller machine sets less. */
export const MAX_BYTES = 2 * 2 ** 30;

/**
 * Tables grow and are saved a shard at a time. A decision of a dozen counters may have to copy a dozen shards while a save is
 * under way: at 5 M keys that is a dozen times 0.4 MB, a few milliseconds.
 */
export const SHARD_BITS = 10;
export const SHARDS = 1 << SHARD_BITS;

/** Definitions told apart in metrics: as many as fit in the bits of a hash that the choice of the shard has used up. */
export const DEFINITIONS_MAX = 1 << SHARD_BITS;

/** Events that one sliding count remembers per key: the reference's cap. Counts above it read as the cap. */
export const WINDOW_EVENTS_MAX = 10_000;

/** Events that one sliding sum or mean remembers per key: each call adds them all up, in under 10 µs. */
export const WINDOW_VALUES_MAX = 4_000;

/** Distinct values that one window tells apart exactly per key; above, it estimates. One call scans them all. */
export const DISTINCT_VALUES_MAX = 2_048;

/** A window longer than this is refused when the ruleset is checked: nothing is remembered for longer. */
export const WINDOW_SECONDS_MAX = 400 * 86_400;

/** A decayed counter is forgotten after so many half-lives: what was left of it is below a four-billionth. */
export const HALF_LIVES_KEPT = 32;

/** Past buckets that a z-score compares with: one call reads them all. */
export const HISTORY_BUCKETS_MAX = 1_024;

/** Past weeks that the same hour is compared with. Older habits say little, and a key may take 8 bytes an hour. */
export const HISTORY_WEEKS_MAX = 12;

/** Past buckets (or weeks, or events) without which there is no z-score: fewer give no spread worth the name. */
export const HISTORY_MIN = 3;

/** Values that a top-k keeps count of per key: they fill a block of 4 kB. */
export const TOP_VALUES_TRACKED = 42;

/** Leading UTF-16 units of a value that a top-k can give back. */
export const TOP_VALUE_UNITS = 32;

/** UTF-16 units of a cached text: larger values belong in a database. */
export const CACHE_TEXT_UNITS_MAX = 2_000;

/** Texts in one bucket of the near-duplicate index; the one seen longest ago goes. One look-up reads the buckets of four bands. */
export const NEAR_BUCKET_MAX = 250;

/** Leading UTF-16 units of a text that are compared for near-duplicates: a few may stand for eighteen letters each. */
export const NEAR_TEXT_UNITS = 4_096;

/** Bits by which near-duplicates may differ: the index finds all of them by probing each 16-bit band and its neighbours. */
export const NEAR_DISTANCE_MAX = 7;

/** Slots looked at for dead keys whenever a key is added: twice the rate of adding, so garbage cannot outgrow the living. */
export const SWEEP_SLOTS_PER_INSERT = 2;

/** Keys added to a shard between two looks: so many times that many slots lie next to each other, in half a kilobyte. */
export const SWEEP_INSERTS = 4;

/** Slots looked at for the key that expires first when a shard is full. */
export const EVICTION_SAMPLE = 32;

/** What one event moves the watermark at most; a stream that pauses catches up within as many events as minutes have passed. */
export const WATERMARK_STEP_MILLIS = 60_000;

/** How long after its expiry a key is kept for late events, in milliseconds of event time. */
export const LATENESS_MILLIS = 3_600_000;

/** Past label states kept per label in memory; the full history is in the effect store. */
export const LABEL_PREVIOUS_STATES_MAX = 16;

/** Reasons kept per label state; the oldest automatic ones go first. */
export const LABEL_REASONS_MAX = 64;

/** A label state counts as expired this long after its last reason has expired: the reference's grace. */
export const LABEL_EXPIRY_GRACE_MILLIS = 5_000;

/** Entries of one list of exact values: they take about 200 bytes each. */
export const LIST_ENTRIES_MAX = 1_000_000;

/** Words of one list: the automaton over them takes half a second to build and up to 200 MB. */
export const LIST_WORDS_MAX = 200_000;

/** Patterns of one list: each may have to be tried on every text. */
export const LIST_PATTERNS_MAX = 5_000;

/** Lists, deleted ones included, whose names keep their version; each costs an index of its own. */
export const LISTS_MAX = 10_000;

/** UTF-16 units of one entry's value. */
export const LIST_VALUE_UNITS_MAX = 2_000;

/** Entries of one part of an import: a part keeps decisions waiting for a few milliseconds. */
export const LIST_PART_ENTRIES = 2_000;

/** Patterns of one part: each takes about 0.1 ms to check. */
export const LIST_PART_PATTERNS = 50;

/** Entries of the list that a part of an import moves over: they are checked already, so more of them fit into the same time. */
export const LIST_PART_MOVES = 6_000;

/** Words or patterns added since an automaton was built that get one of their own, rebuilt with each change; more begin a rebuild of all. */
export const LIST_RECENT_MAX = 256;

/** Steps, of about half a millisecond each, by which each change of a list goes on rebuilding the automaton over all its words. */
export const LIST_STEPS_A_CHANGE = 6;

/** Bits of a perceptual hash: 64 (pHash, dHash) to 256 (PDQ), in steps of the index's 16-bit chunks. */
export const IMAGE_HASH_BITS_MAX = 256;

/** Hand-overs of list changes that wait for the archive's thread: each holds at most one part of an import, about 0.2 MB. */
export const ARCHIVE_CHANGES_WAITING_MAX = 64;

/** Entries from which a list's map is split into parts, each a section of a checkpoint: moving or encoding so many takes milliseconds. */
export const LIST_MAP_SPLIT = 4_096;
