/** `lapwing rules docs`: reference pages of functions and codes, and the documentation of a ruleset. */
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { systemRegistry } from '@lapwing/server/rules';
import { diagnosticDocs } from '@lapwing/sml';
import { functionsAsData, functionsReference, lintsReference, rulesetDocs, rulesetReference } from '@lapwing/sml/docs';
import type { Command } from 'commander';
import type { ExitCode } from '../exit.ts';
import { printJson } from '../output/json.ts';
import { loadRuleset } from './directory.ts';

interface DocsOptions {
  readonly out?: string;
  readonly json?: boolean;
}

export function docsCommand(rules: Command, done: (code: ExitCode) => void): void {
  rules
    .command('docs')
    .description('Write the reference of functions and lints, or the documentation of a ruleset')
    .argument('[directory]', 'a ruleset to document; functions and lints when absent')
    .option('--out <directory>', 'write functions.md and lints.md, or rules.md, there; printed when absent')
    .option('--json', 'print the same as data')
    .action(async (directory: string | undefined, options: DocsOptions) => {
      done(directory === undefined ? await reference(options) : await ofRuleset(directory, options));
    });
}

async function reference({ out, json }: DocsOptions): Promise<ExitCode> {
  const registry = systemRegistry();
  if (json === true) printJson({ functions: functionsAsData(registry), codes: diagnosticDocs });
  else await write(out, { 'functions.md': functionsReference(registry), 'lints.md': lintsReference() });
  return 0;
}

async function ofRuleset(directory: string, { out, json }: DocsOptions): Promise<ExitCode> {
  const { ruleset, sources } = await loadRuleset(directory, systemRegistry());
  const docs = rulesetDocs(ruleset, sources);
  if (json === true) printJson(docs);
  else await write(out, { 'rules.md': rulesetReference(docs, basename(resolve(directory))) });
  return 0;
}

async function write(out: string | undefined, pages: Readonly<Record<string, string>>): Promise<void> {
  if (out === undefined) {
    process.stdout.write(Object.values(pages).join('\n'));
    return;
  }
  await mkdir(out, { recursive: true });
  for (const [name, text] of Object.entries(pages)) {
    await writeFile(join(out, name), text);
    console.log(join(out, name));
  }
}
