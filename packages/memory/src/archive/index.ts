/** Past versions of lists. */
export { ListArchive } from './archive.ts';
export { PastLists } from './past-lists.ts';
export type { ArchivedEntry, DiffPage, EntriesPage, EntriesQuery, ListDifference, ListVersion } from './reader.ts';
export { ArchiveThread } from './thread.ts';
export type { ArchivedChange } from './writer.ts';
