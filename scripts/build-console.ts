/** Builds the console where its sources are newer than the last build. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CONSOLE = join(ROOT, 'packages', 'console');
const BUILT = join(CONSOLE, 'dist', 'index.html');

/** Throws when the build fails. */
export function buildConsole(): void {
  if (existsSync(BUILT) && statSync(BUILT).mtimeMs > newest(CONSOLE)) return;
  console.log('building the console');
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [vite, 'build'], { cwd: CONSOLE, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the console could not be built:\n${stdout}${stderr}`);
}

/** Modification time of the newest source file. */
function newest(directory: string): number {
  let time = 0;
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (['dist', 'node_modules', 'test'].includes(entry.name)) continue;
    const path = join(directory, entry.name);
    time = Math.max(time, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }
  return time;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) buildConsole();
