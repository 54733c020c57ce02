/**
 * Rules from files: compiled, put in force, and followed. A ruleset that does not compile is refused with its diagnostics while the
 * one in force goes on.
 */
import { existsSync, type FSWatcher, watch } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Compile, type Pipeline, RulesetArchive, readDeclared } from '@lapwing/pipeline';
import {
  checkRuleset,
  compileRuleset,
  type Registry,
  type Ruleset,
  type RulesetSources,
  renderDiagnostics,
  rulesetSources,
} from '@lapwing/sml';
import { loadRulesetDirectory } from '@lapwing/sml/load';

export { systemRegistry } from './registry.ts';

export function compiler(registry: Registry): Compile {
  return (files) => compileSources(rulesetSources(files), registry);
}

function compileSources(sources: RulesetSources, registry: Registry): ReturnType<Compile> {
  const { program, diagnostics } = checkRuleset(sources, registry);
  if (program !== null) {
    const ruleset = compileRuleset(program);
    const declared = readDeclared(ruleset);
    return declared.ok ? { ok: true, ruleset } : { ok: false, diagnostics: declared.problems.join('\n') };
  }
  return { ok: false, diagnostics: renderDiagnostics(diagnostics.filter(({ severity }) => severity === 'error')) };
}

export interface RefusedRuleset {
  readonly atMillis: number;
  readonly diagnostics: string;
}

export class RulesError extends Error {
  override readonly name = 'RulesError';
}

/** Editors write a file in several steps, and a deployment writes several files. */
const SETTLE_MILLIS = 200;

export class RulesFollower {
  readonly #directory: string;
  readonly #registry: Registry;
  readonly #pipeline: Pipeline;
  readonly #onRefused: (refused: RefusedRuleset) => void;
  readonly #watchers: FSWatcher[] = [];
  #timer: NodeJS.Timeout | null = null;
  #loading: Promise<void> = Promise.resolve();
  refused: RefusedRuleset | null = null;
  /** The hash of what the files held when they were looked at last. */
  filesHash: string | null = null;

  constructor(directory: string, registry: Registry, pipeline: Pipeline, onRefused: (refused: RefusedRuleset) => void) {
    this.#directory = directory;
    this.#registry = registry;
    this.#pipeline = pipeline;
    this.#onRefused = onRefused;
  }

  /**
   * Compile the directory and put it in force, unless a person has put another ruleset in force over just these files. `by` names a
   * person who wants the files followed again. Throws a RulesError with rendered diagnostics where it does not compile.
   */
  async load(reason: string, by: string | null = null): Promise<Ruleset> {
    const sources = await loadRulesetDirectory(this.#directory);
    this.filesHash = sources.hash;
    const compiled = compileSources(sources, this.#registry);
    if (!compiled.ok) throw new RulesError(compiled.diagnostics);
    this.refused = null;
    if (by === null && this.pinnedOver === sources.hash) return this.#pipeline.active?.ruleset ?? compiled.ruleset;
    await this.#pipeline.activate(compiled.ruleset, Object.fromEntries(sources.texts), by ?? 'files', reason);
    return compiled.ruleset;
  }

  /** The hash of the files that are passed over until they change; null where what is in force is what the files say. */
  get pinnedOver(): string | null {
    const { active, rollout } = this.#pipeline;
    return active === null || rollout.pinnedOver !== this.filesHash ? null : rollout.pinnedOver;
  }

  /** As `load`, but where the files do not compile, the ruleset that was in force before the stop goes on, if there is one. */
  async loadOrKeep(reason: string): Promise<void> {
    try {
      await this.load(reason);
    } catch (error) {
      if (!(error instanceof RulesError) || this.#pipeline.active === null) throw error;
      this.#refuse(error);
    }
  }

  /** From now on, put what the files say in force whenever they change. */
  follow(): void {
    const lists = join(dirname(this.#directory), 'lists');
    for (const directory of existsSync(lists) ? [this.#directory, lists] : [this.#directory]) {
      const watcher = watch(directory, { recursive: true }, () => this.#changed());
      // Too many watches, or a directory that went away while it was looked at: the rules in force go on.
      watcher.on('error', (error) => this.#refuse(error));
      this.#watchers.push(watcher);
    }
  }

  /** Do something to the files while none of them is being loaded. What it leaves behind is followed as any change is. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#loading.then(work);
    this.#loading = done.then(
      () => {},
      () => {},
    );
    return done;
  }

  async close(): Promise<void> {
    for (const watcher of this.#watchers) watcher.close();
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#loading;
  }

  #changed(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#loading = this.#loading.then(() => this.#reload());
    }, SETTLE_MILLIS);
  }

  async #reload(): Promise<void> {
    try {
      await this.load('the files changed');
    } catch (error) {
      this.#refuse(error);
    }
  }

  #refuse(error: unknown): void {
    this.refused = { atMillis: Date.now(), diagnostics: error instanceof Error ? error.message : String(error) };
    this.#onRefused(this.refused);
  }
}

/** The ruleset that was put in force last in a data directory, compiled. Throws a RulesError where there is none. */
export async function latestRuleset(dataDirectory: string, registry: Registry): Promise<Ruleset> {
  const archive = new RulesetArchive(join(dataDirectory, 'rulesets'), compiler(registry));
  const hash = await archive.newest();
  if (hash === null) throw new RulesError(`${dataDirectory} holds no ruleset: nothing has run there`);
  return archive.load(hash);
}
