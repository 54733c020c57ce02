/** A rule for each cluster that was found, and a ruleset that it can be backtested in. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Cluster, type CoactionOptions, suggestRule, termsOfColumns } from '@lapwing/networks';
import { compiler, latestRuleset, suggestForRuleset, systemRegistry } from '@lapwing/server';
import { dataDirectory } from '../commands/data.ts';
import { CommandError } from '../exit.ts';
import { kindIn, type ShareOptions } from './options.ts';

/** Kinds whose objects are made of more than one value are nothing that a rule can name. */
const PLAIN_KINDS: readonly string[] = [
  'co-retweet',
  'co-reply',
  'co-follow',
  'shared-device',
  'co-link',
  'co-hashtag',
];

export interface Suggestions {
  /** Rules by cluster. */
  readonly texts: readonly string[];
  /** A ruleset that has them all: path → text. */
  readonly files: Readonly<Record<string, string>>;
}

/** Null where the objects are nothing that a rule can name. */
export async function suggestionsFor(
  clusters: readonly Cluster[],
  options: ShareOptions,
  { windowMillis, minRepetition = 1 }: CoactionOptions,
): Promise<Suggestions | null> {
  const { actor, object } = options;
  const kind = kindIn(options);
  if (object === undefined || (kind !== null && !PLAIN_KINDS.includes(kind))) return null;
  const how = { windowMillis, minRepetition };
  const bases = clusters.map(({ members, ...basis }) => ({ ...basis, size: members.length }));
  if (options.fromWarehouse !== true) {
    const terms = termsOfColumns({ actor, object }, how);
    const texts = bases.map((basis, i) => suggestRule(basis, i + 1, terms));
    const paths = texts.map((_, i) => `suggested/ring_${i + 1}.sml`);
    const main = `Import(rules=[${paths.map((path) => `'${path}'`).join(', ')}])\n`;
    return { texts, files: { 'main.sml': main, ...Object.fromEntries(texts.map((text, i) => [paths[i], text])) } };
  }
  const { program } = await latestRuleset(dataDirectory(options.data, null), systemRegistry());
  const files: Record<string, string> = {};
  for (const path of program.files.paths) files[path] = program.files.file(path) ?? '';
  const texts = bases.map((basis, i) => {
    const suggested = suggestForRuleset(basis, i + 1, program, files, { actor, object, ...how });
    Object.assign(files, suggested.files);
    return suggested.text;
  });
  return { texts, files };
}

/** Write the ruleset, which has to compile, and say how to backtest it. Throws a CommandError. */
export async function writeSuggestions(
  suggestions: Suggestions | null,
  directory: string,
  options: ShareOptions,
): Promise<void> {
  if (suggestions === null || suggestions.texts.length === 0) {
    throw new CommandError('--suggest: there is no cluster of which a rule could be made');
  }
  const { texts, files } = suggestions;
  const compiled = compiler(systemRegistry())(files);
  if (!compiled.ok) {
    throw new CommandError(`--suggest: the rules do not compile with what is suggested\n${compiled.diagnostics}`);
  }
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
  const events =
    options.fromWarehouse === true ? `--data ${dataDirectory(options.data, null)}` : '--file EVENTS --config DIRECTORY';
  console.error(`${texts.length} suggested rules: lapwing backtest --rules ${directory} ${events}`);
}
