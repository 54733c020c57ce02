/** The lists that an installation begins with, for rules that run in this process. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { ListSeed } from '@lapwing/memory';
import { ConfigError, readListSeeds } from '@lapwing/server';
import { CommandError } from '../exit.ts';
import { rulesetDirectory } from './directory.ts';

/** Those of the `lapwing.yaml` in the directory, or beside the rules in it. Throws a CommandError. */
export async function configuredLists(directory: string): Promise<readonly ListSeed[]> {
  const path = [directory, dirname(resolve(directory))]
    .map((place) => join(place, 'lapwing.yaml'))
    .find((file) => existsSync(file));
  if (path === undefined || !(await isOf(dirname(path), directory))) return [];
  try {
    return readListSeeds(await readFile(path, 'utf8'), path);
  } catch (error) {
    if (error instanceof ConfigError) throw new CommandError(error.message);
    throw error;
  }
}

/** Whether the rules of an installation are those of a directory. */
async function isOf(installation: string, directory: string): Promise<boolean> {
  return resolve(await rulesetDirectory(installation)) === resolve(await rulesetDirectory(directory));
}
