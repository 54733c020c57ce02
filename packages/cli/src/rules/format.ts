/** `lapwing rules fmt DIR`: rule files in the one canonical form. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatSource, renderDiagnostics } from '@lapwing/sml';
import { loadRulesetDirectory } from '@lapwing/sml/load';
import type { Command } from 'commander';
import type { ExitCode } from '../exit.ts';
import { printJson } from '../output/json.ts';
import { rulesetDirectory } from './directory.ts';

interface FormatOptions {
  readonly check?: boolean;
  readonly json?: boolean;
}

export function formatCommand(rules: Command, done: (code: ExitCode) => void): void {
  rules
    .command('fmt')
    .description('Rewrite rule files in the canonical form; meaning and comments stay')
    .argument('[directory]', 'the ruleset, or an example directory that holds one', '.')
    .option('--check', 'change nothing; exit 1 where a file would change')
    .option('--json', 'print the files that changed as a JSON array')
    .action(async (directory: string, options: FormatOptions) => {
      done(await format(directory, options));
    });
}

async function format(given: string, options: FormatOptions): Promise<ExitCode> {
  const directory = await rulesetDirectory(given);
  const sources = await loadRulesetDirectory(directory);
  const changed: string[] = [];
  let broken = false;
  for (const source of sources.rules.values()) {
    const { text, diagnostics } = formatSource(source);
    if (text === null) {
      broken = true;
      console.error(renderDiagnostics(diagnostics));
    } else if (text !== source.text) {
      changed.push(source.path);
      if (options.check !== true) await writeFile(join(directory, source.path), text);
    }
  }
  if (options.json === true) printJson(changed);
  else for (const path of changed) console.log(options.check === true ? `${path} would change` : path);
  if (broken) return 2;
  return options.check === true && changed.length > 0 ? 1 : 0;
}
