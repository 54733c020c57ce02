/** Questions to the archive: any version's entries, who made it, and how two versions differ. */
import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { ListEntry } from '../lists/list.ts';
import type { ListAuthorship } from '../lists/store.ts';
import { OPEN } from './schema.ts';

/** One version of a list. */
export interface ListVersion extends ListAuthorship {
  readonly version: number;
  /** What was done: `create`, `put`, `import-replace`, … */
  readonly operation: string;
  readonly added: number;
  readonly removed: number;
  /** Entries that kept their value and changed otherwise. */
  readonly changed: number;
  /** Entries of the version. */
  readonly entries: number;
}

/** An entry, and the version that brought it or changed it last. */
export interface ArchivedEntry extends ListEntry {
  readonly since: ListAuthorship & { readonly version: number };
}

export interface EntriesQuery {
  readonly version: number;
  /** Entries whose value or note holds this, whatever its case in ASCII. */
  readonly search: string;
  /** Those that count at a moment of event time, those that do not, or both. */
  readonly status: 'all' | 'live' | 'expired';
  readonly atMillis: number;
  /** Entries behind this value; null from the first on. */
  readonly after: string | null;
  readonly limit: number;
}

export interface EntriesPage {
  readonly items: readonly ArchivedEntry[];
  /** Those of all pages. */
  readonly total: number;
  /** For `after`, where there are more. */
  readonly next: string | null;
}

export interface ListDifference {
  readonly value: string;
  readonly before: ListEntry | null;
  readonly after: ListEntry | null;
}

export interface DiffPage {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  readonly items: readonly ListDifference[];
  readonly next: string | null;
}

type Row = Record<string, SQLOutputValue>;

const AT_VERSION = 'e.list = :list AND e.from_version <= :version AND e.to_version > :version';

export class ArchiveReader {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** The newest version of every list that is known here, deleted ones included. */
  latest(): readonly { readonly name: string; readonly version: number }[] {
    const rows = this.#all(
      'SELECT l.name, max(v.version) AS version FROM versions v JOIN lists l ON l.id = v.list GROUP BY l.id',
      {},
    );
    return rows.map((row) => ({ name: String(row['name']), version: Number(row['version']) }));
  }

  /** Newest first; those below `before`. */
  versions(name: string, before: number, limit: number): readonly ListVersion[] {
    return this.#all(
      `SELECT v.* FROM versions v JOIN lists l ON l.id = v.list WHERE l.name = :name AND v.version < :before
        ORDER BY v.version DESC LIMIT :limit`,
      { name, before, limit },
    ).map((row) => ({
      version: Number(row['version']),
      ...authorshipOf(row),
      operation: String(row['operation']),
      added: Number(row['added']),
      removed: Number(row['removed']),
      changed: Number(row['changed']),
      entries: Number(row['entries']),
    }));
  }

  /** In order of value. */
  entries(name: string, { version, search, status, atMillis, after, limit }: EntriesQuery): EntriesPage {
    const list = this.#idOf(name);
    const conditions = [AT_VERSION];
    const parameters: Record<string, SQLInputValue> = { list, version };
    if (search !== '') {
      conditions.push("(e.value LIKE :pattern ESCAPE '\\' OR e.note LIKE :pattern ESCAPE '\\')");
      parameters['pattern'] = `%${search.replaceAll(/[\\%_]/g, '\\$&')}%`;
    }
    if (status !== 'all') {
      conditions.push(status === 'live' ? '(e.expires_ms IS NULL OR e.expires_ms > :at)' : 'e.expires_ms <= :at');
      parameters['at'] = atMillis;
    }
    const where = conditions.join(' AND ');
    const [counted] = this.#all(`SELECT count(*) AS total FROM entries e WHERE ${where}`, parameters);
    const rows = this.#all(
      `SELECT e.*, v.at_ms, v.by, v.reason FROM entries e LEFT JOIN versions v ON v.list = e.list AND v.version = e.from_version
        WHERE ${where} AND e.value > :after ORDER BY e.value LIMIT :limit`,
      { ...parameters, after: after ?? '', limit: limit + 1 },
    );
    const items = rows.slice(0, limit).map((row) => ({
      ...entryOf(row, ''),
      since: { version: Number(row['from_version']), ...authorshipOf(row) },
    }));
    return {
      items,
      total: Number(counted?.['total'] ?? 0),
      next: rows.length > limit ? (items.at(-1)?.value ?? null) : null,
    };
  }

  /** Entries of a version from `after` on, without who brought them: for copies of all of it. */
  page(name: string, version: number, after: string | null, limit: number): readonly ListEntry[] {
    return this.#all(
      `SELECT e.* FROM entries e WHERE ${AT_VERSION} AND e.value > :after ORDER BY e.value LIMIT :limit`,
      { list: this.#idOf(name), version, after: after ?? '', limit },
    ).map((row) => entryOf(row, ''));
  }

  /** What became of the entries between two versions, in order of value; the counts are those of all pages. */
  diff(name: string, from: number, to: number, after: string | null, limit: number): DiffPage {
    const list = this.#idOf(name);
    // Rows that hold at one of the two alone: an entry that both have is one row, or two that say different things.
    const apart = `WITH a AS (
        SELECT * FROM entries WHERE list = :list AND from_version <= :from AND to_version > :from AND to_version <= :high
          AND NOT (from_version <= :to AND to_version > :to)
      ), b AS (
        SELECT * FROM entries WHERE list = :list AND from_version <= :to AND to_version > :to
          AND NOT (from_version <= :from AND to_version > :from)
      ), apart AS (
        SELECT coalesce(a.value, b.value) AS value, a.value IS NOT NULL AS was, b.value IS NOT NULL AS is_now,
          a.expires_ms AS before_expires_ms, a.note AS before_note, b.expires_ms AS after_expires_ms, b.note AS after_note
        FROM a FULL JOIN b ON a.value = b.value
        WHERE a.value IS NULL OR b.value IS NULL OR a.expires_ms IS NOT b.expires_ms OR a.note <> b.note
      )`;
    const parameters = { list, from, to, high: OPEN };
    const [counts] = this.#all(
      `${apart} SELECT sum(NOT was) AS added, sum(NOT is_now) AS removed, sum(was AND is_now) AS changed FROM apart`,
      parameters,
    );
    const rows = this.#all(`${apart} SELECT * FROM apart WHERE value > :after ORDER BY value LIMIT :limit`, {
      ...parameters,
      after: after ?? '',
      limit: limit + 1,
    });
    const items = rows.slice(0, limit).map((row) => ({
      value: String(row['value']),
      before: row['was'] === 1 ? entryOf(row, 'before_') : null,
      after: row['is_now'] === 1 ? entryOf(row, 'after_') : null,
    }));
    return {
      added: Number(counts?.['added'] ?? 0),
      removed: Number(counts?.['removed'] ?? 0),
      changed: Number(counts?.['changed'] ?? 0),
      items,
      next: rows.length > limit ? (items.at(-1)?.value ?? null) : null,
    };
  }

  #idOf(name: string): number {
    const [row] = this.#all('SELECT id FROM lists WHERE name = :name', { name });
    return Number(row?.['id'] ?? 0);
  }

  #all(sql: string, parameters: Record<string, SQLInputValue>): readonly Row[] {
    return this.#database.prepare(sql).all(parameters);
  }
}

function entryOf(row: Row, prefix: 'before_' | 'after_' | ''): ListEntry {
  const expires = row[`${prefix}expires_ms`];
  return {
    value: String(row['value']),
    expiresAtMillis: expires === null || expires === undefined ? null : Number(expires),
    note: String(row[`${prefix}note`] ?? ''),
  };
}

function authorshipOf(row: Row): ListAuthorship {
  return { atMillis: Number(row['at_ms']), by: String(row['by'] ?? ''), reason: String(row['reason'] ?? '') };
}
