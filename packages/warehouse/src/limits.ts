/** Every bound of the warehouse, with its reason. Options may set some of them lower or higher. */

/** Rows in one native data chunk: DuckDB's vector size; a larger chunk is refused by the engine. */
export const CHUNK_ROWS = 2048;

/** A segment is written when it holds this many rows: about 50 MB of buffer at 60 columns, and a file worth opening. */
export const FLUSH_ROWS = 65_536;

/** … or this many bytes of values, so that wide rows (long texts) do not multiply the buffer. */
export const FLUSH_BYTES = 64 * 1024 * 1024;

/** … or when its oldest row is this old, so that a quiet stream reaches the disk too. */
export const FLUSH_AGE_SECONDS = 60;

/** Full segments that may wait for the disk before `append` waits for them: bounds memory to so many buffers plus one. */
export const WAITING_SEGMENTS = 1;

/** A file that holds this many rows is never merged again: a scan of it costs some tens of milliseconds per column. */
export const TARGET_FILE_ROWS = 262_144;

/** A file this large is never merged again. */
export const TARGET_FILE_BYTES = 128 * 1024 * 1024;

/** Fewer neighbouring small files than this are left alone: merging two at a time rewrites rows too often. */
export const MERGE_MIN_FILES = 4;

/** At most this many files are merged in one step, which bounds the step's work and its open files. */
export const MERGE_MAX_FILES = 64;

/** Rows of one Parquet row group: a multiple of DuckDB's vector size, small enough that a time range skips most of a file. */
export const ROW_GROUP_ROWS = 61_440;

/** A file that was merged away stays this long for readers in other processes that still have it in their list. */
export const RETIRED_FILE_GRACE_SECONDS = 600;

/** Memory of the engine that writes: segments that wait, the sorted copy of one, and a merge beside them. With 512 MB, twice the rows a segment failed on long texts. */
export const WRITER_MEMORY = '1GB';

/** Memory of the engine that answers queries; larger intermediate results go to the temporary directory. */
export const READER_MEMORY = '1GB';

/** Spill of one engine; a runaway join must not fill the disk (a timed-out one left 17 GB behind). */
export const MAX_TEMP_DIRECTORY = '8GB';

/** Rows that a query returns unless the caller says otherwise. */
export const DEFAULT_RESULT_ROWS = 10_000;

/** The most rows that one answer may hold: all of them are JavaScript objects at once. */
export const MAX_RESULT_ROWS = 1_000_000;

/** A query that runs longer is interrupted unless the caller says otherwise. */
export const QUERY_TIMEOUT_MILLIS = 30_000;

/** Length of an analyst's SQL text; the parser's tree is walked in JavaScript. */
export const MAX_SQL_CHARACTERS = 100_000;

/** Buckets of one time series; more than a chart can show. */
export const MAX_BUCKETS = 2_000;

/** Buckets that `auto` aims at. */
export const AUTO_BUCKETS = 120;

/** Series of one chart, the largest first; the rest are reported as left out. */
export const MAX_SERIES = 50;

/** Page of events. */
export const MAX_EVENTS_PAGE = 1_000;

/** Nesting of a query expression, above which translating it might exhaust the stack. */
export const MAX_EXPRESSION_DEPTH = 200;

/** Characters of one generated SQL predicate: a small expression must not become a huge one by repetition of operands. */
export const MAX_PREDICATE_CHARACTERS = 200_000;

/**
 * A text this long is noted beside its row: SML's functions refuse arguments of more than 262,144 characters, and SQL does not. What
 * SQL makes of shorter texts may be up to twelve times as long and still be no argument too long.
 */
export const LONG_TEXT_CHARACTERS = 20_000;

/** … and so is a list of this many items, of which SML's functions take 100,000. */
export const LONG_LIST_ITEMS = 10_000;

/** Milliseconds that rows are evaluated in one go: a server has events to decide meanwhile. */
export const EVALUATION_SLICE_MILLIS = 4;

/** Milliseconds between two words about progress. */
export const PROGRESS_MILLIS = 200;

/** Groupings of one table: more give a row for nearly every event. */
export const MAX_GROUPINGS = 6;

/** Numbers of one table. */
export const MAX_MEASURES = 20;

/** Characters of one part of an export: large enough that a part costs nothing, small enough to hold many of. */
export const EXPORT_CHUNK_CHARACTERS = 65_536;
