/**
 * Reads a ruleset from a directory. The only part of the room that touches a disk. Nothing here throws for what is in the
 * directory: a file that cannot be read, is not UTF-8, is too large or lies outside through a symbolic link is a diagnostic.
 */
import { existsSync } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { DIRECTORY_DEPTH, FILE_BYTES, RULESET_BYTES, RULESET_FILES } from '../sources/limits.ts';
import { startOf } from '../sources/place.ts';
import { type RulesetSources, rulesetSources } from '../sources/sources.ts';

/** Kinds of files that belong to a ruleset. Tests of rules do not: they change nothing that the rules do. */
const BELONGS = /\.(?:sml|ya?ml|txt|csv|json)$/;
const IS_TEST = /\.test\.[a-z]+$/;

/**
 * Reads all files of a ruleset below `root`. Hidden directories and `node_modules` are left out. Where `root` stands beside a
 * `lapwing.yaml`, the `lists` directory beside it belongs to the ruleset too, under `lists/`.
 */
export async function loadRulesetDirectory(root: string): Promise<RulesetSources> {
  const problems: Diagnostic[] = [];
  const files = new Map<string, string>();
  const report = (path: string, message: string, hint?: string): void => {
    problems.push({
      severity: 'error',
      message,
      span: startOf({ path, text: '' }),
      ...(hint === undefined ? {} : { hint }),
    });
  };
  try {
    const home = await realpath(root);
    await readAll(home, '', files, report);
    const beside = dirname(home);
    if (existsSync(join(beside, 'lapwing.yaml')) && existsSync(join(beside, LISTS))) {
      await readAll(await realpath(join(beside, LISTS)), `${LISTS}/`, files, report);
    }
  } catch (error) {
    report('.', 'the ruleset directory cannot be read', reason(error));
  }
  return rulesetSources(files, problems);
}

const LISTS = 'lists';

/** Read what belongs to a ruleset below `home`, under its path there behind `prefix`. What is there already stays. */
async function readAll(home: string, prefix: string, files: Map<string, string>, report: Report): Promise<void> {
  let total = [...files.values()].reduce((sum, text) => sum + text.length, 0);
  for (const path of await listFiles(home, report)) {
    if (files.has(prefix + path)) continue;
    const text = await readText(join(home, path), prefix + path, report);
    if (text === null) continue;
    total += text.length;
    if (total > RULESET_BYTES) return report(path, `a ruleset may have at most ${RULESET_BYTES} bytes in all`);
    files.set(prefix + path, text);
  }
}

type Report = (path: string, message: string, hint?: string) => void;

/** Paths below `home` with forward slashes, sorted, so that every machine sees the same order. */
async function listFiles(home: string, report: Report): Promise<string[]> {
  const found: string[] = [];
  const walk = async (directory: string, depth: number): Promise<void> => {
    if (depth > DIRECTORY_DEPTH)
      return report(posix(home, directory), `directories may be nested at most ${DIRECTORY_DEPTH} deep`);
    for (const entry of await readdir(directory, { withFileTypes: true })) {
      const full = join(directory, entry.name);
      const path = posix(home, full);
      if (entry.isDirectory()) {
        if (!entry.name.startsWith('.') && entry.name !== 'node_modules') await walk(full, depth + 1);
      } else if (entry.isSymbolicLink()) {
        if (await linkIsFine(home, full, path, report)) found.push(path);
      } else if (entry.isFile() && belongs(path)) found.push(path);
    }
  };
  await walk(home, 0);
  found.sort();
  if (found.length > RULESET_FILES) {
    report('.', `a ruleset may have at most ${RULESET_FILES} files`, `found ${found.length}`);
    return found.slice(0, RULESET_FILES);
  }
  return found;
}

const belongs = (path: string): boolean => BELONGS.test(path) && !IS_TEST.test(path);
const posix = (home: string, full: string): string => relative(home, full).split(sep).join('/');

/** A link to a file of the same ruleset is followed. One that leads out could read anything the process can. */
async function linkIsFine(home: string, full: string, path: string, report: Report): Promise<boolean> {
  try {
    const target = await realpath(full);
    if (!(target + sep).startsWith(home + sep)) {
      report(path, 'this symbolic link leads out of the ruleset directory');
      return false;
    }
    return belongs(path) && (await stat(target)).isFile();
  } catch (error) {
    report(path, 'this symbolic link cannot be followed', reason(error));
    return false;
  }
}

async function readText(full: string, path: string, report: Report): Promise<string | null> {
  try {
    const { size } = await stat(full);
    if (size > FILE_BYTES) {
      report(path, `a file of a ruleset may have at most ${FILE_BYTES} bytes`, `this one has ${size}`);
      return null;
    }
    const bytes = await readFile(full);
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      report(path, 'this file is not valid UTF-8', `the first invalid byte is at offset ${firstInvalidByte(bytes)}`);
      return null;
    }
  } catch (error) {
    report(path, 'this file cannot be read', reason(error));
    return null;
  }
}

/** Halves the range: a prefix is valid until it contains the bad byte (up to three bytes may be an unfinished character). */
function firstInvalidByte(bytes: Uint8Array): number {
  const valid = (length: number): boolean => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (valid(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

const reason = (error: unknown): string =>
  error instanceof Error && 'code' in error ? `the system says ${String(error.code)}` : String(error);
