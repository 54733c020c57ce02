/** A ruleset as it was given: rule files, configuration and side files, read once and never changed. */
import { createHash } from 'node:crypto';
import type { Source } from '../ast/span.ts';
import { isConfigPath, type RulesetConfig, readConfig } from '../config/config.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { RulesetFiles } from '../functions/declaration.ts';
import { startOf } from './place.ts';

/** The file that runs first; every ruleset has it. */
export const ENTRY_POINT = 'main.sml';

export interface RulesetSources {
  /** Rule files by path, in the order given. */
  readonly rules: ReadonlyMap<string, Source>;
  readonly config: RulesetConfig;
  /** Configuration and side files, as functions see them. */
  readonly files: RulesetFiles;
  /** The text of every file by path: enough to make these sources again. */
  readonly texts: ReadonlyMap<string, string>;
  /** sha256 over the sorted `path|contents` of all files. */
  readonly hash: string;
  /** What was wrong with the files themselves: missing, unreadable, not YAML. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * A ruleset from its files' texts by path. `*.sml` are rules, `config.yaml` and `config/*.yaml` (at any depth) configuration;
 * every other file is kept for the functions that ask for it.
 */
export function rulesetSources(
  files: ReadonlyMap<string, string> | Readonly<Record<string, string>>,
  problems: readonly Diagnostic[] = [],
): RulesetSources {
  const texts = files instanceof Map ? new Map(files) : new Map(Object.entries(files));
  const rules = new Map<string, Source>();
  const configs: Source[] = [];
  for (const [path, text] of texts) {
    if (path.endsWith('.sml')) rules.set(path, { path, text });
    else if (isConfigPath(path)) configs.push({ path, text });
  }
  const { config, diagnostics } = readConfig(configs);
  const all = [...problems, ...diagnostics];
  if (!rules.has(ENTRY_POINT)) all.push(missingEntryPoint());
  return {
    rules,
    config,
    files: { config: config.value, file: (path) => texts.get(path), paths: [...texts.keys()] },
    texts,
    hash: contentHash(texts),
    diagnostics: all,
  };
}

const missingEntryPoint = (): Diagnostic => ({
  severity: 'error',
  message: `a ruleset needs a file named \`${ENTRY_POINT}\``,
  span: startOf({ path: ENTRY_POINT, text: '' }),
  hint: 'it is the entry point: the file that runs first, and imports or requires the others',
});

function contentHash(texts: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256');
  for (const path of [...texts.keys()].sort()) hash.update(`${path}|${texts.get(path)}`);
  return hash.digest('hex');
}
