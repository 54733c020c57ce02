/**
 * All lists as rules see them now: a fold over list changes in the journal's order. A change is checked as a whole before any of it is
 * made, so that one that is refused leaves no trace; whoever writes the journal asks `check` first. Past versions are the archive's.
 */
import { LIST_PART_ENTRIES, LIST_PART_PATTERNS, LIST_VALUE_UNITS_MAX, LISTS_MAX } from '../limits.ts';
import { EntryMap, type SavedEntries } from './entry-map.ts';
import { type ListChange, type ListEntry, ListError, type ListKind, type ListProperties } from './list.ts';
import { createMatcher, entriesMax } from './match/create.ts';
import type { Matcher } from './match/matcher.ts';
import { type SavedImport, Staging, type StagingStart } from './staging.ts';

/** Who made a list what it is, when and why. */
export interface ListAuthorship {
  /** By the machine's clock. */
  readonly atMillis: number;
  readonly by: string;
  readonly reason: string;
}

export interface ListInfo extends ListProperties {
  readonly name: string;
  readonly version: number;
  /** Expired ones included. */
  readonly entries: number;
  readonly changed: ListAuthorship;
  /** An import under way. */
  readonly importing: StagingStart | null;
}

/** What a value matched. */
export interface ListHit {
  readonly entry: ListEntry;
  /** False where the entry had expired at the time in question. */
  readonly live: boolean;
}

/** A list as it is saved. */
export interface SavedList {
  readonly name: string;
  readonly version: number;
  readonly properties: ListProperties;
  readonly changed: ListAuthorship;
  readonly entries: SavedEntries;
  readonly importing: SavedImport | null;
}

interface List {
  readonly name: string;
  version: number;
  properties: ListProperties;
  changed: ListAuthorship;
  matcher: Matcher;
  entries: EntryMap;
  staging: Staging | null;
}

export class ListStore {
  readonly #lists = new Map<string, List>();
  /** Versions of lists that were deleted. */
  readonly #deleted = new Map<string, number>();

  names(): readonly string[] {
    return [...this.#lists.keys()].sort();
  }

  /** null where there is no such list. */
  info(name: string): ListInfo | null {
    const list = this.#lists.get(name);
    if (list === undefined) return null;
    const { version, entries, properties, changed, staging } = list;
    return { name, version, entries: entries.size, changed, importing: staging?.start ?? null, ...properties };
  }

  /** All entries, expired ones included, in order of value. Throws a ListError where there is no such list. */
  entries(name: string): readonly ListEntry[] {
    return sorted(this.#list(name).entries.values());
  }

  /** All entries in no stated order; one that changes while it is walked may or may not show. Throws where there is no such list. */
  each(name: string): Iterable<ListEntry> {
    return this.#list(name).entries.values();
  }

  /** The entry of a value in normal form, or null. Throws a ListError where there is no such list. */
  entry(name: string, value: string): ListEntry | null {
    return this.#list(name).entries.get(value) ?? null;
  }

  /** A value in the normal form of the list's kind. Throws a ListError that says what is wrong with it. */
  normalize(name: string, value: string): string {
    return normalized(this.#list(name), value);
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
      return entry !== undefined && isLive(entry, atMillis);
    });
  }

  /** As `match`, with the entry; where none counts, one that would if it had not expired. Throws where there is no such list. */
  find(name: string, input: string, atMillis: number): ListHit | null {
    const { entries, matcher } = this.#list(name);
    const live = this.match(name, input, atMillis) ?? null;
    const value = live ?? matcher.match(input, (candidate) => entries.has(candidate));
    const entry = value === null ? undefined : entries.get(value);
    return entry === undefined ? null : { entry, live: live !== null };
  }

  /** Entries that the import under way has yet to move over; 0 without one. */
  importLeft(name: string): number {
    return this.#lists.get(name)?.staging?.left ?? 0;
  }

  /** Build what the import's look-ups need, a bit with each step: the commit then finds it done. Changes no answer. */
  *warmImport(name: string): Generator<void> {
    const staging = this.#lists.get(name)?.staging ?? null;
    if (staging !== null) yield* staging.matcher.settling();
  }

  /** The change with all values in normal form, as it is journaled. Throws a ListError where `apply` would. */
  normalForm(change: ListChange): ListChange {
    const { puts, removals } = this.#prepare(change);
    const operation = change.change;
    switch (operation.operation) {
      case 'put':
      case 'replace':
      case 'import-part':
        return { ...change, change: { ...operation, entries: puts } };
      case 'remove':
        return { ...change, change: { ...operation, values: [...new Set(removals)] } };
      default:
        return change;
    }
  }

  /** Throws a ListError where `apply` would. */
  check(change: ListChange): void {
    this.#prepare(change);
  }

  /** Make a change and return the list's version after it. Throws a ListError, nothing changed, where it cannot be made. */
  apply(change: ListChange): number {
    const { list: name, atMillis, by, reason, change: operation } = change;
    const { list, puts, removals } = this.#prepare(change);
    switch (operation.operation) {
      case 'import-begin':
        list.staging = new Staging({ mode: operation.mode, atMillis, by, reason }, list.entries, matcherOf(list));
        return list.version;
      case 'import-part':
        list.staging?.take(puts);
        return list.version;
      case 'import-abort':
        list.staging = null;
        return list.version;
      case 'import-commit':
        if (list.staging === null) return list.version;
        list.entries = list.staging.entries;
        list.matcher = list.staging.matcher;
        list.staging = null;
        break;
      case 'delete':
        this.#lists.delete(name);
        this.#deleted.set(name, list.version + 1);
        return list.version + 1;
      case 'create':
        this.#lists.set(name, list);
        this.#deleted.delete(name);
        break;
      case 'describe': {
        const { owner, description, maxDistance } = operation;
        describe(list, { ...list.properties, owner, description, maxDistance });
        break;
      }
      case 'put':
      case 'remove':
      case 'replace':
        for (const value of removals) if (list.entries.delete(value)) list.matcher.delete(value);
        for (const entry of puts) {
          if (!list.entries.has(entry.value)) list.matcher.add(entry.value);
          list.entries.set(entry);
        }
    }
    list.matcher.settle();
    list.changed = { atMillis, by, reason };
    list.version++;
    return list.version;
  }

  /** As of now; later changes do not show in it until `endSave`. */
  save(): readonly SavedList[] {
    return [...this.#lists.values()].map(({ name, version, properties, changed, entries, staging }) => ({
      name,
      version,
      properties,
      changed,
      entries: entries.save(),
      importing: staging?.save() ?? null,
    }));
  }

  /** What `save` gave is not needed any more. The steps, some milliseconds each, move in what was changed meanwhile. */
  endSave(): Generator<void> {
    for (const { entries, staging } of this.#lists.values()) {
      entries.endSave();
      staging?.endSave();
    }
    return this.#settling();
  }

  *#settling(): Generator<void> {
    for (const { entries, staging } of this.#lists.values()) {
      yield* entries.settling();
      if (staging !== null) yield* staging.settling();
    }
  }

  /** Names of deleted lists with their last version. */
  deleted(): readonly (readonly [string, number])[] {
    return [...this.#deleted];
  }

  /** Take up a saved list. */
  load({ name, version, properties, changed, entries, importing }: SavedList): void {
    const list = newList(name, version, properties, changed);
    for (const part of entries) {
      for (const entry of part.values()) {
        list.entries.set(entry);
        list.matcher.add(entry.value);
      }
    }
    list.matcher.settle();
    if (importing !== null) {
      const { mode, atMillis, by, reason } = importing;
      list.staging = new Staging({ mode, atMillis, by, reason }, list.entries, matcherOf(list));
      list.staging.load(importing);
    }
    this.#lists.set(name, list);
  }

  loadDeleted(deleted: readonly (readonly [string, number])[]): void {
    for (const [name, version] of deleted) this.#deleted.set(name, version);
  }

  /** The list and what to put into it and take out of it, all checked. */
  #prepare({ list: name, atMillis, by, reason, change }: ListChange): {
    readonly list: List;
    readonly puts: readonly ListEntry[];
    readonly removals: Iterable<string>;
  } {
    if (change.operation === 'create') {
      if (this.#lists.has(name)) throw new ListError(`there is a list \`${name}\` already`);
      const known = this.#lists.size + this.#deleted.size - (this.#deleted.has(name) ? 1 : 0);
      if (known >= LISTS_MAX) throw new ListError(`there are ${LISTS_MAX} lists: no more can be made`);
      const { operation: _, ...properties } = change;
      const list = newList(name, this.#deleted.get(name) ?? 0, properties, { atMillis, by, reason });
      return { list, puts: [], removals: [] };
    }
    const list = this.#list(name);
    const nothing = { list, puts: [], removals: [] };
    if (change.operation === 'import-part' || change.operation === 'import-commit') {
      if (list.staging === null) throw new ListError(`${name}: no import is under way`);
      if (change.operation === 'import-part') return { ...nothing, puts: normalEntries(list, change.entries) };
      const { left, entries } = list.staging;
      if (left > 0)
        throw new ListError(`${name}: the import has ${left} entries to move over before it can be committed`);
      checkSize(list, entries.size);
      return nothing;
    }
    if (change.operation === 'import-abort') return nothing;
    if (list.staging !== null) {
      throw new ListError(
        `${name}: an import by ${list.staging.start.by} is under way; nothing else changes until it ends`,
      );
    }
    switch (change.operation) {
      case 'import-begin':
      case 'describe':
      case 'delete':
        return nothing;
      case 'remove':
        return { ...nothing, removals: change.values.map((value) => normalized(list, value)) };
      case 'put': {
        const puts = normalEntries(list, change.entries);
        const added = puts.reduce((sum, { value }) => sum + (list.entries.has(value) ? 0 : 1), 0);
        checkSize(list, list.entries.size + added);
        return { ...nothing, puts };
      }
      case 'replace': {
        const puts = normalEntries(list, change.entries);
        checkSize(list, puts.length);
        const kept = new Set(puts.map(({ value }) => value));
        return {
          list,
          puts,
          removals: [...list.entries.values()].flatMap(({ value }) => (kept.has(value) ? [] : value)),
        };
      }
    }
  }

  #list(name: string): List {
    const list = this.#lists.get(name);
    if (list === undefined) throw new ListError(`there is no list \`${name}\``);
    return list;
  }
}

/** Entries of one part of an import into a list of a kind. */
export function partSize(kind: ListKind): number {
  return kind === 'regexes' ? LIST_PART_PATTERNS : LIST_PART_ENTRIES;
}

function isLive({ expiresAtMillis }: ListEntry, atMillis: number): boolean {
  return expiresAtMillis === null || atMillis < expiresAtMillis;
}

function newList(name: string, version: number, properties: ListProperties, changed: ListAuthorship): List {
  const matcher = createMatcher(properties.kind, properties.maxDistance);
  return { name, version, properties, changed, matcher, entries: new EntryMap(), staging: null };
}

function matcherOf({ properties: { kind, maxDistance } }: List): Matcher {
  return createMatcher(kind, maxDistance);
}

function describe(list: List, properties: ListProperties): void {
  if (properties.maxDistance !== list.properties.maxDistance) list.matcher.describe(properties.maxDistance);
  list.properties = properties;
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

/** In normal form; of entries with one value the last counts. */
function normalEntries(list: List, entries: readonly ListEntry[]): readonly ListEntry[] {
  const byValue = new Map<string, ListEntry>();
  for (const { value, expiresAtMillis, note } of entries) {
    const normal = normalized(list, value);
    byValue.set(normal, { value: normal, expiresAtMillis, note });
  }
  return [...byValue.values()];
}

function sorted(entries: Iterable<ListEntry>): ListEntry[] {
  return [...entries].sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0));
}
