/** Lists as sections of a checkpoint: for each list a head, then its entries in parts, so that encoding one never takes long. */
import type { SavedEntries } from './entry-map.ts';
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
  const [parts, importParts, droppedParts] = [partsOf(entries), partsOf(imported), partsOf(dropped)];
  const head = {
    ...list,
    importing: importing === null ? null : start,
    parts: parts.length,
    importParts: importParts.length,
    droppedParts: droppedParts.length,
  };
  return [() => JSON.stringify(head), ...parts, ...importParts, ...droppedParts];
}

/** A map of a million entries is saved in parts of a few thousand. */
function partsOf(entries: SavedEntries): (() => string)[] {
  return entries.filter(({ size }) => size > 0).map((part) => () => JSON.stringify([...part.values()]));
}

/** Written by `listSections` and checksummed by the checkpoint. */
export async function loadLists(store: ListStore, sections: number, next: () => Promise<string>): Promise<void> {
  if (sections === 0) return;
  store.loadDeleted(JSON.parse(await next()) as [string, number][]);
  const entriesOf = async (parts: number): Promise<SavedEntries> => {
    const entries: Map<string, ListEntry>[] = [];
    for (let part = 0; part < parts; part++) {
      entries.push(new Map((JSON.parse(await next()) as ListEntry[]).map((entry) => [entry.value, entry])));
    }
    return entries;
  };
  for (let read = 1; read < sections; ) {
    const { parts, importParts, droppedParts, importing, ...list } = JSON.parse(await next()) as Head;
    const entries = await entriesOf(parts);
    const staged = { entries: await entriesOf(importParts), dropped: await entriesOf(droppedParts) };
    store.load({ ...list, entries, importing: importing === null ? null : { ...importing, ...staged } });
    read += 1 + parts + importParts + droppedParts;
  }
}
