/** Limits of the readers, each with its reason. */

/** What DuckDB may hold while it reads and numbers names, or writes: 10 million shares with long links fit; more spills to disk. */
export const READER_MEMORY = '1GB';

/** Years 1 to 9999, as for events: what lies outside is no time but another unit, such as microseconds. */
export const EARLIEST_MILLIS = -62_135_596_800_000;
export const LATEST_MILLIS = 253_402_300_799_999;

/** Numbers below are seconds, from it on milliseconds: as seconds it would be the year 5138, as milliseconds it is 1973. */
export const MILLIS_FROM = 1e11;
