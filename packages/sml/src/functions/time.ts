/** Durations, ages and time buckets. The clock is the event's own time. */

import { parseDate } from '../time/parse-date.ts';
import { INT, STR, TIMEDELTA } from '../types/types.ts';
import { floorToStep, toInt } from '../values/integers.ts';
import { TimeDeltaValue } from '../values/values.ts';
import type { BoundCall, CallSite, FunctionDeclaration, Parameter } from './declaration.ts';
import { argumentSpan, constantNumber, simpleFunction } from './define.ts';

const UNITS = { weeks: 604_800, days: 86_400, hours: 3600, minutes: 60, seconds: 1 } as const;
const MIN_GRANULARITY_SECONDS = 3600;
/** A snowflake's timestamp starts above this many bits of worker and sequence. */
const SNOWFLAKE_SHIFT = 22n;

const datetime = { category: 'datetime', purity: 'pure' } as const;

const timeDelta: FunctionDeclaration = {
  ...datetime,
  name: 'TimeDelta',
  doc: 'A duration. It compares as its number of seconds.',
  examples: [{ source: 'A = TimeDelta(hours=1)\nB = TimeDelta(days=1) > 3600', features: { A: 3600, B: true } }],
  parameters: Object.keys(UNITS).map((name) => ({
    name,
    type: INT,
    constant: true,
    default: 0,
    doc: `Number of ${name}.`,
  })),
  result: TIMEDELTA,
  cost: 1,
  failure: 'never',
  bind(site: CallSite): BoundCall {
    let seconds = 0;
    for (const [unit, length] of Object.entries(UNITS)) seconds += (constantNumber(site, unit) ?? 0) * length;
    const value = new TimeDeltaValue(seconds);
    return { arguments: [], call: () => value };
  },
};

const timeSince = simpleFunction({
  ...datetime,
  name: 'TimeSince',
  doc:
    'The time from a timestamp to the event, 0 for a timestamp in its future.\n\n' +
    'Reads ISO 8601 and RFC 2822, compact forms (`20260102T030405`), English names of months and weekdays, 12-hour clocks and ' +
    'numbers in any order that is unambiguous, else month, day, year. What is missing comes from the day of the event.\n\n' +
    'A UTC offset in the timestamp is read and ignored: `…+05:00` counts as `…Z`.',
  examples: [
    {
      source: "A = TimeSince(timestamp='9999-01-01T00:00:00Z')\nB = TimeSince(timestamp='never')",
      features: { A: 0, B: null },
    },
  ],
  parameters: [{ name: 'timestamp', type: STR, doc: 'A date and time. Text that is none is an error.' }],
  result: TIMEDELTA,
  purity: 'event',
  query: 'row',
  cost: 60,
  run: (context, timestamp: string) => {
    const parsed = parseDate(timestamp, context.timeMillis);
    if (!parsed.ok) return context.fail(parsed.kind, parsed.message);
    const seconds = (context.timeMillis * 1000 - parsed.micros) / 1e6;
    return new TimeDeltaValue(Math.max(0, seconds));
  },
});

const granularity: Parameter = {
  name: 'granularity_seconds',
  type: INT,
  constant: true,
  doc: 'Width of a bucket, at least 3600 seconds.',
};

interface BucketSpec {
  readonly name: string;
  readonly doc: string;
  readonly example: NonNullable<FunctionDeclaration['examples']>[number];
  readonly parameter: Parameter;
  /** Whole seconds of the argument. */
  readonly seconds: (value: never) => number | bigint;
}

/** A function that floors some kind of time to a multiple of its granularity. */
function bucketFunction({ name, doc, example, parameter, seconds }: BucketSpec): FunctionDeclaration {
  return {
    ...datetime,
    name,
    doc,
    examples: [example],
    parameters: [parameter, granularity],
    result: INT,
    cost: 3,
    failure: 'never',
    bind(site: CallSite): BoundCall {
      const step = constantNumber(site, 'granularity_seconds') ?? MIN_GRANULARITY_SECONDS;
      if (step < MIN_GRANULARITY_SECONDS) {
        const hint = 'granularity_seconds can not be less than 3600 (1 hour)';
        site.error('invalid `granularity_seconds`', argumentSpan(site, 'granularity_seconds'), hint);
      }
      const width = Math.max(1, step);
      return { arguments: [parameter.name], call: (_context, value: never) => floorToStep(seconds(value), width) };
    },
  };
}

export const timeFunctions = (): FunctionDeclaration[] => [
  timeDelta,
  timeSince,
  bucketFunction({
    name: 'GetTimedeltaBucket',
    doc: 'Seconds of a duration, rounded down to a multiple of the granularity.',
    example: {
      source: 'A = GetTimedeltaBucket(timedelta=TimeDelta(minutes=90), granularity_seconds=3600)',
      features: { A: 3600 },
    },
    parameter: { name: 'timedelta', type: TIMEDELTA, doc: 'The duration.' },
    seconds: (value: TimeDeltaValue) => Math.trunc(value.seconds),
  }),
  bucketFunction({
    name: 'GetTimestampBucket',
    doc: 'Unix seconds, rounded down to a multiple of the granularity.',
    example: {
      source: 'A = GetTimestampBucket(timestamp=1700000000, granularity_seconds=3600)',
      features: { A: 1_699_999_200 },
    },
    parameter: { name: 'timestamp', type: INT, doc: 'Unix time in seconds.' },
    seconds: (value: number | bigint) => value,
  }),
  bucketFunction({
    name: 'GetSnowflakeBucket',
    doc:
      'Seconds of a snowflake id, rounded down to a multiple of the granularity. They count from the id scheme’s own epoch, ' +
      'so they are Unix time only for schemes that start at 1970.',
    example: {
      source: 'A = GetSnowflakeBucket(snowflake=175928847299117063, granularity_seconds=3600)',
      features: { A: 41_943_600 },
    },
    parameter: { name: 'snowflake', type: INT, doc: 'The id.' },
    seconds: (value: number | bigint) => {
      const millis = BigInt(value) >> SNOWFLAKE_SHIFT;
      // int() of a float truncates toward zero, as bigint division does.
      return toInt(millis / 1000n);
    },
  }),
];
