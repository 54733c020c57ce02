/** Files that are not tables: one item per line, or one JSON array. */
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { LearnError } from '../core/errors.ts';

export async function readText(path: string): Promise<string> {
  try {
    const bytes = await readFile(path);
    return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch (error) {
    throw new LearnError(`${path} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

/** Without the end of each; an empty last line is none. */
export async function readLines(path: string): Promise<string[]> {
  return (await readText(path)).replace(/\r?\n$/, '').split(/\r?\n/);
}

/** A JSON array of texts. */
export async function readTexts(path: string): Promise<string[]> {
  let value: unknown;
  try {
    value = JSON.parse(await readText(path));
  } catch (error) {
    if (error instanceof LearnError) throw error;
    throw new LearnError(`${path} is no JSON: ${error instanceof Error ? error.message : error}`);
  }
  if (!Array.isArray(value)) throw new LearnError(`${path} is no JSON array`);
  return value.map((item, at) => {
    if (typeof item !== 'string') throw new LearnError(`${path}: item ${at} is no text`);
    return item;
  });
}
