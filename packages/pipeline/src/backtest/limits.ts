/** Limits of backtests, each with its reason. */

/** Bytes of events handed to a lane at once: large enough that a message between threads costs nothing per event. */
export const BATCH_BYTES = 1 << 20;

/** Events in one batch at most, so that small events do not make an interruption wait. */
export const BATCH_EVENTS = 4_096;

/** Batches that a lane has not yet decided: covers the reader's unevenness within a few megabytes. */
export const BATCHES_IN_FLIGHT = 8;

/** Pairs of rule and entity that one lane keeps apart, at about 250 bytes each; hits of further entities are only counted. */
export const ENTITIES_MAX = 1_500_000;

/** Pairs of rule and entity whose first event is kept in words, at about 300 bytes each. */
export const SUMMARIES_MAX = 100_000;

/** Effects of one lane that the brakes are asked about, at 24 bytes each; with more, the report says so. */
export const TRACED_EFFECTS_MAX = 2_000_000;

/** Entities shown as samples of a difference: as many as a person looks at. */
export const SAMPLES_PER_RULE = 5;

/** Overlapping rules shown for a rule. */
export const OVERLAPS_PER_RULE = 3;

/** Call sites shown by cost. */
export const SITES_SHOWN = 8;

/** Characters of one feature's value in a sample: a post's first lines. */
export const SUMMARY_VALUE_CHARACTERS = 160;

/** Features in a sample's summary. */
export const SUMMARY_FEATURES = 6;

/** Intervals of a rule's course over time; a chart of a report is about this wide. */
export const TIMELINE_INTERVALS = 60;

/** Bytes of a file of outcomes: some ten million lines. */
export const OUTCOMES_FILE_BYTES = 512 << 20;

/** Problems of a file of outcomes that are told; the rest is counted. */
export const OUTCOME_PROBLEMS_SHOWN = 10;

/** A worker's young generation: events live for microseconds, and collecting less often costs less than half as much. */
export const YOUNG_GENERATION_MB = 96;

/** A warm-up begins this much before the longest window: events that came late are answered as of then, as memory keeps them. */
export const LATENESS_MILLIS = 3_600_000;
