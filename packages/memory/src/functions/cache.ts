/** Values that rules put aside under a key, by type: `CacheSetStr` and `CacheGetStr`, and the same for Int and Float. */
import {
  BOOL,
  FAILED,
  FLOAT,
  type FunctionDeclaration,
  INT,
  makeFloat,
  type Outcome,
  type Parameter,
  type SmlType,
  STR,
} from '@lapwing/sml';
import { define } from '../keyed/definition.ts';
import { CACHE_TEXT_UNITS_MAX } from '../limits.ts';
import { getCached, setCached } from '../sets/cache.ts';
import { durationOf, KEY, memoryFunction, type Numeric, seconds, toNumber } from './memory-function.ts';

const DAY_SECONDS = 86_400;

export const cacheFunctions = (): readonly FunctionDeclaration[] => [
  ...pair<string>('Str', STR, "'abc'", 'abc', String, (text) => text),
  ...pair<number | bigint>('Int', INT, '7', 7, String, (text) => {
    const value = BigInt(text);
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }),
  ...pair<Numeric>(
    'Float',
    FLOAT,
    '1.5',
    1.5,
    (value) => String(toNumber(value)),
    (text) => makeFloat(Number(text)),
  ),
];

function pair<T>(
  suffix: string,
  type: SmlType,
  literal: string,
  shown: unknown,
  encode: (value: T) => string,
  decode: (text: string) => Outcome,
): readonly FunctionDeclaration[] {
  const value: Parameter = { name: 'value', type, doc: 'The value to remember.' };
  const fallback: Parameter = { name: 'default', type, doc: 'The result where there is none.' };
  return [
    memoryFunction({
      name: `CacheSet${suffix}`,
      doc:
        'Remember a value under a key until its time to live has passed, and return whether it was remembered: the value of a newer event ' +
        `stays. Text of more than ${CACHE_TEXT_UNITS_MAX} units is an error.`,
      examples: [{ source: `Done = CacheSet${suffix}(key='k', value=${literal})`, features: { Done: true } }],
      parameters: [KEY, value, seconds('ttl_seconds', 'How long it is remembered.', DAY_SECONDS)],
      result: BOOL,
      cost: 200,
      idle: false,
      make: () => {
        const definition = define(`cache-${suffix}`, {});
        return (state, context, key: string, given: T, ttl: Numeric) => {
          const duration = durationOf(context, ttl, 'time to live');
          if (duration === null) return FAILED;
          const text = encode(given);
          if (text.length > CACHE_TEXT_UNITS_MAX) {
            return context.fail('LimitExceeded', `a text of ${text.length} units is too long to be remembered`);
          }
          return setCached(state, definition, key, text, duration * 1000, context.timeMillis);
        };
      },
    }),
    memoryFunction({
      name: `CacheGet${suffix}`,
      doc: `The value that \`CacheSet${suffix}\` has put under the same key, or a default.`,
      examples: [{ source: `V = CacheGet${suffix}(key='k', default=${literal})`, features: { V: shown } }],
      parameters: [KEY, fallback],
      result: type,
      cost: 150,
      idle: null,
      idleParameter: 1,
      make: () => {
        const definition = define(`cache-${suffix}`, {});
        return (state, context, key: string, otherwise: Outcome) => {
          const text = getCached(state, definition, key, context.timeMillis);
          return text === null ? otherwise : decode(text);
        };
      },
    }),
  ];
}
