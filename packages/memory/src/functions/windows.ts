/** Sliding windows as functions of the language. */
import { FAILED, FLOAT, type FunctionDeclaration, INT, makeFloat, optional, type Parameter } from '@lapwing/sml';
import { incrementWindow, readWindow } from '../windows/count.ts';
import { distinctWindow, readDistinct } from '../windows/distinct.ts';
import { addToWindow, readTotal, type Total } from '../windows/values.ts';
import {
  AMOUNT,
  amountOf,
  durationOf,
  KEY,
  memoryFunction,
  type Numeric,
  optionalFloat,
  VALUE,
  WHEN,
  WINDOW,
  windowSource,
} from './memory-function.ts';

/** The reference requires `when_all` of these. */
const REQUIRED_WHEN: Parameter = { name: WHEN.name, type: WHEN.type, doc: WHEN.doc };
const MAX_TTL: Parameter = {
  name: 'max_ttl_seconds',
  type: optional(FLOAT),
  default: null,
  doc: 'Accepted for compatibility: a key is forgotten when its window has passed.',
};
const LATE =
  'A late event gets the count of what is still held, `(newest − window, t]`; one that is late by a whole window gets';

export const slidingFunctions = (): readonly FunctionDeclaration[] => [
  memoryFunction({
    name: 'IncrementWindow',
    doc: `Count this event under a key and return how many lie in the window that ends with it, itself included (exact to 10,000).\n\n${LATE} 1.`,
    examples: [
      { source: "N = IncrementWindow(key='posts-1', window_seconds=60, when_all=[True])", features: { N: 1 } },
    ],
    parameters: [KEY, WINDOW],
    when: REQUIRED_WHEN,
    ignored: [MAX_TTL],
    result: INT,
    cost: 200,
    idle: 0,
    make: () => {
      const source = windowSource('count');
      return (state, context, key: string, window: Numeric) => {
        const seconds = durationOf(context, window);
        return seconds === null ? FAILED : incrementWindow(state, source.of(seconds), key, context.timeMillis);
      };
    },
  }),
  memoryFunction({
    name: 'GetWindowCount',
    doc: 'How many events `IncrementWindow` has counted under the same key and window, this event not counted by the call.',
    examples: [{ source: "N = GetWindowCount(key='posts-1', window_seconds=60, when_all=[True])", features: { N: 0 } }],
    parameters: [KEY, WINDOW],
    when: REQUIRED_WHEN,
    result: INT,
    cost: 150,
    idle: 0,
    make: () => {
      const source = windowSource('count');
      return (state, context, key: string, window: Numeric) => {
        const seconds = durationOf(context, window);
        return seconds === null ? FAILED : readWindow(state, source.of(seconds), key, context.timeMillis);
      };
    },
  }),
  memoryFunction({
    name: 'RateWindow',
    doc: `Count this event as \`IncrementWindow\` does, with which it shares its counter, and return the window's events per second.\n\n${LATE} that of one event.`,
    examples: [{ source: "R = RateWindow(key='posts-1', window_seconds=4)", features: { R: 0.25 } }],
    parameters: [KEY, WINDOW],
    result: FLOAT,
    cost: 200,
    idle: makeFloat(0),
    make: () => {
      const source = windowSource('count');
      return (state, context, key: string, window: Numeric) => {
        const seconds = durationOf(context, window);
        if (seconds === null) return FAILED;
        return makeFloat(incrementWindow(state, source.of(seconds), key, context.timeMillis) / seconds);
      };
    },
  }),
  totalFunction(
    'SumWindow',
    `Add this event's number under a key and return the sum over the window that ends with it (of the newest 4,000 events).\n\n${LATE} its own number.`,
    [{ source: "S = SumWindow(key='paid-1', value=2.5, window_seconds=60)", features: { S: 2.5 } }],
    ({ sum }) => makeFloat(sum),
    0,
  ),
  totalFunction(
    'MeanWindow',
    `Add this event's number as \`SumWindow\` does, with which it shares its log, and return the mean over the window.\n\n${LATE} its own number.`,
    [{ source: "M = MeanWindow(key='paid-1', value=2.5, window_seconds=60)", features: { M: 2.5 } }],
    ({ sum, count }) => makeFloat(sum / count),
    null,
  ),
  memoryFunction({
    name: 'GetWindowSum',
    doc: 'The sum that `SumWindow` has for the same key and window, without this event.',
    examples: [{ source: "S = GetWindowSum(key='paid-1', window_seconds=60)", features: { S: 0 } }],
    parameters: [KEY, WINDOW],
    result: FLOAT,
    cost: 150,
    idle: makeFloat(0),
    make: () => {
      const source = windowSource('values');
      return (state, context, key: string, window: Numeric) => {
        const seconds = durationOf(context, window);
        if (seconds === null) return FAILED;
        return makeFloat(readTotal(state, source.of(seconds), key, context.timeMillis).sum);
      };
    },
  }),
  memoryFunction({
    name: 'DistinctWindow',
    doc:
      'Note a value under a key and return how many distinct values the window holds, this one included: exact to 2,048, above ' +
      'that estimated with a standard error of 3.25 % (HyperLogLog).\n\nA late event is answered as of the newest event of its key; one ' +
      'that is late by a whole window changes nothing.',
    examples: [
      {
        source: "N = DistinctWindow(key='ips-1', value='192.0.2.1', window_seconds=60)",
        features: { N: 1 },
      },
    ],
    parameters: [KEY, VALUE, WINDOW],
    result: INT,
    cost: 250,
    idle: 0,
    make: () => {
      const source = windowSource('distinct');
      return (state, context, key: string, value: string, window: Numeric) => {
        const seconds = durationOf(context, window);
        return seconds === null ? FAILED : distinctWindow(state, source.of(seconds), key, value, context.timeMillis);
      };
    },
  }),
  memoryFunction({
    name: 'GetDistinctCount',
    doc: 'How many distinct values `DistinctWindow` holds for the same key and window, nothing added.',
    examples: [{ source: "N = GetDistinctCount(key='ips-1', window_seconds=60)", features: { N: 0 } }],
    parameters: [KEY, WINDOW],
    result: INT,
    cost: 200,
    idle: 0,
    make: () => {
      const source = windowSource('distinct');
      return (state, context, key: string, window: Numeric) => {
        const seconds = durationOf(context, window);
        return seconds === null ? FAILED : readDistinct(state, source.of(seconds), key, context.timeMillis);
      };
    },
  }),
];

function totalFunction(
  name: string,
  doc: string,
  examples: FunctionDeclaration['examples'] & object,
  answer: (total: Total) => ReturnType<typeof makeFloat>,
  idle: 0 | null,
): FunctionDeclaration {
  return memoryFunction({
    name,
    doc,
    examples,
    parameters: [KEY, AMOUNT, WINDOW],
    result: idle === null ? optionalFloat : FLOAT,
    cost: 250,
    idle: idle === null ? null : makeFloat(idle),
    make: () => {
      const source = windowSource('values');
      return (state, context, key: string, value: Numeric, window: Numeric) => {
        const seconds = durationOf(context, window);
        const amount = amountOf(context, value);
        if (seconds === null || amount === null) return FAILED;
        return answer(addToWindow(state, source.of(seconds), key, amount, context.timeMillis));
      };
    },
  });
}
