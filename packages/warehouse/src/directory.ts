/** What lies where in a warehouse's directory, and who may write there. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { WarehouseError } from './errors.ts';
import { fileIdOf } from './write/parquet.ts';

export interface WarehouseDirectory {
  readonly manifest: string;
  /** Parquet files and nothing else: analysts' queries can reach this directory. */
  readonly files: string;
  /** This process's own place to spill to. */
  readonly temp: string;
  /** Files that are being exported. */
  readonly exports: string;
  readonly lock: string;
}

export function layout(directory: string, tempDirectory?: string): WarehouseDirectory {
  const root = resolve(directory);
  const temp = join(tempDirectory ?? join(root, 'tmp'), `${process.pid}-${Math.random().toString(36).slice(2)}`);
  return {
    manifest: join(root, 'manifest.sqlite'),
    files: join(root, 'files'),
    temp,
    exports: `${temp}-x`,
    lock: join(root, 'writer.lock'),
  };
}

/** Throws a WarehouseError (`missing`) unless there is a warehouse. */
export function requireWarehouse(paths: WarehouseDirectory): void {
  if (!existsSync(paths.manifest)) throw new WarehouseError('missing', `there is no warehouse at ${paths.manifest}`);
}

/**
 * Become the one writer. The lock is SQLite's, so the system gives it back when the process ends, however it ends.
 * Rejects with a WarehouseError (`locked`) while another process has it.
 */
export async function lockForWriting(paths: WarehouseDirectory): Promise<{ release(): void }> {
  await mkdir(paths.files, { recursive: true });
  const db = new DatabaseSync(paths.lock, { timeout: 0 });
  try {
    db.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;');
  } catch (error) {
    db.close();
    throw new WarehouseError('locked', `another process is writing to ${paths.lock}`, { cause: error });
  }
  return { release: () => db.close() };
}

/** Delete what a crash left behind: files that the manifest does not know (`known` ids stay), and spill of dead processes. */
export async function removeLeftovers(paths: WarehouseDirectory, known: ReadonlySet<number>): Promise<void> {
  for (const name of await readdir(paths.files)) {
    const id = fileIdOf(name);
    const unfinished = name.endsWith('.parquet.tmp');
    if (unfinished || (id !== null && !known.has(id))) await rm(join(paths.files, name), { force: true });
  }
  const spills = join(paths.temp, '..');
  for (const name of existsSync(spills) ? await readdir(spills) : []) {
    const pid = /^(\d+)-[a-z0-9]+-[rwx]$/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(spills, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
