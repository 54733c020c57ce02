/** The rules' directory as a place to write to. */
import { constants, existsSync } from 'node:fs';
import { access, lstat, readdir, readFile, realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { isTestPath } from '../authoring/overlay.ts';

/** Why nothing can be written there, or null. */
export async function unwritable(rulesDirectory: string): Promise<string | null> {
  try {
    await access(rulesDirectory, constants.W_OK | constants.R_OK);
    return null;
  } catch {
    return 'the server may not write to the directory of the rules: change the files where they come from';
  }
}

/** The tests beside the rules: path → text. They are no part of a ruleset, so only the directory has them. */
export async function readTests(rulesDirectory: string): Promise<Record<string, string>> {
  const entries = await readdir(rulesDirectory, { recursive: true, withFileTypes: true }).catch(() => []);
  const tests: Record<string, string> = {};
  for (const entry of entries) {
    const full = join(entry.parentPath, entry.name);
    const path = full
      .slice(rulesDirectory.length + 1)
      .split(sep)
      .join('/');
    if (!entry.isFile() || !isTestPath(path) || /(?:^|\/)(?:\.|node_modules\/)/.test(path)) continue;
    tests[path] = await readFile(full, 'utf8');
  }
  return tests;
}

/** Where a file of the ruleset is, or has to be. Throws an Error that says why it must not be written there. */
export async function placeOf(rulesDirectory: string, path: string): Promise<string> {
  const home = await homeOf(rulesDirectory, path);
  const file = join(home.directory, home.below);
  if (existsSync(file) && (await lstat(file)).isSymbolicLink()) {
    throw new Error(`${path} is a symbolic link: change what it leads to`);
  }
  let parent = dirname(file);
  while (!existsSync(parent)) parent = dirname(parent);
  const [root, real] = [await realpath(home.directory), await realpath(parent)];
  if (real !== root && !real.startsWith(root + sep)) throw new Error(`${path} leads out of the directory of the rules`);
  return file;
}

/** Lists may stand beside the rules, as `loadRulesetDirectory` reads them. */
async function homeOf(rulesDirectory: string, path: string): Promise<{ directory: string; below: string }> {
  const inside = { directory: rulesDirectory, below: path };
  if (!path.startsWith('lists/') || existsSync(join(rulesDirectory, 'lists'))) return inside;
  const beside = dirname(await realpath(rulesDirectory));
  const lists = join(beside, 'lists');
  if (!existsSync(join(beside, 'lapwing.yaml')) || !existsSync(lists)) return inside;
  return { directory: lists, below: path.slice('lists/'.length) };
}
