/**
 * An import under way: the list as it will be, built beside it part by part, so that the commit only has to exchange the two. Part of
 * memory's checkpoints, as the parts are entries of the journal.
 */
import { LIST_PART_MOVES } from '../limits.ts';
import { EntryMap, type SavedEntries } from './entry-map.ts';
import type { ListEntry, ListImportMode } from './list.ts';
import type { Matcher } from './match/matcher.ts';

/** An import as it is saved. */
export interface SavedImport {
  readonly mode: ListImportMode;
  readonly atMillis: number;
  readonly by: string;
  readonly reason: string;
  /** Entries of the list that have been looked at. */
  readonly moved: number;
  readonly entries: SavedEntries;
  readonly dropped: SavedEntries;
}

export interface StagingStart {
  readonly mode: ListImportMode;
  readonly atMillis: number;
  readonly by: string;
  readonly reason: string;
}

export class Staging {
  readonly start: StagingStart;
  readonly entries = new EntryMap();
  readonly matcher: Matcher;
  /** Values that are not to be moved over. */
  readonly #dropped = new EntryMap();
  readonly #base: EntryMap;
  #moving: Iterator<ListEntry>;
  #moved = 0;

  /** `base` must not change until the import has ended; `matcher` is empty. */
  constructor(start: StagingStart, base: EntryMap, matcher: Matcher) {
    this.start = start;
    this.matcher = matcher;
    this.#base = base;
    this.#moving = base.values();
    if (start.mode === 'replace') this.#moved = base.size;
  }

  /** Entries of the list that a part may still have to move. */
  get left(): number {
    return this.#base.size - this.#moved;
  }

  /** Take entries in normal form, and move some of the list's. */
  take(entries: readonly ListEntry[]): void {
    for (const entry of entries) {
      if (this.start.mode === 'remove') this.#drop(entry);
      else this.#put(entry);
    }
    for (let i = 0; i < LIST_PART_MOVES && this.left > 0; i++) this.#moveOne();
  }

  save(): SavedImport {
    return {
      ...this.start,
      moved: this.#moved,
      entries: this.entries.save(),
      dropped: this.#dropped.save(),
    };
  }

  endSave(): void {
    this.entries.endSave();
    this.#dropped.endSave();
  }

  *settling(): Generator<void> {
    yield* this.entries.settling();
    yield* this.#dropped.settling();
  }

  load({ moved, entries, dropped }: SavedImport): void {
    for (const part of entries) for (const entry of part.values()) this.#put(entry);
    for (const part of dropped) for (const entry of part.values()) this.#dropped.set(entry);
    this.#moved = moved;
    this.#moving = this.#base.values();
    if (this.start.mode !== 'replace') for (let i = 0; i < moved; i++) this.#moving.next();
  }

  #put(entry: ListEntry): void {
    if (!this.entries.has(entry.value)) this.matcher.add(entry.value);
    this.entries.set(entry);
  }

  #drop(entry: ListEntry): void {
    const { value } = entry;
    this.#dropped.set(entry);
    if (this.entries.delete(value)) this.matcher.delete(value);
  }

  #moveOne(): void {
    const { value: entry } = this.#moving.next();
    this.#moved++;
    if (entry === undefined || this.#dropped.has(entry.value) || this.entries.has(entry.value)) return;
    this.#put(entry);
  }
}
