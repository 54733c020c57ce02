/**
 * A list's entries by value: one Map, and from some size on many, because one that grows to a million entries moves all of them in one
 * go, which takes a third of a second. Copied on write after it was saved.
 */
import { LIST_MAP_SPLIT } from '../limits.ts';
import type { ListEntry } from './list.ts';

const SHARDS = 256;
/** Units of a value that choose its shard: those at the end, as prefixes are often shared. */
const HASHED_UNITS = 12;

export type SavedEntries = readonly ReadonlyMap<string, ListEntry>[];

export class EntryMap {
  #shards: Map<string, ListEntry>[] = [new Map()];
  /** Shards that a saved state holds on to. */
  readonly #saved = new Set<Map<string, ListEntry>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(value: string): ListEntry | undefined {
    return this.#shardOf(value).get(value);
  }

  has(value: string): boolean {
    return this.#shardOf(value).has(value);
  }

  set(entry: ListEntry): void {
    const shard = this.#ownShardOf(entry.value);
    const before = shard.size;
    shard.set(entry.value, entry);
    this.#size += shard.size - before;
    if (this.#shards.length === 1 && this.#size > LIST_MAP_SPLIT) this.#split();
  }

  delete(value: string): boolean {
    if (!this.has(value)) return false;
    const deleted = this.#ownShardOf(value).delete(value);
    if (deleted) this.#size--;
    return deleted;
  }

  /** An entry that is added or deleted on the way may or may not show. */
  *values(): Generator<ListEntry> {
    for (const shard of this.#shards) yield* shard.values();
  }

  /** The entries as of now, in parts: later changes do not show in them. */
  save(): SavedEntries {
    for (const shard of this.#shards) this.#saved.add(shard);
    return [...this.#shards];
  }

  #shardOf(value: string): Map<string, ListEntry> {
    return this.#shards[this.#indexOf(value)]!;
  }

  #ownShardOf(value: string): Map<string, ListEntry> {
    const shard = this.#shardOf(value);
    if (!this.#saved.delete(shard)) return shard;
    const own = new Map(shard);
    this.#shards[this.#indexOf(value)] = own;
    return own;
  }

  #indexOf(value: string): number {
    return this.#shards.length === 1 ? 0 : hashOf(value);
  }

  #split(): void {
    const [all] = this.#shards;
    this.#saved.clear();
    this.#shards = Array.from({ length: SHARDS }, () => new Map());
    for (const [value, entry] of all ?? []) this.#shards[hashOf(value)]?.set(value, entry);
  }
}

/** A shard by FNV-1a. */
function hashOf(value: string): number {
  let hash = 0x811c9dc5 ^ value.length;
  for (let i = Math.max(0, value.length - HASHED_UNITS); i < value.length; i++) {
    hash = Math.imul(hash ^ value.charCodeAt(i), 0x01000193);
  }
  return (hash ^ (hash >>> 16)) & (SHARDS - 1);
}
