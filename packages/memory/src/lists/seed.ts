/** Lists that an installation begins with: made where they are missing, and people's from then on. */
import type { ListProperties } from './list.ts';
import type { ListStore } from './store.ts';

export interface ListSeed extends ListProperties {
  readonly name: string;
  readonly entries: readonly string[];
}

/** The changes that make a list. */
export function seedChanges({ name, entries, ...properties }: ListSeed) {
  const put = entries.map((value) => ({ value, expiresAtMillis: null, note: '' }));
  return [
    { list: name, change: { operation: 'create', ...properties } },
    ...(put.length === 0 ? [] : [{ list: name, change: { operation: 'put', entries: put } } as const]),
  ] as const;
}

/** Make those that are missing, for memories that no journal is behind. Throws a ListError where one cannot be. */
export function plantLists(lists: ListStore, seeds: readonly ListSeed[]): void {
  for (const seed of seeds) {
    if (lists.info(seed.name) !== null) continue;
    for (const change of seedChanges(seed)) {
      lists.apply(lists.normalForm({ type: 'list', atMillis: 0, by: 'files', reason: 'seed', ...change }));
    }
  }
}
