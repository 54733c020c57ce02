/** Limits of network jobs, each with its reason. */

/** Jobs that wait: one runs at a time, so that decisions keep a core, and a longer line is a sign of a loop. */
export const JOBS_WAITING_MAX = 8;

/** Jobs whose results are kept; the oldest that has ended goes. */
export const JOBS_KEPT = 50;

/** Rows of a request that brings its own: more belong in a file, and a file to the command. */
export const ROWS_MAX = 100_000;

/** Lines between two places in a file of results that are found without reading what comes before. */
export const PAGE_LINES = 100;

/** Results of one answer. */
export const PAGE_MAX = 500;

/** Heap of the thread that works on a job, in MB: ten million shares fit; what needs more fails alone. */
export const JOB_HEAP_MB = 4_096;

/** Members and objects of a cluster that a list of clusters shows; a cluster by itself has all members. */
export const MEMBERS_LISTED = 20;
