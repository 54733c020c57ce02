/**
 * One journal per directory, across processes.
 *
 * The lock is SQLite's exclusive lock on an empty database: an operating-system file lock, so it vanishes with its process
 * (`kill -9` included) and there is no stale lock to recognise. A text file beside it says who holds it, for people only.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { JournalError } from './errors.ts';

const LOCK_FILE = 'journal.lock';
const HOLDER_FILE = 'journal.holder';

export interface DirectoryLock {
  release(): void;
}

/** Take the directory's lock, or throw a JournalError `locked` that names the holder. */
export function lockDirectory(directory: string): DirectoryLock {
  const file = join(directory, LOCK_FILE);
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    const message = `the journal in ${directory} is in use by ${holder(directory)}`;
    throw new JournalError('locked', message, { file }, cause);
  }
  writeFileSync(join(directory, HOLDER_FILE), `process ${process.pid} since ${new Date().toISOString()}\n`);
  return { release: () => database.close() };
}

function holder(directory: string): string {
  try {
    return readFileSync(join(directory, HOLDER_FILE), 'utf8').trim();
  } catch {
    return 'another process';
  }
}
