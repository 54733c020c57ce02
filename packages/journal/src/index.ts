/** The durable event log: see journal.ts for what it promises. */
export { JournalError, type JournalErrorCode } from './errors.ts';
export { createIdHash, type IdHash } from './ids/hash.ts';
export { IdWindow, type IdWindowOptions } from './ids/id-window.ts';
export { idWindowParts, restoreIdWindow, snapshotIdWindow } from './ids/snapshot.ts';
export type { Entry, EntryKind, Journal, JournalMetrics, RetentionPolicy } from './journal.ts';
export { limits as journalLimits } from './limits.ts';
export { type JournalOptions, openJournal } from './segments/open.ts';
export { type JournalReader, openJournalReader } from './segments/read-only.ts';
export { type Damage, type RepairReport, repairJournal } from './segments/repair.ts';
