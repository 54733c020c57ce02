/** A key against its own past as functions of the language: when it was seen, decayed sums, scores. */
import {
  type EvaluationContext,
  FAILED,
  FLOAT,
  type FunctionDeclaration,
  type FunctionExample,
  makeFloat,
  type Outcome,
  type Parameter,
  type SmlType,
} from '@lapwing/sml';
import { bucketScore } from '../counters/buckets.ts';
import { addDecayed, readDecayed } from '../counters/decayed.ts';
import { noteSeen, type Seen } from '../counters/seen.ts';
import { valueScore } from '../counters/value-score.ts';
import type { KeyedState } from '../keyed/state.ts';
import { HISTORY_BUCKETS_MAX, HISTORY_WEEKS_MAX } from '../limits.ts';
import {
  AMOUNT,
  amountOf,
  DefinitionSource,
  durationOf,
  HALF_LIFE,
  halfLifeSource,
  KEY,
  memoryFunction,
  type Numeric,
  optionalFloat,
  seconds,
  whole,
  wholeOf,
} from './memory-function.ts';

const TTL: Parameter = seconds('ttl_seconds', 'A key not seen for this long is forgotten.', 90 * 86_400);
const HOUR_MILLIS = 3_600_000;
const HOURS_PER_WEEK = 168;
const NO_SCORE = 'None until three are known.';

export const historyFunctions = (): readonly FunctionDeclaration[] => [
  seenFunction(
    'FirstSeen',
    'when it was seen first, in seconds since the epoch',
    optionalFloat,
    null,
    ({ firstMillis }) => makeFloat(firstMillis / 1000),
  ),
  seenFunction('KeyAge', 'how many seconds ago it was seen first: 0 the first time', FLOAT, makeFloat(0), (seen, now) =>
    makeFloat((now - seen.firstMillis) / 1000),
  ),
  seenFunction(
    'LastSeen',
    'when it was seen last before this event, in seconds since the epoch; None the first time',
    optionalFloat,
    null,
    (seen) => (seen.previousMillis === null ? null : makeFloat(seen.previousMillis / 1000)),
  ),
  seenFunction(
    'SecondsSinceSeen',
    'how many seconds before this event it was seen last; None the first time',
    optionalFloat,
    null,
    (seen, now) => (seen.previousMillis === null ? null : makeFloat((now - seen.previousMillis) / 1000)),
  ),
  memoryFunction({
    name: 'DecayedCount',
    doc: decayedDoc('Count this event'),
    examples: [{ source: "N = DecayedCount(key='reports-1', half_life_seconds=3600)", features: { N: 1 } }],
    parameters: [KEY, HALF_LIFE],
    result: FLOAT,
    cost: 150,
    idle: makeFloat(0),
    make: () => {
      const source = halfLifeSource('decayed');
      return (state, context, key: string, halfLife: Numeric) => {
        const duration = durationOf(context, halfLife, 'half-life');
        return duration === null
          ? FAILED
          : makeFloat(addDecayed(state, source.of(duration), key, 1, context.timeMillis));
      };
    },
  }),
  scored('DecayedSum', decayedDoc("Add this event's number"), { S: 2.5 }, FLOAT, makeFloat(0), () => {
    const source = halfLifeSource('decayed');
    return (state, key, value, halfLife, timeMillis) =>
      makeFloat(addDecayed(state, source.of(halfLife), key, value, timeMillis));
  }),
  memoryFunction({
    name: 'GetDecayedSum',
    doc: 'What `DecayedCount` and `DecayedSum` hold for the same key and half-life, decayed to this event; nothing is added.',
    examples: [{ source: "S = GetDecayedSum(key='reports-1', half_life_seconds=3600)", features: { S: 0 } }],
    parameters: [KEY, HALF_LIFE],
    result: FLOAT,
    cost: 120,
    idle: makeFloat(0),
    make: () => {
      const source = halfLifeSource('decayed');
      return (state, context, key: string, halfLife: Numeric) => {
        const duration = durationOf(context, halfLife, 'half-life');
        return duration === null ? FAILED : makeFloat(readDecayed(state, source.of(duration), key, context.timeMillis));
      };
    },
  }),
  scored(
    'ValueZScore',
    "How many standard deviations this event's number is from the mean of the key's earlier numbers, which count half as much after " +
      `every half-life. ${NO_SCORE}\n\nA late event is compared with the key's state as of its newest event, and then counts for what is left of it.`,
    { S: null },
    optionalFloat,
    null,
    () => {
      const source = halfLifeSource('value-score');
      return (state, key, value, halfLife, timeMillis) =>
        scoreOrNone(valueScore(state, source.of(halfLife), key, value, timeMillis));
    },
  ),
  memoryFunction({
    name: 'CountZScore',
    doc:
      "Count this event in its bucket of time and return how many standard deviations the bucket's count so far is above the mean of the " +
      `key's earlier buckets (empty ones included, from its first on). ${NO_SCORE} The spread is at least that of independent events, √mean, and 1.` +
      '\n\nA late event counts, and is answered, in its own bucket; one older than the history is not remembered and has no score.',
    examples: [{ source: "Z = CountZScore(key='posts-1', bucket_seconds=3600, history=24)", features: { Z: null } }],
    parameters: [
      KEY,
      seconds('bucket_seconds', 'Length of a bucket.'),
      whole('history', 24, `How many earlier buckets to compare with, at most ${HISTORY_BUCKETS_MAX}.`),
    ],
    result: optionalFloat,
    cost: 250,
    idle: null,
    make: () => {
      const source = new DefinitionSource('bucket-score', (a, b) => ({ bucketMillis: a * 1000, history: b, step: 1 }));
      return (state, context, key: string, bucket: Numeric, history: Numeric) => {
        const duration = durationOf(context, bucket, 'bucket');
        const buckets = wholeOf(context, 'a history', history, 1, HISTORY_BUCKETS_MAX);
        if (duration === null || buckets === FAILED) return FAILED;
        return scoreOrNone(bucketScore(state, source.of(duration, buckets), key, context.timeMillis));
      };
    },
  }),
  memoryFunction({
    name: 'HourOfWeekZScore',
    doc:
      "Count this event in its hour and return how many standard deviations the hour's count so far is above the mean of the same hour of " +
      `the week in earlier weeks. ${NO_SCORE} Hours are those of UTC. Otherwise as \`CountZScore\`.`,
    examples: [{ source: "Z = HourOfWeekZScore(key='posts-1', weeks=4)", features: { Z: null } }],
    parameters: [KEY, whole('weeks', 4, `How many earlier weeks to compare with, at most ${HISTORY_WEEKS_MAX}.`)],
    result: optionalFloat,
    cost: 250,
    idle: null,
    make: () => {
      const source = new DefinitionSource('bucket-score', (a) => ({
        bucketMillis: HOUR_MILLIS,
        history: a,
        step: HOURS_PER_WEEK,
      }));
      return (state, context, key: string, history: Numeric) => {
        const weeks = wholeOf(context, 'a history in weeks', history, 1, HISTORY_WEEKS_MAX);
        if (weeks === FAILED) return FAILED;
        return scoreOrNone(bucketScore(state, source.of(weeks), key, context.timeMillis));
      };
    },
  }),
];

function decayedDoc(does: string): string {
  return (
    `${does} under a key and return the key's sum, in which every event counts half as much after each half-life.` +
    "\n\nA late event counts for what is left of it at the key's newest event, and is answered as of that. Forgotten 32 half-lives after the newest event."
  );
}

function scoreOrNone(score: number): Outcome {
  return Number.isNaN(score) ? null : makeFloat(score);
}

function seenFunction(
  name: string,
  what: string,
  result: SmlType,
  idle: Outcome,
  answer: (seen: Seen, nowMillis: number) => Outcome,
): FunctionDeclaration {
  const example: FunctionExample =
    name === 'FirstSeen'
      ? { source: "Known = FirstSeen(key='ip-1') != None", features: { Known: true } }
      : { source: `A = ${name}(key='ip-1')`, features: { A: name === 'KeyAge' ? 0 : null } };
  return memoryFunction({
    name,
    doc: `Note that a key was seen and return ${what}. Exact. A late event moves the first sighting back.`,
    examples: [example],
    parameters: [KEY, TTL],
    result,
    cost: 150,
    idle,
    make: () => {
      const source = new DefinitionSource('seen', (a) => ({ ttlMillis: a * 1000 }));
      return (state, context, key: string, ttl: Numeric) => {
        const duration = durationOf(context, ttl, 'time to live');
        if (duration === null) return FAILED;
        return answer(noteSeen(state, source.of(duration), key, context.timeMillis), context.timeMillis);
      };
    },
  });
}

/** A function of (key, value, half_life_seconds). */
function scored(
  name: string,
  doc: string,
  features: Readonly<Record<string, unknown>>,
  result: SmlType,
  idle: Outcome,
  make: () => (state: KeyedState, key: string, value: number, halfLife: number, timeMillis: number) => Outcome,
): FunctionDeclaration {
  return memoryFunction({
    name,
    doc,
    examples: [{ source: `S = ${name}(key='paid-1', value=2.5, half_life_seconds=3600)`, features }],
    parameters: [KEY, AMOUNT, HALF_LIFE],
    result,
    cost: 150,
    idle,
    make: () => {
      const run = make();
      return (state: KeyedState, context: EvaluationContext, key: string, value: Numeric, halfLife: Numeric) => {
        const duration = durationOf(context, halfLife, 'half-life');
        const amount = amountOf(context, value);
        if (duration === null || amount === null) return FAILED;
        return run(state, key, amount, duration, context.timeMillis);
      };
    },
  });
}
