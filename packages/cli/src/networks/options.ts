/** Options that the commands of `lapwing networks` have in common, and what they mean to the engine. */
import {
  type CoactionOptions,
  type CsvLayout,
  isTimeless,
  KINDS,
  type Kind,
  kindOf,
  type Weight,
} from '@lapwing/networks';
import { parseDuration } from '@lapwing/pipeline/backtest';
import { type Command, Option } from 'commander';
import { CommandError } from '../exit.ts';
import { type WarehouseOptions, withWarehouse } from './warehouse-source.ts';

export interface ShareOptions extends WarehouseOptions {
  readonly actor: string;
  readonly object?: string;
  readonly kind?: string;
  readonly distance?: string;
  readonly similarity?: string;
  readonly measure?: 'jaccard' | 'cosine';
  readonly minWords?: string;
  readonly time?: string;
  readonly message?: string;
  readonly where?: string;
  readonly delimiter?: string;
  readonly columns?: string;
  readonly window?: string;
  readonly minRepetition: string;
  readonly minParticipation: string;
  readonly maxPairs?: string;
  readonly json?: boolean;
}

export interface WeightOptions {
  readonly weight: Weight;
  readonly directed?: boolean;
  readonly loops?: boolean;
}

/** What is read: a file, its columns, and what their values are. */
export function withSourceOptions(command: Command): Command {
  return withWarehouse(command.argument('[file]', 'CSV, NDJSON or Parquet; .gz and .zst too'))
    .requiredOption('--actor <column>', 'who acted')
    .option('--object <column>', 'on what: a link, a repost, a hashtag, a text …')
    .option('--kind <name>', `what the objects are, where values need reading: ${KINDS.join(', ')}`)
    .option('--distance <bits>', 'of co-image-hash: hashes this close are one image')
    .option('--similarity <share>', 'of co-text and co-similar: how similar two texts have to be', '0.8')
    .addOption(
      new Option('--measure <name>', 'of co-text: what similarity is')
        .choices(['jaccard', 'cosine'])
        .default('jaccard'),
    )
    .option(
      '--min-words <n>',
      'of co-text and co-similar: texts of fewer words are not compared (co-text 4, co-similar 1)',
    )
    .option(
      '--time <column>',
      'when: seconds or milliseconds since 1970, or ISO 8601; of the warehouse, the event’s time',
    )
    .option('--message <column>', 'the message that the row is part of; each row is one when absent')
    .option('--where <column=text>', 'take only rows where the column is this text')
    .option('--delimiter <text>', 'between the columns of text; found out when absent')
    .option('--columns <names>', 'names of the columns, separated by commas, where the first line does not name them');
}

export function withShareOptions(command: Command): Command {
  return withSourceOptions(command)
    .option(
      '--window <time>',
      'how far apart two shares may be: 60s, 5m, 250ms, any (60s; any for co-follow and what is shared)',
    )
    .option('--min-repetition <n>', 'least weight of an edge', '1')
    .option('--min-participation <n>', 'leave out actors with fewer shares', '1')
    .option('--max-pairs <n>', 'pairs of shares of one object over which it only strengthens edges that others make')
    .option('--json', 'print one JSON object');
}

export function withWeightOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--weight <unit>', 'what an edge counts')
        .choices(['objects', 'pairs', 'messages'] satisfies Weight[])
        .default('objects'),
    )
    .option('--directed', 'from the earlier to the later; with --weight messages edges have a direction anyway')
    .option('--loops', 'keep what actors share together with themselves');
}

/** Throws a CommandError where the text is not `column=text`. */
export function whereOf(where: string): { readonly column: string; readonly is: string } {
  const at = where.indexOf('=');
  if (at < 1) throw new CommandError(`--where: ${where} is not of the form column=text`);
  return { column: where.slice(0, at), is: where.slice(at + 1) };
}

export function layoutOf({ delimiter, columns }: Pick<ShareOptions, 'delimiter' | 'columns'>): CsvLayout {
  const names = columns?.split(',').map((name) => name.trim());
  return { ...(delimiter !== undefined && { delimiter }), ...(names !== undefined && { names }) };
}

export function coactionOf(options: ShareOptions & Partial<WeightOptions>): CoactionOptions {
  return {
    windowMillis: windowOf(options),
    minRepetition: wholeNumber('--min-repetition', options.minRepetition),
    minParticipation: wholeNumber('--min-participation', options.minParticipation),
    ...(options.maxPairs !== undefined && { maxPairsPerObject: wholeNumber('--max-pairs', options.maxPairs) }),
    ...(options.weight !== undefined && { weight: options.weight }),
    ...(options.directed !== undefined && { directed: options.directed }),
    ...(options.loops !== undefined && { loops: options.loops }),
  };
}

/** Null without one. Throws a CommandError that lists what there is. */
export function kindIn({ kind }: Pick<ShareOptions, 'kind'>): Kind | null {
  if (kind === undefined || kind === 'co-similar') return null;
  return kindOf(kind);
}

function windowOf(options: Pick<ShareOptions, 'window' | 'kind'>): number {
  const kind = kindIn(options);
  return millisOf('--window', options.window ?? (kind !== null && isTimeless(kind) ? 'any' : '60s'));
}

/** `any` is endless. */
export function millisOf(option: string, text: string): number {
  if (text === 'any') return Number.POSITIVE_INFINITY;
  const millis = /^(\d+)ms$/.exec(text)?.[1] ?? (/^0[smhdw]?$/.test(text) ? '0' : null);
  const window = millis === null ? parseDuration(text) : Number(millis);
  if (window === null) throw new CommandError(`${option}: ${text} is no duration such as 60s, 5m or 250ms`);
  return window;
}

export function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new CommandError(`${option}: ${text} is no whole number from 1 on`);
  return value;
}

/** A share of false discoveries. */
export function shareOf(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 1)) throw new CommandError(`${option}: ${text} is no number above 0 and up to 1`);
  return value;
}

export function seedOf(text: string): number {
  const seed = Number(text);
  if (!Number.isInteger(seed) || seed < 0) throw new CommandError(`--seed: ${text} is no whole number from 0 on`);
  return seed;
}
