/** Lists as sections of a checkpoint: for each list a head, then its entries in parts, so that encoding one never takes long. */
import { LIST_SECTION_ENTRIES } from '../limits.ts';
import type { ListEntry } from './list.ts';
import type { SavedImport } from './staging.ts';
import type { ListStore, SavedList } from './store.ts';

/** A list without what follows in parts: its entries, then those of the import under way, then the values that it drops. */
interface Head extends Omit<SavedList, 'entries' | 'importing'> {
  readonly importing: Omit<SavedImport, 'entries' | 'dropped'> | null;
  readonly parts: number;
  readonly importParts: number;
  readonly droppedParts: number;
}

/** One function a section; called when it is that section's turn. */
export function listSections(store: ListStore): readonly (() => string)[] {
  const deleted = store.deleted();
  return [() => JSON.stringify(deleted), ...store.save().flatMap(sectionsOf)];
}

function sectionsOf({ entries, importing, ...list }: SavedList): (() => string)[] {
  const { entries: imported = [], dropped = [], ...start } = importing ?? {};
  const parts = [partsOf(entries), partsOf(imported), partsOf(dropped)];
  const [own, others, gone] = parts.map(({ length }) => length);
  const head = {
    ...list,
    importing: importing === null ? null : start,
    parts: own,
    importParts: others,
    droppedParts: gone,
  };
  return [() => JSON.stringify(head), ...parts.flat()];
}

function partsOf(items: readonly unknown[]): (() => string)[] {
  return Array.from({ length: Math.ceil(items.length / LIST_SECTION_ENTRIES) }, (_, part) => {
    const [from, to] = [part * LIST_SECTION_ENTRIES, (part + 1) * LIST_SECTION_ENTRIES];
    return () => JSON.stringify(items.slice(from, to));
  });
}

/** Written by `listSections` and checksummed by the checkpoint. */
export async function loadLists(store: ListStore, sections: number, next: () => Promise<string>): Promise<void> {
  if (sections === 0) return;
  store.loadDeleted(JSON.parse(await next()) as [string, number][]);
  const itemsOf = async <T>(parts: number): Promise<T[]> => {
    const items: T[] = [];
    for (let part = 0; part < parts; part++) for (const item of JSON.parse(await next()) as T[]) items.push(item);
    return items;
  };
  for (let read = 1; read < sections; ) {
    const { parts, importParts, droppedParts, importing, ...list } = JSON.parse(await next()) as Head;
    const entries = await itemsOf<ListEntry>(parts);
    const staged = { entries: await itemsOf<ListEntry>(importParts), dropped: await itemsOf<string>(droppedParts) };
    store.load({ ...list, entries, importing: importing === null ? null : { ...importing, ...staged } });
    read += 1 + parts + importParts + droppedParts;
  }
}
