/**
 * The built console, once per state of its sources: the build is kept under `node_modules/.cache` by the hash of everything it
 * is made from, so that several test files share it and a second run starts at once.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'vite';

const room = join(import.meta.dirname, '../..');
const cache = join(room, '../../node_modules/.cache/lapwing-console');

/** Directory of the build; builds when there is none for the present sources. */
export async function builtConsole(): Promise<string> {
  const directory = join(cache, sourceHash());
  if (existsSync(directory)) return directory;
  const half = `${directory}.${process.pid}`;
  await build({
    root: room,
    configFile: join(room, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: half, emptyOutDir: true },
  });
  try {
    renameSync(half, directory);
  } catch (error) {
    // Another test file finished the same build first; its result is as good.
    rmSync(half, { recursive: true, force: true });
    if (!existsSync(directory)) throw error;
  }
  return directory;
}

function sourceHash(): string {
  const hash = createHash('sha256');
  const files = ['index.html', 'package.json', 'vite.config.ts', ...filesOf('src'), ...filesOf('public')];
  for (const file of files.sort())
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(room, file)))
      .update('\0');
  return hash.digest('hex').slice(0, 16);
}

function filesOf(directory: string): string[] {
  return readdirSync(join(room, directory), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(room, join(entry.parentPath, entry.name)));
}
