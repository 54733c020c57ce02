/**
 * A list's entries by value: one Map, and from some size on many, because one that grows to a million entries moves all of them in one
 * go, which takes a third of a second. What is saved stays as it is until the save has ended: changes go beside it, and are moved in
 * a shard at a time when nobody saves any more.
 *
 * - E1 Moving in changes neither the entries nor their order.
 */
import { LIST_MAP_SPLIT } from '../limits.ts';
import type { ListEntry } from './list.ts';

const SHARDS = 256;
/** Units of a value that choose its shard: those at the end, as prefixes are often shared. */
const HASHED_UNITS = 12;

export type SavedEntries = readonly ReadonlyMap<string, ListEntry>[];

interface Shard {
  readonly entries: Map<string, ListEntry>;
  /** Changes since the entries were saved: null is that there is none any more. */
  over: Map<string, ListEntry | null> | null;
}

export class EntryMap {
  #shards: Shard[] = [newShard()];
  /** Saves that have not ended. */
  #saves = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(value: string): ListEntry | undefined {
    const { entries, over } = this.#shardOf(value);
    const changed = over?.get(value);
    return changed === undefined ? entries.get(value) : (changed ?? undefined);
  }

  has(value: string): boolean {
    return this.get(value) !== undefined;
  }

  set(entry: ListEntry): void {
    const { value } = entry;
    const isNew = !this.has(value);
    const shard = this.#changing(value);
    if (shard.over === null) shard.entries.set(value, entry);
    else {
      // What was gone comes last, as in a Map.
      if (isNew) shard.over.delete(value);
      shard.over.set(value, entry);
    }
    if (!isNew) return;
    this.#size++;
    if (this.#shards.length === 1 && this.#size > LIST_MAP_SPLIT) this.#split();
  }

  delete(value: string): boolean {
    if (!this.has(value)) return false;
    const shard = this.#changing(value);
    if (shard.over === null) shard.entries.delete(value);
    else shard.over.set(value, null);
    this.#size--;
    return true;
  }

  /** An entry that is added or deleted on the way may or may not show. */
  *values(): Generator<ListEntry> {
    for (const shard of this.#shards) yield* valuesOf(shard);
  }

  /** The entries as of now, in parts: later changes do not show in them, until as many saves have ended as have begun. */
  save(): SavedEntries {
    this.#saves++;
    return this.#shards.map((shard) => {
      if (shard.over === null) return shard.entries;
      return new Map([...valuesOf(shard)].map((entry) => [entry.value, entry]));
    });
  }

  /** A save has ended. */
  endSave(): void {
    if (this.#saves > 0) this.#saves--;
  }

  /** Moves in what was changed while somebody saved, some thousand entries with each step. Changes no answer. */
  *settling(): Generator<void> {
    for (const shard of this.#shards) {
      if (this.#saves > 0) return;
      if (shard.over === null) continue;
      moveIn(shard);
      yield;
    }
  }

  /** The shard of a value that is about to change. */
  #changing(value: string): Shard {
    const shard = this.#shardOf(value);
    if (this.#saves > 0) shard.over ??= new Map();
    else if (shard.over !== null) moveIn(shard);
    return shard;
  }

  #shardOf(value: string): Shard {
    return this.#shards[this.#shards.length === 1 ? 0 : hashOf(value)]!;
  }

  #split(): void {
    const all = [...this.values()];
    this.#shards = Array.from({ length: SHARDS }, newShard);
    for (const entry of all) this.#shards[hashOf(entry.value)]!.entries.set(entry.value, entry);
  }
}

const newShard = (): Shard => ({ entries: new Map(), over: null });

function* valuesOf({ entries, over }: Shard): Generator<ListEntry> {
  if (over === null) {
    yield* entries.values();
    return;
  }
  for (const entry of entries.values()) if (!over.has(entry.value)) yield entry;
  for (const entry of over.values()) if (entry !== null) yield entry;
}

/** In the order of `valuesOf`. */
function moveIn(shard: Shard): void {
  const { entries, over } = shard;
  for (const [value, entry] of over ?? []) {
    entries.delete(value);
    if (entry !== null) entries.set(value, entry);
  }
  shard.over = null;
}

/** A shard by FNV-1a. */
function hashOf(value: string): number {
  let hash = 0x811c9dc5 ^ value.length;
  for (let i = Math.max(0, value.length - HASHED_UNITS); i < value.length; i++) {
    hash = Math.imul(hash ^ value.charCodeAt(i), 0x01000193);
  }
  return (hash ^ (hash >>> 16)) & (SHARDS - 1);
}
