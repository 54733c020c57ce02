/** Limits of writing rules on the server, each with its reason. */

/** Files that a draft may change: a person looks at each before it goes in force. */
export const DRAFT_FILES = 500;
/** Characters of a draft's changed files in all: a word list of some hundred thousand words fits. */
export const DRAFT_CHARACTERS = 4 << 20;
/** Bytes of a request that carries a draft: JSON may write a character in six bytes, and hardly ever does. */
export const DRAFT_BODY_BYTES = 12 << 20;
/** Drafts kept: more than a team has open; the oldest are for their authors to delete. */
export const DRAFTS = 1_000;
/** A check of the largest public ruleset takes a fifth of a second; what takes this long is given up, and its thread with it. */
export const TASK_MILLIS = 20_000;
/** Loading the language in a thread takes a second, and many on a machine that is busy. */
export const START_MILLIS = 60_000;
/** Tasks that wait for the thread: each editor has one or two under way. */
export const TASKS_WAITING = 32;
/** Editors whose last state is kept, so that their next question is answered without checking everything again. */
export const WORKSPACES_KEPT = 8;
/** Diagnostics sent to an editor. */
export const DIAGNOSTICS_SENT = 1_000;
/** Diagnostics whose repairs are looked for: as many as somebody goes through. */
export const FIXES_SENT = 300;
/** Names that a list of completions holds. */
export const COMPLETIONS_SENT = 2_000;
/** Recent values of a feature that are shown, and the newest rows in which they are looked for. */
export const RECENT_VALUES = 5;
export const RECENT_ROWS = 100;
/** How long recent values are good for: the pointer moves faster than platforms change. */
export const RECENT_MILLIS = 30_000;
/** Events before the one that a draft is tried on, for calls whose counts the event's own record does not hold: well under a second. */
export const WARM_UP_EVENTS = 10_000;
/** Backtests of drafts that are kept with their reports. */
export const BACKTESTS_KEPT = 50;
