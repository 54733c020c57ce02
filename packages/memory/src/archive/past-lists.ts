/**
 * Lists as they were at any position of the journal, for questions about past events. A list is taken up whole when it is first asked,
 * with all entries that it ever had: which of them counted is looked up with each answer.
 */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { isListName, LIST_KINDS, type ListKind } from '../lists/list.ts';
import { createMatcher } from '../lists/match/create.ts';
import type { Matcher } from '../lists/match/matcher.ts';

/** When an entry counted: behind the position of the change that brought it, up to that of the one that took it away. */
interface Span {
  readonly from: number;
  readonly to: number;
  readonly expiresAtMillis: number | null;
}

/** A list from its making to its deletion: under the same name there may be another one later. */
interface Life {
  readonly from: number;
  readonly to: number;
  readonly matcher: Matcher;
  readonly spans: Map<string, Span[]>;
}

export class PastLists {
  readonly #database: DatabaseSync;
  readonly #entriesMax: number;
  readonly #latest: StatementSync;
  readonly #dataVersion: StatementSync;
  /** Of the file, when the lists were taken up. */
  #version = -1;
  readonly #lives = new Map<string, readonly Life[] | 'too-long'>();

  /** `path` is the archive's file, which another process may be writing to. Lists that ever had more than `entriesMax` entries are not taken up. */
  constructor(path: string, entriesMax: number = Number.POSITIVE_INFINITY) {
    this.#database = new DatabaseSync(path, { readOnly: true, timeout: BUSY_MILLIS });
    this.#entriesMax = entriesMax;
    this.#latest = this.#database.prepare(`SELECT v.version, v.position FROM versions v JOIN lists l ON l.id = v.list
      WHERE l.name = ? ORDER BY v.version DESC LIMIT 1`);
    this.#dataVersion = this.#database.prepare('PRAGMA data_version');
  }

  /**
   * The value that the input matched for an event of this time at this position; null where none did, undefined where there was no such
   * list, `too-long` where the list has not been taken up.
   */
  match(name: string, input: string, position: number, atMillis: number): string | null | undefined | 'too-long' {
    this.#forgetOld();
    const lives = this.#lives.get(name) ?? this.#load(name);
    if (lives === 'too-long') return lives;
    const life = lives.find(({ from, to }) => from < position && position <= to);
    return life?.matcher.match(input, (value) => {
      const spans = life.spans.get(value) ?? [];
      return spans.some(
        ({ from, to, expiresAtMillis }) =>
          from < position && position <= to && (expiresAtMillis === null || atMillis < expiresAtMillis),
      );
    });
  }

  /** The newest version of a list, and the position of the change that made it; null where the archive has none. */
  latest(name: string): { readonly version: number; readonly position: number } | null {
    const row = this.#latest.get(name);
    return row === undefined ? null : { version: Number(row['version']), position: Number(row['position']) };
  }

  close(): void {
    this.#database.close();
  }

  /** The file may have been written to. */
  #forgetOld(): void {
    const version = Number(this.#dataVersion.get()?.['data_version']);
    if (version !== this.#version) this.#lives.clear();
    this.#version = version;
  }

  #load(name: string): readonly Life[] | 'too-long' {
    const lives = isListName(name) ? this.#read(name) : [];
    this.#lives.set(name, lives);
    return lives;
  }

  #read(name: string): readonly Life[] | 'too-long' {
    const found = this.#database.prepare('SELECT id FROM lists WHERE name = ?').get(name);
    if (found === undefined) return [];
    const list = Number(found['id']);
    const counted = this.#database.prepare('SELECT count(*) AS count FROM entries WHERE list = ?').get(list);
    if (Number(counted?.['count']) > this.#entriesMax) return 'too-long';
    const versions = this.#database
      .prepare('SELECT version, position, operation FROM versions WHERE list = ? ORDER BY version')
      .all(list)
      .map((row) => ({
        version: Number(row['version']),
        position: Number(row['position']),
        operation: String(row['operation']),
      }));
    const positions = new Map(versions.map(({ version, position }) => [version, position]));
    const properties = this.#database
      .prepare('SELECT from_version, kind, max_distance FROM properties WHERE list = ? ORDER BY from_version')
      .all(list);
    const entries = this.#database
      .prepare('SELECT value, from_version, to_version, expires_ms FROM entries WHERE list = ? ORDER BY value')
      .all(list);
    const ends = versions.filter(({ operation }) => operation === 'delete');
    const begins = versions.filter(({ operation }) => operation === 'create');
    // One that was there before the archive was made has no beginning in it.
    const first = versions[0];
    if (first !== undefined && first.operation !== 'create') begins.unshift({ ...first, position: first.position });
    return begins.map(({ version: from, position }): Life => {
      const end = ends.find(({ version }) => version > from);
      const until = end?.version ?? Number.POSITIVE_INFINITY;
      const known = properties.filter((row) => Number(row['from_version']) < until).at(-1);
      const matcher = createMatcher(kindOf(name, known?.['kind']), Number(known?.['max_distance'] ?? 0));
      const spans = new Map<string, Span[]>();
      for (const row of entries) {
        const begun = Number(row['from_version']);
        if (begun < from || begun >= until) continue;
        const value = String(row['value']);
        const span = {
          from: positions.get(begun) ?? position,
          to: positions.get(Number(row['to_version'])) ?? Number.POSITIVE_INFINITY,
          expiresAtMillis: row['expires_ms'] === null ? null : Number(row['expires_ms']),
        };
        const held = spans.get(value);
        if (held === undefined) {
          spans.set(value, [span]);
          matcher.add(value);
        } else held.push(span);
      }
      matcher.settle();
      return { from: position, to: end?.position ?? Number.POSITIVE_INFINITY, matcher, spans };
    });
  }
}

/** Another process may be writing. */
const BUSY_MILLIS = 5_000;

function kindOf(name: string, kind: unknown): ListKind {
  const found = LIST_KINDS.find((known) => known === kind);
  if (found !== undefined) return found;
  throw new Error(`the archive does not say of what kind the list \`${name}\` is: a start of the server mends that`);
}
