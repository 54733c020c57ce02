/** Numbers over the events of a query: groups, buckets of time, measures. */
import { parseDuration } from '@lapwing/pipeline/backtest';
import { type AggregateQuery, type Measure, parseGroup } from '@lapwing/warehouse';
import { type Command, Option } from 'commander';
import { CommandError } from '../exit.ts';

const FEATURES = ['distinct', 'sum', 'mean', 'min', 'max'] as const;

export interface NumbersOptions {
  readonly by?: readonly string[];
  readonly every?: string;
  readonly compare?: boolean;
  readonly distinct?: readonly string[];
  readonly sum?: readonly string[];
  readonly mean?: readonly string[];
  readonly min?: readonly string[];
  readonly max?: readonly string[];
  readonly percentile?: readonly string[];
}

/** `a,b` and repeated options are one list. */
const names = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...text.split(',').map((name) => name.trim()),
];
const repeated = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

export const withNumbers = (command: Command): Command =>
  command
    .addOption(new Option('--by <names>', 'count by rule, action, verdict or the values of features').argParser(names))
    .option('--every <time>', 'numbers for each span of event time: 1h, 1d, or auto')
    .option('--compare', 'numbers for the span of equal length before, too, and the change since')
    .addOption(new Option('--distinct <features>', 'count different values').argParser(names))
    .addOption(new Option('--sum <features>').argParser(names))
    .addOption(new Option('--mean <features>').argParser(names))
    .addOption(new Option('--min <features>').argParser(names))
    .addOption(new Option('--max <features>').argParser(names))
    .addOption(new Option('--percentile <feature:percents>', 'such as Likes:50,95').argParser(repeated));

/** Null where events are asked for. Throws a CommandError. */
export function numbersOf(
  options: NumbersOptions,
): Pick<AggregateQuery, 'by' | 'measures' | 'everySeconds' | 'compare'> | null {
  const measures: Measure[] = [
    { kind: 'count' },
    ...FEATURES.flatMap((kind) => (options[kind] ?? []).map((feature): Measure => ({ kind, feature }))),
    ...(options.percentile ?? []).flatMap(percentilesOf),
  ];
  const { by, every, compare } = options;
  if (by === undefined && every === undefined && compare !== true && measures.length === 1) return null;
  return {
    measures,
    ...(by === undefined ? {} : { by: by.map(parseGroup) }),
    ...(every === undefined ? {} : { everySeconds: secondsOf(every) }),
    ...(compare === true ? { compare } : {}),
  };
}

function percentilesOf(text: string): Measure[] {
  const [, feature, percents = ''] = /^([^:]+):([\d.,\s]+)$/.exec(text) ?? [];
  if (feature === undefined)
    throw new CommandError(`--percentile: write the feature and percents, such as Likes:50,95; got ${text}`);
  return percents.split(',').map((percent) => ({ kind: 'percentile', feature, percent: Number(percent) }));
}

function secondsOf(text: string): number | 'auto' {
  if (text === 'auto') return text;
  const millis = parseDuration(text);
  if (millis === null || millis % 1000 !== 0)
    throw new CommandError(`--every: ${text} is no span of time; write 1h, 15m, 1d or auto`);
  return millis / 1000;
}
