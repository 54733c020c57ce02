/** Observations as text give back what was observed, whatever a function may return. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { observationsFromJson, observationsToJson } from '../../src/evaluate/observations.ts';
import { type Observation, ObservedFailure } from '../../src/evaluate/ruleset.ts';
import { EntityValue, FAILED, IntegralFloat, RuleValue, TimeDeltaValue, type Value } from '../../src/values/values.ts';

const integer = fc.oneof(
  fc.maxSafeInteger(),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 80n }),
  fc.bigInt({ min: -(2n ** 80n), max: -(2n ** 53n) }),
);
const float = fc.oneof(
  fc.double().map((value) => (Number.isInteger(value) ? new IntegralFloat(value) : value)),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, new IntegralFloat(-0)),
);
const text = fc.string({ unit: 'grapheme' });
const scalar: fc.Arbitrary<Value> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  text,
  integer,
  float,
  fc.tuple(text, fc.oneof(text, integer)).map(([type, id]) => new EntityValue(type, id)),
  fc
    .oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(1e21, -0))
    .map((seconds) => new TimeDeltaValue(seconds)),
);
const observation: fc.Arbitrary<Observation> = fc.oneof(
  { weight: 5, arbitrary: fc.oneof(scalar, fc.array(fc.oneof(scalar, fc.array(scalar)))) },
  fc.constant(FAILED),
  fc.tuple(text, text).map(([kind, message]) => new ObservedFailure(kind, message)),
);

it('come back as they were', () => {
  fc.assert(
    fc.property(fc.array(fc.option(observation, { nil: undefined })), (observations) => {
      const decoded = observationsFromJson(observationsToJson(observations));
      observations.forEach((expected, site) => {
        expect(decoded[site]).toEqual(expected);
      });
      expect(decoded.length).toBeLessThanOrEqual(observations.length);
    }),
    { numRuns: 500 },
  );
});

it('of a call that returned what cannot be recorded read as a failure, and stop nothing', () => {
  const decoded = observationsFromJson(observationsToJson([new RuleValue(0, true), [new RuleValue(0, true)], 7]));
  const failure = new ObservedFailure('TypeError', 'the call returned what cannot be recorded');
  expect(decoded).toEqual([failure, failure, 7]);
});

it.each(['{}', '1', '[{"odd":1}]', '[[{"odd":1}]]', '[', ''])('%s are refused', (text) => {
  expect(() => observationsFromJson(text)).toThrow();
});
