/** Where the rules are: a ruleset's own directory, or an example directory that holds one. */
import { existsSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  checkRuleset,
  compileRuleset,
  ENTRY_POINT,
  type Registry,
  type Ruleset,
  type RulesetSources,
  renderDiagnostics,
} from '@lapwing/sml';
import { loadRulesetDirectory } from '@lapwing/sml/load';
import { parse } from 'yaml';
import { CommandError } from '../exit.ts';

/** The directory of `main.sml`: the given one, the `rules` of its `lapwing.yaml`, or `rules` below it. Throws where there is none at all. */
export async function rulesetDirectory(directory: string): Promise<string> {
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) {
    throw new CommandError(`${directory}: there is no such directory`);
  }
  if (existsSync(join(directory, ENTRY_POINT))) return directory;
  const below = join(directory, (await configuredRules(directory)) ?? 'rules');
  return existsSync(join(below, ENTRY_POINT)) ? below : directory;
}

export interface LoadedRuleset {
  readonly directory: string;
  readonly sources: RulesetSources;
  readonly ruleset: Ruleset;
}

/** Load and compile a ruleset. Throws a CommandError with rendered diagnostics where it has errors. */
export async function loadRuleset(given: string, registry: Registry): Promise<LoadedRuleset> {
  const directory = await rulesetDirectory(given);
  const sources = await loadRulesetDirectory(directory);
  const { program, diagnostics } = checkRuleset(sources, registry);
  if (program === null) {
    throw new CommandError(renderDiagnostics(diagnostics.filter(({ severity }) => severity === 'error')));
  }
  return { directory, sources, ruleset: compileRuleset(program) };
}

/** Paths of files below a directory whose name ends so, sorted; hidden directories and `node_modules` are left out. */
export async function filesBelow(directory: string, suffix: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(suffix))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/[\\/](?:\.[^\\/.]+|node_modules)[\\/]/.test(path.slice(directory.length)))
    .sort();
}

async function configuredRules(directory: string): Promise<string | null> {
  const path = join(directory, 'lapwing.yaml');
  if (!existsSync(path)) return null;
  const config: unknown = parse(await readFile(path, 'utf8'));
  const rules: unknown = typeof config === 'object' && config !== null ? Reflect.get(config, 'rules') : undefined;
  return typeof rules === 'string' ? rules : null;
}
