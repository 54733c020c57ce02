/** Options that the commands of `lapwing networks` have in common, and what they mean to the engine. */
import type { CoactionOptions, CsvLayout, ShareColumns, Weight } from '@lapwing/networks';
import { parseDuration } from '@lapwing/pipeline/backtest';
import { type Command, Option } from 'commander';
import { CommandError } from '../exit.ts';

export interface ShareOptions {
  readonly actor: string;
  readonly object: string;
  readonly time: string;
  readonly message?: string;
  readonly where?: string;
  readonly delimiter?: string;
  readonly columns?: string;
  readonly window: string;
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

export function withShareOptions(command: Command): Command {
  return command
    .argument('<file>', 'CSV, NDJSON or Parquet; .gz and .zst too')
    .requiredOption('--actor <column>', 'who acted')
    .requiredOption('--object <column>', 'on what: a link, a repost, a hashtag, a text …')
    .requiredOption('--time <column>', 'when: seconds or milliseconds since 1970, or ISO 8601')
    .option('--message <column>', 'the message that the row is part of; each row is one when absent')
    .option('--where <column=text>', 'take only rows where the column is this text')
    .option('--delimiter <text>', 'between the columns of text; found out when absent')
    .option('--columns <names>', 'names of the columns, separated by commas, where the first line does not name them')
    .option('--window <time>', 'how far apart two shares may be: 60s, 5m, 250ms', '60s')
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

export function columnsOf({ actor, object, time, message, where }: ShareOptions): ShareColumns {
  return {
    actor,
    object,
    time,
    ...(message !== undefined && { message }),
    ...(where !== undefined && { where: whereOf(where) }),
  };
}

export function layoutOf({ delimiter, columns }: ShareOptions): CsvLayout {
  const names = columns?.split(',').map((name) => name.trim());
  return { ...(delimiter !== undefined && { delimiter }), ...(names !== undefined && { names }) };
}

export function coactionOf(options: ShareOptions & Partial<WeightOptions>): CoactionOptions {
  return {
    windowMillis: windowOf(options.window),
    minRepetition: wholeNumber('--min-repetition', options.minRepetition),
    minParticipation: wholeNumber('--min-participation', options.minParticipation),
    ...(options.maxPairs !== undefined && { maxPairsPerObject: wholeNumber('--max-pairs', options.maxPairs) }),
    ...(options.weight !== undefined && { weight: options.weight }),
    ...(options.directed !== undefined && { directed: options.directed }),
    ...(options.loops !== undefined && { loops: options.loops }),
  };
}

function windowOf(text: string): number {
  const millis = /^(\d+)ms$/.exec(text)?.[1] ?? (/^0[smhdw]?$/.test(text) ? '0' : null);
  const window = millis === null ? parseDuration(text) : Number(millis);
  if (window === null) throw new CommandError(`--window: ${text} is no duration such as 60s, 5m or 250ms`);
  return window;
}

function wholeNumber(option: string, text: string): number {
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
