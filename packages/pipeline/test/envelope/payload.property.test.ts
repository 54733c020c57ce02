import { IntegralFloat, type JsonValue, parseJsonValue } from '@lapwing/sml';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodePayload } from '../../src/envelope/event.ts';
import { nestsDeeperThan, stringifyLossless } from '../../src/envelope/lossless.ts';
import { parseEventBytes, parseEventValue } from '../../src/envelope/parse.ts';
import { EARLIEST_MILLIS, parseIsoTime } from '../../src/envelope/time.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const number: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.integer(),
  fc.bigInt().filter((n) => !Number.isSafeInteger(Number(n))),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Number.isInteger(n) ? new IntegralFloat(n) : n)),
);
const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    text,
    number,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const data = fc.dictionary(text, value, { maxKeys: 5, noNullPrototype: true });

test('printing and parsing gives the value back', () => {
  fc.assert(
    fc.property(value, (v) => {
      expect(parseJsonValue(stringifyLossless(v))).toEqual(v);
    }),
  );
});

test('a payload decodes to its event, and is itself an event with the same payload', () => {
  const nowMillis = 4e12;
  const time = fc.integer({ min: EARLIEST_MILLIS, max: 4e12 });
  fc.assert(
    fc.property(data, fc.option(data), time, fc.option(text), (d, secretData, timeMillis, id) => {
      const envelope = {
        id,
        action: 'act',
        time: new Date(timeMillis).toISOString(),
        data: d,
        secret_data: secretData,
      };
      const parsed = parseEventValue(envelope, { nowMillis });
      // The generator makes ids that are refused (empty ones), and years that ISO writes with a sign; those are tested by example.
      fc.pre(parsed.ok);
      const { payload, ...action } = parsed.event;
      expect(decodePayload(payload)).toEqual(action);
      const again = parseEventBytes(payload, { nowMillis });
      expect(again.ok && Buffer.from(again.event.payload).equals(Buffer.from(payload))).toBe(true);
    }),
  );
});

test('nesting is counted as the parser nests', () => {
  const depth = (v: JsonValue): number =>
    typeof v !== 'object' || v === null || v instanceof IntegralFloat
      ? 0
      : 1 + Math.max(0, ...(Array.isArray(v) ? v : Object.values(v)).map(depth));
  fc.assert(
    fc.property(value, (v) => {
      const printed = stringifyLossless(v);
      expect(nestsDeeperThan(printed, depth(v))).toBe(false);
      expect(depth(v) === 0 || nestsDeeperThan(printed, depth(v) - 1)).toBe(true);
    }),
  );
});

test('ISO times are read as Date prints them', () => {
  fc.assert(
    fc.property(fc.integer({ min: EARLIEST_MILLIS, max: 253_402_300_799_999 }), (millis) => {
      expect(parseIsoTime(new Date(millis).toISOString())).toBe(millis);
    }),
  );
});
