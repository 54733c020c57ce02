/** C1 and C2: the graph is that of comparing every pair of shares, whatever the order of rows. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CoactionOptions, coactionGraph, type Shares } from '../src/core/index.ts';
import { naiveCoaction } from './oracle.ts';

const ACTORS = 6;
const OBJECTS = 4;

const shares: fc.Arbitrary<Shares> = fc
  .tuple(
    fc.array(
      fc.tuple(
        fc.nat(ACTORS - 1),
        fc.nat(OBJECTS - 1),
        fc.oneof(fc.nat(40), fc.double({ min: 0, max: 40, noNaN: true })),
        fc.nat(25),
      ),
      { maxLength: 60 },
    ),
    fc.boolean(),
  )
  .map(([rows, messages]) => {
    // A message is one actor's: the number of the actor is part of its own.
    const message = Uint32Array.from(rows, ([actor, , , number]) => actor * 100 + number);
    return {
      actors: ACTORS,
      objects: OBJECTS,
      actor: Uint32Array.from(rows, ([actor]) => actor),
      object: Uint32Array.from(rows, ([, object]) => object),
      timeMillis: Float64Array.from(rows, ([, , time]) => time),
      ...(messages && { message }),
    };
  });

const options: fc.Arbitrary<CoactionOptions> = fc
  .record({
    windowMillis: fc.oneof(fc.nat(12), fc.constant(Number.POSITIVE_INFINITY)),
    minRepetition: fc.integer({ min: 1, max: 3 }),
    weight: fc.constantFrom('objects' as const, 'pairs' as const, 'messages' as const),
    directed: fc.boolean(),
    loops: fc.boolean(),
    minParticipation: fc.integer({ min: 1, max: 3 }),
  })
  .filter(({ directed, weight }) => !(directed && weight === 'messages'));

function edgesOf(given: Shares, settings: CoactionOptions): Map<string, number> {
  const { from, to, weight } = coactionGraph(given, settings);
  return new Map(Array.from(from, (a, edge) => [`${a}-${to[edge]}`, weight[edge]!]));
}

const byKey = (edges: Map<string, number>) => [...edges].sort();

describe('a co-action graph', () => {
  it('is that of comparing every pair of shares', () => {
    fc.assert(
      fc.property(shares, options, (given, settings) => {
        expect(byKey(edgesOf(given, settings))).toEqual(byKey(naiveCoaction(given, settings)));
      }),
      { numRuns: 2000 },
    );
  });

  it('is exact for pairs that an object below the cap joins too', () => {
    fc.assert(
      fc.property(shares, options, fc.integer({ min: 1, max: 20 }), (given, settings, maxPairsPerObject) => {
        // Who takes part is counted over all pairs, those of capped objects alone included.
        const asked = { ...settings, minParticipation: 1, loops: false };
        const { capped } = coactionGraph(given, { ...asked, maxPairsPerObject });
        const isCapped = new Set(capped.map(({ object }) => object));
        const rows = [...given.object.keys()].filter((row) => !isCapped.has(given.object[row]!));
        const pick = (column: Uint32Array) => Uint32Array.from(rows, (row) => column[row]!);
        const below: Shares = {
          ...given,
          actor: pick(given.actor),
          object: pick(given.object),
          timeMillis: Float64Array.from(rows, (row) => given.timeMillis[row]!),
          ...(given.message !== undefined && { message: pick(given.message) }),
        };
        const joined = naiveCoaction(below, { ...asked, minRepetition: 1 });
        const expected = [...naiveCoaction(given, asked)].filter(([key]) => joined.has(key));
        expect(byKey(edgesOf(given, { ...asked, maxPairsPerObject }))).toEqual(expected.sort());
      }),
      { numRuns: 1000 },
    );
  });

  it('does not depend on the order of rows', () => {
    fc.assert(
      fc.property(
        shares,
        options,
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (given, settings, noise) => {
          const message = given.message ?? Uint32Array.from(given.actor.keys());
          const keys = Array.from(given.actor, () => noise.next().value as number);
          const rows = [...given.actor.keys()].sort((a, b) => keys[a]! - keys[b]!);
          const shuffle = (column: Uint32Array) => Uint32Array.from(rows, (row) => column[row]!);
          const shuffled: Shares = {
            ...given,
            actor: shuffle(given.actor),
            object: shuffle(given.object),
            message: shuffle(message),
            timeMillis: Float64Array.from(rows, (row) => given.timeMillis[row]!),
          };
          expect(edgesOf(shuffled, settings)).toEqual(edgesOf({ ...given, message }, settings));
        },
      ),
    );
  });
});

describe('what is not in order is refused', () => {
  const none: Shares = {
    actors: 0,
    objects: 0,
    actor: new Uint32Array(),
    object: new Uint32Array(),
    timeMillis: new Float64Array(),
  };

  it('with what and where', () => {
    expect(() => coactionGraph(none, { windowMillis: -1 })).toThrow('the window must be 0 or longer');
    expect(() => coactionGraph(none, { windowMillis: 1, minRepetition: 0 })).toThrow('minRepetition must be');
    expect(() => coactionGraph(none, { windowMillis: 1, weight: 'messages', directed: true })).toThrow(
      'directed already',
    );
    const one = { ...none, actor: new Uint32Array(1), object: new Uint32Array(1), timeMillis: new Float64Array(1) };
    expect(() => coactionGraph({ ...one, objects: 1 }, { windowMillis: 1 })).toThrow('row 0: actor 0 of 0');
    const timeless = { ...one, actors: 1, objects: 1, timeMillis: Float64Array.of(Number.NaN) };
    expect(() => coactionGraph(timeless, { windowMillis: 1 })).toThrow('row 0: the time is no number');
  });

  it('and nothing at all is an empty graph', () => {
    expect(coactionGraph(none, { windowMillis: 1 }).from).toHaveLength(0);
  });
});
