/**
 * All lists as rules see them now: a fold over list changes in the journal's order. A change is checked as a whole before any of it is
 * made, so that one that is refused leaves no trace; whoever writes the journal asks `check` first.
 */
import { LIST_HISTORY_ENTRIES_MAX, LIST_VALUE_UNITS_MAX, LISTS_MAX } from '../limits.ts';
import { type ListChange, type ListEntry, ListError, type ListOperation, type ListProperties } from './list.ts';
import { createMatcher, entriesMax } from './match/create.ts';
import type { Matcher } from './match/matcher.ts';

/** What one change did, newest last. */
export interface ListRevision {
  readonly version: number;
  readonly atMillis: number;
  readonly by: string;
  readonly reason: string;
  readonly operation: ListOperation['operation'];
  /** Entries as they are after it that were not so before, and as they were before it that are not so after. */
  readonly added: readonly ListEntry[];
  readonly removed: readonly ListEntry[];
}

export interface ListInfo extends ListProperties {
  readonly name: string;
  readonly version: number;
  readonly entries: number;
}

/** A list as it is saved. */
export interface SavedList {
  readonly name: string;
  readonly version: number;
  readonly properties: ListProperties;
  readonly revisions: readonly ListRevision[];
  readonly entries: readonly ListEntry[];
}

interface List {
  readonly name: string;
  version: number;
  properties: ListProperties;
  matcher: Matcher;
  entries: Map<string, ListEntry>;
  revisions: ListRevision[];
  /** Entries in `revisions`. */
  remembered: number;
}

/** A change that can be made. */
interface Prepared {
  readonly list: List;
  /** By value. */
  readonly puts: Map<string, ListEntry>;
  readonly removals: Iterable<string>;
}

export class ListStore {
  readonly #lists = new Map<string, List>();
  /** The change that was checked last, and what is to be done for it: most changes are made next, and large ones take long to check. */
  #checked: { readonly change: ListChange; readonly prepared: Prepared } | null = null;

  names(): readonly string[] {
    return [...this.#lists.keys()].sort();
  }

  /** null where there is no such list. */
  info(name: string): ListInfo | null {
    const list = this.#lists.get(name);
    if (list === undefined) return null;
    return { name, version: list.version, entries: list.entries.size, ...list.properties };
  }

  /** All entries, expired ones included, in order of value. Throws a ListError where there is no such list. */
  entries(name: string): readonly ListEntry[] {
    return sorted(this.#list(name).entries.values());
  }

  /** The changes still remembered, oldest first. */
  history(name: string): readonly ListRevision[] {
    return this.#list(name).revisions;
  }

  /** The entries of a past version. Throws a ListError where it is older than the history in memory. */
  entriesAt(name: string, version: number): readonly ListEntry[] {
    const list = this.#list(name);
    const oldest = list.version - list.revisions.length;
    if (version > list.version || version < oldest) {
      throw new ListError(`${name}: versions ${oldest} to ${list.version} are known here, not ${version}`);
    }
    const entries = new Map(list.entries);
    for (let i = list.revisions.length - 1; i >= 0 && list.revisions[i]!.version > version; i--) {
      for (const entry of list.revisions[i]!.added) entries.delete(entry.value);
      for (const entry of list.revisions[i]!.removed) entries.set(entry.value, entry);
    }
    return sorted(entries.values());
  }

  /**
   * An entry's value that the input matches at an event's time, or null. Undefined where there is no such list: that is not the same
   * as no match.
   */
  match(name: string, input: string, atMillis: number): string | null | undefined {
    const list = this.#lists.get(name);
    if (list === undefined) return undefined;
    return list.matcher.match(input, (value) => {
      const entry = list.entries.get(value);
      return entry !== undefined && (entry.expiresAtMillis === null || atMillis < entry.expiresAtMillis);
    });
  }

  /** Throws a ListError where `apply` would. */
  check(change: ListChange): void {
    this.#checked = { change, prepared: this.#prepare(change) };
  }

  /** Make a change and return the list's version after it. Throws a ListError, nothing changed, where it cannot be made. */
  apply(change: ListChange): number {
    const { list: name, atMillis, by, reason, change: operation } = change;
    const { list, puts, removals } = this.#checked?.change === change ? this.#checked.prepared : this.#prepare(change);
    this.#checked = null;
    if (operation.operation === 'delete') {
      this.#lists.delete(name);
      return list.version + 1;
    }
    this.#lists.set(name, list);
    list.version++;
    if (operation.operation === 'describe') {
      const { owner, description, maxDistance } = operation;
      this.#describe(list, { ...list.properties, owner, description, maxDistance });
    }
    const removed = removeAll(list, removals);
    const added = putAll(list, puts, removed);
    list.matcher.settle();
    const revision = { version: list.version, atMillis, by, reason, operation: operation.operation, added, removed };
    list.revisions.push(revision);
    list.remembered += added.length + removed.length;
    while (list.remembered > LIST_HISTORY_ENTRIES_MAX && list.revisions.length > 0) {
      const forgotten = list.revisions.shift()!;
      list.remembered -= forgotten.added.length + forgotten.removed.length;
    }
    return list.version;
  }

  /** As of now; later changes do not show in it. */
  save(): readonly SavedList[] {
    return [...this.#lists.values()].map(({ name, version, properties, revisions, entries }) => ({
      name,
      version,
      properties,
      revisions: [...revisions],
      entries: [...entries.values()],
    }));
  }

  /** Take up a saved list. */
  load({ name, version, properties, revisions, entries }: SavedList): void {
    this.#checked = null;
    const list = newList(name, properties);
    list.version = version;
    list.revisions = [...revisions];
    list.remembered = revisions.reduce((sum, { added, removed }) => sum + added.length + removed.length, 0);
    for (const entry of entries) {
      list.entries.set(entry.value, entry);
      list.matcher.add(entry.value);
    }
    list.matcher.settle();
    this.#lists.set(name, list);
  }

  #describe(list: List, properties: ListProperties): void {
    const rebuilt = properties.maxDistance !== list.properties.maxDistance;
    list.properties = properties;
    if (!rebuilt) return;
    list.matcher = createMatcher(properties.kind, properties.maxDistance);
    for (const value of list.entries.keys()) list.matcher.add(value);
  }

  /** The list and what to put into it and take out of it, all checked. */
  #prepare({ list: name, change }: ListChange): Prepared {
    if (change.operation === 'create') {
      if (this.#lists.has(name)) throw new ListError(`there is a list \`${name}\` already`);
      if (this.#lists.size >= LISTS_MAX) throw new ListError(`there are ${LISTS_MAX} lists: no more can be made`);
      const { operation: _, ...properties } = change;
      return { list: newList(name, properties), puts: new Map(), removals: [] };
    }
    const list = this.#list(name);
    switch (change.operation) {
      case 'describe':
      case 'delete':
        return { list, puts: new Map(), removals: [] };
      case 'remove': {
        const removals = change.values.map((value) => normalized(list, value));
        return { list, puts: new Map(), removals };
      }
      case 'put': {
        const puts = normalEntries(list, change.entries);
        let added = list.entries.size === 0 ? puts.size : 0;
        if (list.entries.size > 0) for (const value of puts.keys()) if (!list.entries.has(value)) added++;
        checkSize(list, list.entries.size + added);
        return { list, puts, removals: [] };
      }
      case 'replace': {
        const puts = normalEntries(list, change.entries);
        checkSize(list, puts.size);
        return { list, puts, removals: [...list.entries.keys()].filter((value) => !puts.has(value)) };
      }
    }
  }

  #list(name: string): List {
    const list = this.#lists.get(name);
    if (list === undefined) throw new ListError(`there is no list \`${name}\``);
    return list;
  }
}

function newList(name: string, properties: ListProperties): List {
  const matcher = createMatcher(properties.kind, properties.maxDistance);
  return { name, version: 0, properties, matcher, entries: new Map(), revisions: [], remembered: 0 };
}

function checkSize(list: List, size: number): void {
  const most = entriesMax(list.properties.kind);
  if (size > most) throw new ListError(`${list.name}: ${size} entries are more than the ${most} of its kind`);
}

function normalized(list: List, value: string): string {
  const shown = value.length > 80 ? `${value.slice(0, 80)}…` : value;
  if (value.length > LIST_VALUE_UNITS_MAX)
    throw new ListError(`${list.name}: \`${shown}\` is longer than ${LIST_VALUE_UNITS_MAX}`);
  const normal = list.matcher.normalize(value);
  if (typeof normal === 'string') return normal;
  throw new ListError(`${list.name}: \`${shown}\` ${normal.problem}`);
}

/** By value in normal form; of entries with one value the last counts. */
function normalEntries(list: List, entries: readonly ListEntry[]): Map<string, ListEntry> {
  const byValue = new Map<string, ListEntry>();
  for (const entry of entries) {
    const value = normalized(list, entry.value);
    const { expiresAtMillis, note } = entry;
    byValue.set(value, value === entry.value ? entry : { value, expiresAtMillis, note });
  }
  return byValue;
}

/** The entries that were there. */
function removeAll(list: List, values: Iterable<string>): ListEntry[] {
  const removed: ListEntry[] = [];
  for (const value of values) {
    const entry = list.entries.get(value);
    if (entry === undefined) continue;
    removed.push(entry);
    list.entries.delete(value);
    list.matcher.delete(value);
  }
  return removed;
}

/** The entries that are new or changed; as they were before is added to `replaced`. */
function putAll(list: List, puts: Map<string, ListEntry>, replaced: ListEntry[]): ListEntry[] {
  if (list.entries.size === 0) {
    for (const value of puts.keys()) list.matcher.add(value);
    list.entries = puts;
    return [...puts.values()];
  }
  const added: ListEntry[] = [];
  for (const entry of puts.values()) {
    const before = list.entries.get(entry.value);
    if (before?.expiresAtMillis === entry.expiresAtMillis && before.note === entry.note) continue;
    if (before === undefined) list.matcher.add(entry.value);
    else replaced.push(before);
    added.push(entry);
    list.entries.set(entry.value, entry);
  }
  return added;
}

function sorted(entries: Iterable<ListEntry>): ListEntry[] {
  return [...entries].sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0));
}
