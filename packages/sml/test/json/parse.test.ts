/** Lossless reading and writing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../src/functions/declaration.ts';
import { JsonError } from '../../src/json/error.ts';
import { parseJson, parseJsonBytes, parseJsonValue } from '../../src/json/parse.ts';
import { JsonReader } from '../../src/json/reader.ts';
import { stringifyJson } from '../../src/json/stringify.ts';
import { IntegralFloat } from '../../src/values/values.ts';

const numbers: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.maxSafeInteger(),
  fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }).map((n) => (Number.isSafeInteger(Number(n)) ? Number(n) : n)),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Number.isInteger(n) ? new IntegralFloat(n) : n)),
);
const { value: values } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    numbers,
    fc.constantFrom<JsonValue>(null, true, false),
    fc.string({ unit: 'grapheme' }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

describe('JSON', () => {
  it('reads back what it wrote, number kinds included', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(parseJsonValue(stringifyJson(value))).toEqual(value);
      }),
    );
  });

  it('reads alike on the fast and on the slow path', () => {
    fc.assert(
      fc.property(values, (value) => {
        const text = stringifyJson(value);
        expect(parseJsonValue(text)).toEqual(new JsonReader(text).read());
      }),
    );
  });

  it('agrees with the native parser on what is JSON', () => {
    const mutated = fc
      .tuple(values, fc.nat(), fc.constantFrom('', '"', '\\', '{', ']', ',', '0', '-', '.', 'e', '\u0001'))
      .map(([value, at, text]) => {
        const whole = stringifyJson(value);
        const cut = at % (whole.length + 1);
        return whole.slice(0, cut) + text + whole.slice(cut + (at % 2));
      });
    fc.assert(
      fc.property(mutated, (text) => {
        const accepts = (read: () => unknown): boolean => {
          try {
            read();
            return true;
          } catch {
            return false;
          }
        };
        expect(accepts(() => new JsonReader(text).read())).toBe(accepts(() => JSON.parse(text)));
      }),
      { numRuns: 500 },
    );
  });

  it.each<[string, JsonValue]>([
    ['5', 5],
    ['5.0', new IntegralFloat(5)],
    ['-0', 0],
    ['-0.0', new IntegralFloat(-0)],
    ['1e3', new IntegralFloat(1000)],
    ['1e400', Number.POSITIVE_INFINITY],
    ['0.99999999999999999999', new IntegralFloat(1)],
    ['999999999999999.99', new IntegralFloat(1e15)],
    ['9007199254740993', 9007199254740993n],
    ['9007199254740991', 9007199254740991],
    ['-9007199254740993', -9007199254740993n],
    ['1.5', 1.5],
    ['"at 5.0 or 1e3"', 'at 5.0 or 1e3'],
    ['"\\ud83d\\ude00"', '😀'],
    ['"\\ud83d!"', '\ufffd!'],
    ['"\\ude00"', '\ufffd'],
  ])('reads %s', (text, expected) => {
    expect(parseJsonValue(text)).toEqual(expected);
    expect(parseJsonValue(` [ ${text} ] `)).toEqual([expected]);
    expect(parseJson(`{"a":${text},"b":${text}}`)).toEqual({ a: expected, b: expected });
  });

  it('keeps __proto__ a property', () => {
    for (const text of ['{"__proto__":{"x":1}}', '{"__proto__":{"x":5.0}}']) {
      const read = parseJson(text);
      expect(Object.hasOwn(read, '__proto__')).toBe(true);
      expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    }
  });

  it('refuses what is too deep, not an object or not UTF-8, and says where', () => {
    for (const inner of ['1', '5.0']) {
      expect(() => parseJsonValue(`${'['.repeat(600)}${inner}${']'.repeat(600)}`)).toThrow(JsonError);
      expect(() => parseJsonValue(`${'{"a":'.repeat(600)}${inner}${'}'.repeat(600)}`)).toThrow(/deeper/);
    }
    expect(() => parseJson('[1]')).toThrow('not a JSON object');
    expect(() => parseJsonBytes(new Uint8Array([0x7b, 0xff, 0x7d]))).toThrow('UTF-8');
    expect(() => parseJson('{"a":tru}')).toThrow('offset 5');
  });
});
