/**
 * Rulesets by hash, each stored once beside the journal: a checkpoint names the ruleset in force, and the activation entry that
 * held its files may have left the journal by then.
 */
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ruleset } from '@lapwing/sml';
import { replaceDurably } from '../durable-file.ts';
import { RULESETS_KEPT } from '../limits.ts';

export type RulesetFilesByPath = Readonly<Record<string, string>>;

/** Compiles files to a ruleset; null with the rendered diagnostics where they do not compile. */
export type Compile = (
  files: RulesetFilesByPath,
) => { readonly ok: true; readonly ruleset: Ruleset } | { readonly ok: false; readonly diagnostics: string };

export class RulesetArchive {
  readonly #directory: string;
  readonly #compile: Compile;
  readonly #compiled = new Map<string, Ruleset>();

  constructor(directory: string, compile: Compile) {
    this.#directory = directory;
    this.#compile = compile;
  }

  /** Store the files under their hash, durably. `inForce` says that it is about to be put in force, and not only evaluated beside. */
  async store(ruleset: Ruleset, files: RulesetFilesByPath, inForce: boolean): Promise<void> {
    const { hash } = ruleset.program;
    this.#keep(hash, ruleset);
    await mkdir(this.#directory, { recursive: true });
    await replaceDurably(this.#path(hash), Buffer.from(JSON.stringify(files)));
    if (inForce) await replaceDurably(this.#inForce, Buffer.from(hash));
  }

  /** The compiled ruleset of a hash; `files` are at hand where an activation entry holds them. */
  async load(hash: string, files?: RulesetFilesByPath): Promise<Ruleset> {
    const kept = this.#compiled.get(hash);
    if (kept !== undefined) return kept;
    const sources = files ?? (await this.files(hash));
    const result = this.#compile(sources);
    if (!result.ok) {
      throw new Error(`the ruleset ${hash}, once in force, does not compile any more:\n${result.diagnostics}`);
    }
    this.#keep(hash, result.ruleset);
    return result.ruleset;
  }

  async files(hash: string): Promise<RulesetFilesByPath> {
    // Written by `store` alone, under the hash of its content.
    return JSON.parse(await readFile(this.#path(hash), 'utf8')) as RulesetFilesByPath;
  }

  /** The hash that was stored last to be put in force, or null. Storing is the first step of that. */
  async newest(): Promise<string | null> {
    const noted = await readFile(this.#inForce, 'utf8').catch(() => null);
    if (noted !== null) return noted;
    // Archives from before there was a note hold nothing but what was in force.
    const names = await readdir(this.#directory).catch(() => []);
    const hashes = names.filter((name) => /^[0-9a-f]+\.json$/.test(name)).map((name) => name.slice(0, -5));
    const times = await Promise.all(hashes.map(async (hash) => (await stat(this.#path(hash))).mtimeMs));
    const newest = times.indexOf(Math.max(...times));
    return hashes[newest] ?? null;
  }

  get #inForce(): string {
    return join(this.#directory, 'in-force');
  }

  #keep(hash: string, ruleset: Ruleset): void {
    this.#compiled.delete(hash);
    this.#compiled.set(hash, ruleset);
    const [oldest] = this.#compiled.keys();
    if (this.#compiled.size > RULESETS_KEPT && oldest !== undefined) this.#compiled.delete(oldest);
  }

  #path(hash: string): string {
    if (!/^[0-9a-f]{8,64}$/.test(hash)) throw new Error(`${JSON.stringify(hash)} is no ruleset hash`);
    return join(this.#directory, `${hash}.json`);
  }
}
