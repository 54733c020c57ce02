/** Lists as sections of a checkpoint: for each list a head, then its entries in parts, so that encoding one never takes long. */
import { LIST_SECTION_ENTRIES } from '../limits.ts';
import type { ListEntry } from './list.ts';
import type { ListStore, SavedList } from './store.ts';

type Head = Omit<SavedList, 'entries'> & { readonly parts: number };

/** One function a section; called when it is that section's turn. */
export function listSections(lists: readonly SavedList[]): readonly (() => string)[] {
  return lists.flatMap(({ entries, ...list }) => {
    const parts = Math.ceil(entries.length / LIST_SECTION_ENTRIES);
    const head: Head = { ...list, parts };
    const part = (index: number) => entries.slice(index * LIST_SECTION_ENTRIES, (index + 1) * LIST_SECTION_ENTRIES);
    const encodeParts = Array.from({ length: parts }, (_, index) => () => JSON.stringify(part(index)));
    return [() => JSON.stringify(head), ...encodeParts];
  });
}

/** Written by `listSections` and checksummed by the checkpoint. */
export async function loadLists(store: ListStore, sections: number, next: () => Promise<string>): Promise<void> {
  for (let read = 0; read < sections; ) {
    const { parts, ...list } = JSON.parse(await next()) as Head;
    const entries: ListEntry[] = [];
    for (let part = 0; part < parts; part++) {
      for (const entry of JSON.parse(await next()) as ListEntry[]) entries.push(entry);
    }
    store.load({ ...list, entries });
    read += 1 + parts;
  }
}
