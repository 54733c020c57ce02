/**
 * Rules from files: compiled, put in force, and followed. A ruleset that does not compile is refused with its diagnostics while the
 * one in force goes on.
 */
import { type FSWatcher, watch } from 'node:fs';
import { windowFunctions } from '@lapwing/memory';
import type { Compile, Pipeline, RulesetFilesByPath } from '@lapwing/pipeline';
import {
  checkRuleset,
  compileRuleset,
  createRegistry,
  type Registry,
  type Ruleset,
  RulesetSources,
  renderDiagnostics,
  standardFunctions,
} from '@lapwing/sml';
import { readRulesetDirectory } from '@lapwing/sml/load';
import { atprotoFunctions } from '@lapwing/sml-atproto';

/** The functions that every ruleset here may call. */
export function systemRegistry(): Registry {
  return createRegistry([...standardFunctions(), ...windowFunctions(), ...atprotoFunctions()]);
}

export function compiler(registry: Registry): Compile {
  return (files) => {
    const { program, diagnostics } = checkRuleset(RulesetSources.fromFiles(files), registry);
    if (program === null) return { ok: false, diagnostics: renderDiagnostics(diagnostics) };
    return { ok: true, ruleset: compileRuleset(program) };
  };
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
  readonly #compile: Compile;
  readonly #pipeline: Pipeline;
  readonly #onRefused: (refused: RefusedRuleset) => void;
  #watcher: FSWatcher | null = null;
  #timer: NodeJS.Timeout | null = null;
  #loading: Promise<void> = Promise.resolve();
  refused: RefusedRuleset | null = null;

  constructor(directory: string, compile: Compile, pipeline: Pipeline, onRefused: (refused: RefusedRuleset) => void) {
    this.#directory = directory;
    this.#compile = compile;
    this.#pipeline = pipeline;
    this.#onRefused = onRefused;
  }

  /** Compile the directory and put it in force. Throws a RulesError with rendered diagnostics where it does not compile. */
  async load(reason: string): Promise<Ruleset> {
    const compiled = await this.#read();
    if (!compiled.ok) throw new RulesError(compiled.diagnostics);
    await this.#pipeline.activate(compiled.ruleset, compiled.files, 'files', reason);
    return compiled.ruleset;
  }

  /** From now on, put what the files say in force whenever they change. */
  follow(): void {
    this.#watcher = watch(this.#directory, { recursive: true }, () => {
      if (this.#timer !== null) clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        this.#loading = this.#loading.then(() => this.#reload());
      }, SETTLE_MILLIS);
    });
  }

  async close(): Promise<void> {
    this.#watcher?.close();
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#loading;
  }

  async #reload(): Promise<void> {
    try {
      await this.load('the files changed');
      this.refused = null;
    } catch (error) {
      const diagnostics = error instanceof Error ? error.message : String(error);
      this.refused = { atMillis: Date.now(), diagnostics };
      this.#onRefused(this.refused);
    }
  }

  async #read(): Promise<
    | { readonly ok: true; readonly ruleset: Ruleset; readonly files: RulesetFilesByPath }
    | { readonly ok: false; readonly diagnostics: string }
  > {
    const read = await readRulesetDirectory(this.#directory);
    if (read.diagnostics.length > 0) return { ok: false, diagnostics: renderDiagnostics(read.diagnostics) };
    const compiled = this.#compile(read.files);
    return compiled.ok ? { ok: true, ruleset: compiled.ruleset, files: read.files } : compiled;
  }
}
