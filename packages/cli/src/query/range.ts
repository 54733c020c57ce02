/** A span of event time on the command line. */
import { parseDuration, parseRangeTime } from '@lapwing/pipeline/backtest';
import type { Command } from 'commander';
import { CommandError } from '../exit.ts';

export interface RangeOptions {
  readonly since?: string;
  readonly from?: string;
  readonly to?: string;
}

export const withRange = (command: Command): Command =>
  command
    .option('--since <time>', 'events so long before the newest one: 7d, 36h, 90m')
    .option('--from <time>', 'events from this time on: ISO 8601, or a date')
    .option('--to <time>', 'events before this time');

/** `newest` tells the time of the newest event, null where there is none. Throws a CommandError. */
export async function rangeOf(
  { since, from, to }: RangeOptions,
  newest: () => Promise<number | null>,
): Promise<{ readonly fromMillis?: number; readonly toMillis?: number }> {
  if (since === undefined) {
    return {
      ...(from === undefined ? {} : { fromMillis: timeOf('--from', from) }),
      ...(to === undefined ? {} : { toMillis: timeOf('--to', to) }),
    };
  }
  if (from !== undefined || to !== undefined) throw new CommandError('--since goes without --from and --to');
  const millis = parseDuration(since);
  if (millis === null) throw new CommandError(`--since: ${since} is no span of time; write 7d, 36h or 90m`);
  const last = await newest();
  return last === null ? {} : { fromMillis: last + 1 - millis, toMillis: last + 1 };
}

function timeOf(option: string, text: string): number {
  const millis = parseRangeTime(text);
  if (millis === null)
    throw new CommandError(`${option}: ${text} is no time; write 2026-01-31 or 2026-01-31T12:00:00Z`);
  return millis;
}
