/**
 * Who may talk to this installation: API keys for clients, people with sessions. Secrets are stored as hashes: keys, tokens and
 * session ids are 256 random bits, for which SHA-256 is enough; passwords are stretched with scrypt.
 */
import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { promisify } from 'node:util';

export type Role = 'admin' | 'analyst' | 'moderator';

export interface Person {
  readonly email: string;
  readonly role: Role;
}

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly createdAtMillis: number;
}

/** A caller whose credentials were good. */
export type Principal =
  | { readonly kind: 'person'; readonly person: Person }
  | { readonly kind: 'client'; readonly key: ApiKey };

const SESSION_MILLIS = 12 * 3_600_000;
const SIGN_IN_LINK_MILLIS = 30 * 60_000;
/** The command makes keys while the server signs people in: whoever comes second waits for the other's write. */
const BUSY_MILLIS = 5_000;
const PASSWORD_MIN_LENGTH = 10;
/** OWASP's recommendation for scrypt: N = 2^17, r = 8, p = 1. */
const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 << 20 };

const stretch = promisify<string, Buffer, number, typeof SCRYPT, Buffer>(scrypt);

/** Teams of one person or key. */
const TEAMS_MAX = 50;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS api_keys (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, hash BLOB NOT NULL UNIQUE, created_ms INTEGER NOT NULL, revoked_ms INTEGER
  ) STRICT;
  CREATE TABLE IF NOT EXISTS people (
    email TEXT PRIMARY KEY, role TEXT NOT NULL, salt BLOB, password BLOB, created_ms INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS sessions (
    hash BLOB PRIMARY KEY, email TEXT NOT NULL REFERENCES people(email), expires_ms INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS sign_in_tokens (
    hash BLOB PRIMARY KEY, email TEXT NOT NULL REFERENCES people(email), expires_ms INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS teams (
    kind TEXT NOT NULL, member TEXT NOT NULL, team TEXT NOT NULL, PRIMARY KEY (kind, member, team)
  ) STRICT;`;

export class AccountError extends Error {
  override readonly name = 'AccountError';
}

export class Accounts {
  readonly #database: DatabaseSync;
  readonly #clock: () => number;
  /** Asked with every request. */
  readonly #findKey: StatementSync;

  constructor(file: string, clock: () => number = Date.now) {
    this.#database = new DatabaseSync(file, { timeout: BUSY_MILLIS });
    this.#database.exec(`PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; ${SCHEMA}`);
    this.#clock = clock;
    this.#findKey = this.#database.prepare(
      'SELECT id, name, created_ms AS at FROM api_keys WHERE hash = ? AND revoked_ms IS NULL',
    );
  }

  /** A new key; its secret is shown only here. Throws an AccountError where a team has no name of a team. */
  createKey(name: string, teams: readonly string[] = []): { readonly key: ApiKey; readonly secret: string } {
    const names = teamNames(teams);
    const secret = `lw_${randomBytes(32).toString('base64url')}`;
    const key = { id: randomBytes(8).toString('hex'), name, createdAtMillis: this.#clock() };
    this.#database
      .prepare('INSERT INTO api_keys (id, name, hash, created_ms) VALUES (?, ?, ?, ?)')
      .run(key.id, name, digest(secret), key.createdAtMillis);
    this.#setTeams('client', key.id, names);
    return { key, secret };
  }

  keys(): readonly ApiKey[] {
    return this.#database
      .prepare('SELECT id, name, created_ms AS at FROM api_keys WHERE revoked_ms IS NULL ORDER BY created_ms')
      .all()
      .map((row) => ({ id: String(row['id']), name: String(row['name']), createdAtMillis: Number(row['at']) }));
  }

  /** False when there is no such key. */
  revokeKey(id: string): boolean {
    const statement = this.#database.prepare('UPDATE api_keys SET revoked_ms = ? WHERE id = ? AND revoked_ms IS NULL');
    return statement.run(this.#clock(), id).changes > 0;
  }

  keyOf(secret: string): ApiKey | null {
    const row = this.#findKey.get(digest(secret));
    if (row === undefined) return null;
    return { id: String(row['id']), name: String(row['name']), createdAtMillis: Number(row['at']) };
  }

  /** Add a person, or change the role and, where they are said, the teams of one. */
  putPerson(email: string, role: Role, teams: readonly string[] | null = null): Person {
    const names = teams === null ? null : teamNames(teams);
    if (!/^[^\s@]+@[^\s@]+$/.test(email) || email.length > 254) {
      throw new AccountError(`${JSON.stringify(email)} is no e-mail address`);
    }
    this.#database
      .prepare(
        'INSERT INTO people (email, role, created_ms) VALUES (?, ?, ?) ON CONFLICT (email) DO UPDATE SET role = excluded.role',
      )
      .run(email, role, this.#clock());
    if (names !== null) this.#setTeams('person', email, names);
    return { email, role };
  }

  people(): readonly Person[] {
    return this.#database
      .prepare('SELECT email, role FROM people ORDER BY email')
      .all()
      .flatMap((row) => personIn(row) ?? []);
  }

  #setTeams(kind: Principal['kind'], member: string, teams: readonly string[]): void {
    this.#database.prepare('DELETE FROM teams WHERE kind = ? AND member = ?').run(kind, member);
    const add = this.#database.prepare('INSERT INTO teams (kind, member, team) VALUES (?, ?, ?)');
    for (const team of teams) add.run(kind, member, team);
  }

  /** The teams that a person or a key belongs to: what a team owns, it owns together. */
  teamsOf(principal: Principal): readonly string[] {
    const member = principal.kind === 'person' ? principal.person.email : principal.key.id;
    return this.#database
      .prepare('SELECT team FROM teams WHERE kind = ? AND member = ? ORDER BY team')
      .all(principal.kind, member)
      .map((row) => String(row['team']));
  }

  async setPassword(email: string, password: string): Promise<void> {
    if (password.length < PASSWORD_MIN_LENGTH) {
      throw new AccountError(`a password has at least ${PASSWORD_MIN_LENGTH} characters`);
    }
    const salt = randomBytes(16);
    const hash = await stretch(password, salt, 32, SCRYPT);
    const { changes } = this.#database
      .prepare('UPDATE people SET salt = ?, password = ? WHERE email = ?')
      .run(salt, hash, email);
    if (changes === 0) throw new AccountError(`there is no ${email}`);
  }

  /** The secret of a link that signs a person in once. */
  createSignInToken(email: string): string {
    const token = randomBytes(32).toString('base64url');
    this.#database
      .prepare('INSERT INTO sign_in_tokens (hash, email, expires_ms) VALUES (?, ?, ?)')
      .run(digest(token), email, this.#clock() + SIGN_IN_LINK_MILLIS);
    return token;
  }

  /** A new session's secret, or null when the token is unknown, used or too old. */
  signInWithToken(token: string): string | null {
    const row = this.#database
      .prepare('DELETE FROM sign_in_tokens WHERE hash = ? RETURNING email, expires_ms')
      .get(digest(token));
    if (row === undefined || Number(row['expires_ms']) < this.#clock()) return null;
    return this.#createSession(String(row['email']));
  }

  /** A new session's secret, or null. Takes as long for an unknown address as for a wrong password. */
  async signInWithPassword(email: string, password: string): Promise<string | null> {
    const row = this.#database.prepare('SELECT salt, password FROM people WHERE email = ?').get(email);
    const salt = row?.['salt'] instanceof Uint8Array ? Buffer.from(row['salt']) : Buffer.alloc(16);
    const hash = await stretch(password, salt, 32, SCRYPT);
    if (!(row?.['password'] instanceof Uint8Array) || !timingSafeEqual(hash, row['password'])) return null;
    return this.#createSession(email);
  }

  personOf(session: string): Person | null {
    const row = this.#database
      .prepare(
        'SELECT p.email, p.role FROM sessions s JOIN people p USING (email) WHERE s.hash = ? AND s.expires_ms > ?',
      )
      .get(digest(session), this.#clock());
    return row === undefined ? null : personIn(row);
  }

  signOut(session: string): void {
    this.#database.prepare('DELETE FROM sessions WHERE hash = ?').run(digest(session));
  }

  close(): void {
    this.#database.close();
  }

  #createSession(email: string): string {
    const now = this.#clock();
    this.#database.prepare('DELETE FROM sessions WHERE expires_ms <= ?').run(now);
    const session = randomBytes(32).toString('base64url');
    this.#database
      .prepare('INSERT INTO sessions (hash, email, expires_ms) VALUES (?, ?, ?)')
      .run(digest(session), email, now + SESSION_MILLIS);
    return session;
  }
}

function teamNames(teams: readonly string[]): readonly string[] {
  const names = [...new Set(teams.map((team) => team.trim()))];
  if (names.length > TEAMS_MAX) throw new AccountError(`nobody is of more than ${TEAMS_MAX} teams`);
  for (const name of names) {
    // What looks like a person or a key would own what is theirs.
    if (/^[^\s@]([^@]{0,62}[^\s@])?$/u.test(name) && !name.startsWith('key ')) continue;
    throw new AccountError(
      `${JSON.stringify(name)} is no name for a team: 1 to 64 characters, not an address or a key`,
    );
  }
  return names;
}

function personIn({ email, role }: Record<string, unknown>): Person | null {
  if (role !== 'admin' && role !== 'analyst' && role !== 'moderator') return null;
  return { email: String(email), role };
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
