/** Tumbling windows as functions of the language. */
import { FAILED, FLOAT, type FunctionDeclaration, INT, makeFloat, type Outcome, type SmlType } from '@lapwing/sml';
import { addToTumbling, readTumbling } from '../windows/tumbling.ts';
import type { Total } from '../windows/values.ts';
import {
  AMOUNT,
  amountOf,
  durationOf,
  KEY,
  memoryFunction,
  type Numeric,
  optionalFloat,
  WINDOW,
  whole,
  wholeOf,
  windowSource,
} from './memory-function.ts';

const ALIGNED =
  'Windows follow each other without overlap, aligned to the epoch. An event late by up to one window counts in its own window; ' +
  'an older one is not remembered and is answered alone.';

export const tumblingFunctions = (): readonly FunctionDeclaration[] => [
  counting('TumblingCount', 'the number of events in it so far', 1, INT, 0, ({ count }) => count),
  counting(
    'TumblingRate',
    'its events so far per second of the window',
    0.5,
    FLOAT,
    makeFloat(0),
    ({ count }, seconds) => makeFloat(count / seconds),
  ),
  adding('TumblingSum', 'the sum so far', FLOAT, makeFloat(0), ({ sum }) => makeFloat(sum)),
  adding('TumblingMean', 'the mean so far', optionalFloat, null, ({ sum, count }) => makeFloat(sum / count)),
  memoryFunction({
    name: 'GetTumblingCount',
    doc: 'The number of events that `TumblingCount` has counted in the window of this event, or in the one before it; nothing is added.',
    examples: [
      { source: "N = GetTumblingCount(key='posts-1', window_seconds=3600, windows_ago=1)", features: { N: 0 } },
    ],
    parameters: [KEY, WINDOW, whole('windows_ago', 0, '0 for the window of this event, 1 for the one before it.')],
    result: INT,
    cost: 120,
    idle: 0,
    make: () => {
      const source = windowSource('tumbling-count');
      return (state, context, key: string, window: Numeric, ago: Numeric) => {
        const seconds = durationOf(context, window);
        const windowsAgo = wholeOf(context, 'windows_ago', ago, 0, 1);
        if (seconds === null || windowsAgo === FAILED) return FAILED;
        return readTumbling(state, source.of(seconds), key, context.timeMillis, windowsAgo === 0 ? 0 : 1).count;
      };
    },
  }),
];

type Answer = (total: Total, seconds: number) => Outcome;

function counting(name: string, what: string, shown: number, result: SmlType, idle: Outcome, answer: Answer) {
  return memoryFunction({
    name,
    doc: `Count this event in its tumbling window and return ${what}, itself included. Exact.\n\n${ALIGNED}`,
    examples: [{ source: `N = ${name}(key='posts-1', window_seconds=2)`, features: { N: shown } }],
    parameters: [KEY, WINDOW],
    result,
    cost: 150,
    idle,
    make: () => {
      const source = windowSource('tumbling-count');
      return (state, context, key: string, window: Numeric) => {
        const seconds = durationOf(context, window);
        if (seconds === null) return FAILED;
        return answer(addToTumbling(state, source.of(seconds), key, 1, context.timeMillis), seconds);
      };
    },
  });
}

function adding(name: string, what: string, result: SmlType, idle: Outcome, answer: Answer) {
  return memoryFunction({
    name,
    doc: `Add this event's number to its tumbling window and return ${what}, itself included.\n\n${ALIGNED}`,
    examples: [{ source: `S = ${name}(key='paid-1', value=2.5, window_seconds=60)`, features: { S: 2.5 } }],
    parameters: [KEY, AMOUNT, WINDOW],
    result,
    cost: 150,
    idle,
    make: () => {
      const source = windowSource('tumbling-values');
      return (state, context, key: string, value: Numeric, window: Numeric) => {
        const seconds = durationOf(context, window);
        const amount = amountOf(context, value);
        if (seconds === null || amount === null) return FAILED;
        return answer(addToTumbling(state, source.of(seconds), key, amount, context.timeMillis), seconds);
      };
    },
  });
}
