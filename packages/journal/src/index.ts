/** The durable event log: see journal.ts for what it promises. */
export { JournalError, type JournalErrorCode } from './errors.ts';
export type { Entry, EntryKind, Journal, JournalMetrics, RetentionPolicy } from './journal.ts';
export { limits as journalLimits } from './limits.ts';
export { type JournalOptions, openJournal } from './segments/open.ts';
