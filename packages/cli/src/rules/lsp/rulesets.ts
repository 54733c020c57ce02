/** The rulesets that an editor has open: files from the disk, and over them what is being typed. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ENTRY_POINT, type Registry } from '@lapwing/sml';
import { Workspace } from '@lapwing/sml/language-server';
import { loadRulesetDirectory } from '@lapwing/sml/load';

/** One file of a ruleset. */
export interface Place {
  readonly ruleset: OpenRuleset;
  readonly path: string;
}

export class OpenRuleset {
  readonly directory: string;
  readonly workspace: Workspace;
  readonly #buffers = new Map<string, string>();

  constructor(directory: string, registry: Registry) {
    this.directory = directory;
    this.workspace = new Workspace(registry);
  }

  /** Read everything again; open buffers stay. */
  async load(): Promise<void> {
    const { texts } = await loadRulesetDirectory(this.directory);
    for (const path of this.workspace.paths) {
      if (!texts.has(path) && !this.#buffers.has(path)) this.workspace.setText(path, null);
    }
    for (const [path, text] of texts) if (!this.#buffers.has(path)) this.workspace.setText(path, text);
  }

  setBuffer(path: string, text: string): void {
    this.#buffers.set(path, text);
    this.workspace.setText(path, text);
  }

  /** The file is again what the disk says. */
  async closeBuffer(path: string): Promise<void> {
    this.#buffers.delete(path);
    const file = join(this.directory, path);
    this.workspace.setText(path, existsSync(file) ? await readFile(file, 'utf8') : null);
  }

  uriOf(path: string): string {
    return pathToFileURL(join(this.directory, path)).href;
  }
}

export class OpenRulesets {
  readonly #registry: Registry;
  readonly #rulesets = new Map<string, Promise<OpenRuleset>>();

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /** The ruleset that a document belongs to: the nearest directory above it with a `main.sml`; null for what is no file. */
  async placeOf(uri: string): Promise<Place | null> {
    if (!uri.startsWith('file:')) return null;
    const file = fileURLToPath(uri);
    const directory = rulesetAbove(file);
    let ruleset = this.#rulesets.get(directory);
    if (ruleset === undefined) {
      ruleset = this.#open(directory);
      this.#rulesets.set(directory, ruleset);
    }
    return { ruleset: await ruleset, path: relative(directory, file).split(sep).join('/') };
  }

  all(): Promise<OpenRuleset[]> {
    return Promise.all(this.#rulesets.values());
  }

  async #open(directory: string): Promise<OpenRuleset> {
    const ruleset = new OpenRuleset(directory, this.#registry);
    await ruleset.load();
    return ruleset;
  }
}

function rulesetAbove(file: string): string {
  const home = dirname(file);
  for (let directory = home; ; directory = dirname(directory)) {
    if (existsSync(join(directory, ENTRY_POINT))) return directory;
    if (dirname(directory) === directory) return home;
  }
}
