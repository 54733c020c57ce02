/** Scenarios from files, and those that come with the package. Not part of the core: this reads files. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseScenario } from './parse.ts';
import type { Scenario } from './scenario.ts';

export const PRESET_NAMES = ['tiny', 'town', 'city', 'nation'] as const;

/** A scenario that cannot be used: one line for each problem, with file and line. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
}

/** Load a preset by its name, or a file. Throws a ScenarioError. */
export async function loadScenario(nameOrPath: string): Promise<Scenario> {
  const preset = PRESET_NAMES.find((name) => name === nameOrPath);
  const path =
    preset === undefined ? nameOrPath : fileURLToPath(new URL(`../../scenarios/${preset}.yaml`, import.meta.url));
  const yaml = await readFile(path, 'utf8').catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new ScenarioError(
      `${nameOrPath} is no preset (${PRESET_NAMES.join(', ')}), and cannot be read as a file: ${why}`,
    );
  });
  const parsed = parseScenario(yaml);
  if (parsed.ok) return parsed.scenario;
  throw new ScenarioError(parsed.problems.map(({ line, message }) => `${nameOrPath}:${line}: ${message}`).join('\n'));
}
