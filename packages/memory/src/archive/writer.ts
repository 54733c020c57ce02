/**
 * List changes into the archive, each once however often it is offered: the position of the newest one is kept with them. What an
 * import brings is staged, and becomes entries with its commit.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { ListChange, ListEntry, ListImportMode } from '../lists/list.ts';
import { OPEN } from './schema.ts';

/** A change that was made, with its place in the journal and the list's version after it. */
export interface ArchivedChange {
  readonly position: number;
  readonly change: ListChange;
  readonly version: number;
}

export interface DeclaredList {
  readonly name: string;
  readonly kind: string;
  readonly maxDistance: number;
}

interface Counts {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
}

const NOTHING: Counts = { added: 0, removed: 0, changed: 0 };

/** Rows of `entries` that are there now and that `staged` names. */
const NAMED = `SELECT e.list, e.value, e.from_version FROM staged s
  JOIN entries e ON e.list = s.list AND e.value = s.value AND e.to_version = ${OPEN} WHERE s.list = :list`;

export class ArchiveWriter {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #position: number;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#position = Number(this.#prepare('SELECT position FROM state').get()?.['position']);
  }

  /** One transaction. Changes that were applied before are passed over. */
  apply(changes: readonly ArchivedChange[]): void {
    const fresh = changes.filter(({ position }) => position > this.#position);
    const last = fresh.at(-1);
    if (last === undefined) return;
    this.#transaction(() => {
      for (const change of fresh) this.#apply(change);
      this.#run('UPDATE state SET position = :position', { position: last.position });
    });
    this.#position = last.position;
  }

  /** Take up a list as memory has it, where the archive does not know that version: it was lost, or is older than the list. */
  adopt(change: ArchivedChange): void {
    this.#transaction(() => this.#apply(change));
  }

  #transaction(work: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  #apply({ position, change, version }: ArchivedChange): void {
    const list = this.#idOf(change.list);
    const { change: operation } = change;
    switch (operation.operation) {
      case 'import-begin':
        this.#clear(list);
        this.#run('INSERT OR REPLACE INTO imports VALUES (:list, :mode)', { list, mode: operation.mode });
        return;
      case 'import-part':
        this.#stage(list, operation.entries);
        return;
      case 'import-abort':
        this.#clear(list);
        return;
      case 'import-commit': {
        const mode = String(this.#prepare('SELECT mode FROM imports WHERE list = :list').get({ list })?.['mode']);
        const counts = this.#settle(list, version, mode === 'add' || mode === 'remove' ? mode : 'replace');
        this.#version(list, version, position, change, `import-${mode}`, counts);
        return;
      }
      case 'put':
      case 'replace':
        this.#clear(list);
        this.#stage(list, operation.entries);
        this.#version(
          list,
          version,
          position,
          change,
          operation.operation,
          this.#settle(list, version, operation.operation === 'put' ? 'add' : 'replace'),
        );
        return;
      case 'remove':
        this.#clear(list);
        this.#stage(
          list,
          operation.values.map((value) => ({ value, expiresAtMillis: null, note: '' })),
        );
        this.#version(list, version, position, change, 'remove', this.#settle(list, version, 'remove'));
        return;
      case 'delete':
        this.#clear(list);
        this.#version(list, version, position, change, 'delete', this.#settle(list, version, 'replace'));
        return;
      case 'create':
        this.#properties(list, version, operation);
        this.#version(list, version, position, change, operation.operation, NOTHING);
        return;
      case 'describe': {
        const kind = this.#prepare('SELECT kind FROM properties WHERE list = :list ORDER BY from_version DESC LIMIT 1');
        const known = kind.get({ list })?.['kind'];
        if (typeof known === 'string')
          this.#properties(list, version, { kind: known, maxDistance: operation.maxDistance });
        this.#version(list, version, position, change, operation.operation, NOTHING);
      }
    }
  }

  /** Of what kind lists are that came into an archive which did not keep that yet. */
  declare(lists: readonly DeclaredList[]): void {
    this.#transaction(() => {
      for (const { name, kind, maxDistance } of lists) {
        const list = this.#idOf(name);
        const known = this.#prepare('SELECT 1 FROM properties WHERE list = :list').get({ list });
        if (known === undefined) this.#properties(list, 0, { kind, maxDistance });
      }
    });
  }

  #properties(list: number, version: number, { kind, maxDistance }: Omit<DeclaredList, 'name'>): void {
    this.#run('INSERT OR REPLACE INTO properties VALUES (:list, :version, :kind, :maxDistance)', {
      ...{ list, version, kind, maxDistance },
    });
  }

  #stage(list: number, entries: readonly ListEntry[]): void {
    const insert = this.#prepare('INSERT OR REPLACE INTO staged VALUES (:list, :value, :expires, :note)');
    for (const { value, expiresAtMillis, note } of entries) {
      insert.run({ list, value, expires: expiresAtMillis, note });
    }
  }

  /** Make what is staged the version's change of the entries. */
  #settle(list: number, version: number, mode: ListImportMode): Counts {
    const close = (which: string) =>
      this.#run(`UPDATE entries SET to_version = :version WHERE (list, value, from_version) IN (${which})`, {
        list,
        version,
      });
    let removed = 0;
    if (mode === 'remove') {
      removed = close(NAMED);
      this.#clear(list);
      return { ...NOTHING, removed };
    }
    if (mode === 'replace') {
      removed = this.#run(
        `UPDATE entries SET to_version = :version WHERE list = :list AND to_version = ${OPEN} AND NOT EXISTS
          (SELECT 1 FROM staged s WHERE s.list = entries.list AND s.value = entries.value)`,
        { list, version },
      );
    }
    const changed = close(`${NAMED} AND (s.expires_ms IS NOT e.expires_ms OR s.note <> e.note)`);
    const written = this.#run(
      `INSERT INTO entries SELECT s.list, s.value, :version, ${OPEN}, s.expires_ms, s.note FROM staged s
        WHERE s.list = :list AND NOT EXISTS
          (SELECT 1 FROM entries e WHERE e.list = s.list AND e.value = s.value AND e.to_version = ${OPEN})`,
      { list, version },
    );
    this.#clear(list);
    return { added: written - changed, removed, changed };
  }

  #version(
    list: number,
    version: number,
    position: number,
    { atMillis, by, reason }: ListChange,
    operation: string,
    counts: Counts,
  ): void {
    const before = this.#prepare('SELECT entries FROM versions WHERE list = :list ORDER BY version DESC LIMIT 1').get({
      list,
    });
    const entries = Number(before?.['entries'] ?? 0) + counts.added - counts.removed;
    this.#run(
      `INSERT OR REPLACE INTO versions (list, version, position, at_ms, by, reason, operation, added, removed, changed, entries)
        VALUES (:list, :version, :position, :atMillis, :by, :reason, :operation, :added, :removed, :changed, :entries)`,
      { list, version, position, atMillis, by, reason, operation, entries, ...counts },
    );
  }

  #clear(list: number): void {
    this.#run('DELETE FROM staged WHERE list = :list', { list });
  }

  #idOf(name: string): number {
    this.#run('INSERT OR IGNORE INTO lists (name) VALUES (:name)', { name });
    return Number(this.#prepare('SELECT id FROM lists WHERE name = :name').get({ name })?.['id']);
  }

  #run(sql: string, parameters: Record<string, string | number | null>): number {
    return Number(this.#prepare(sql).run(parameters).changes);
  }

  #prepare(sql: string): StatementSync {
    const statement = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
