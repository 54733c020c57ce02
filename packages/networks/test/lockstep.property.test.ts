/** Blocks: each is what it says it is, planted ones are found, and none is much thinner than the densest there is. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { denseBlocks, lockstepBlocks, randomOf, type Shares, shuffleTimes } from '../src/core/index.ts';

function sharesOf(rows: readonly (readonly [number, number, number])[], actors: number, objects: number): Shares {
  return {
    actors,
    objects,
    actor: Uint32Array.from(rows, ([actor]) => actor),
    object: Uint32Array.from(rows, ([, object]) => object),
    timeMillis: Float64Array.from(rows, ([, , time]) => time),
  };
}

const rows = fc.array(fc.tuple(fc.nat(7), fc.nat(4), fc.nat(40)), { maxLength: 60 });

describe('lockstep', () => {
  it('blocks have the actors, objects and times that were asked for, and share nothing', () => {
    fc.assert(
      fc.property(
        rows,
        fc.record({
          windowMillis: fc.nat(8),
          minActors: fc.integer({ min: 2, max: 4 }),
          minObjects: fc.integer({ min: 1, max: 3 }),
          tolerance: fc.constantFrom(0.5, 0.8, 1),
        }),
        (given, options) => {
          const found = lockstepBlocks(sharesOf(given, 8, 5), options);
          const taken = new Set<number>();
          for (const { actors, objects, shares, density } of found) {
            expect(actors.length).toBeGreaterThanOrEqual(options.minActors);
            expect(objects.length).toBeGreaterThanOrEqual(options.minObjects);
            const own = [...given.entries()].filter(([row, [actor, object, time]]) => {
              const at = objects.find((of) => of.object === object);
              if (taken.has(row) || !actors.includes(actor) || at === undefined) return false;
              return Math.abs(at.timeMillis - time) <= options.windowMillis;
            });
            expect(own).toHaveLength(shares);
            for (const [row] of own) taken.add(row);
            for (const actor of actors) {
              const acted = new Set(own.filter(([, [a]]) => a === actor).map(([, [, object]]) => object)).size;
              expect(acted).toBeGreaterThanOrEqual(options.tolerance * objects.length - 1e-9);
            }
            const pairs = new Set(own.map(([, [actor, object]]) => `${actor} ${object}`)).size;
            expect(density).toBeCloseTo(pairs / (actors.length * objects.length), 12);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  const random = randomOf(5);
  const hour = 3_600_000;
  const noise = Array.from(
    { length: 4000 },
    () => [random.below(800), random.below(200), random.below(2000 * hour)] as const,
  );
  /** 30 actors on 6 objects, each object within 20 minutes, one in ten actions missing. */
  const ring = Array.from({ length: 6 }, (_, object) =>
    Array.from(
      { length: 30 },
      (_, member) => [800 + member, object * 7, (100 + object * 50) * hour + random.below(hour / 3)] as const,
    ),
  )
    .flat()
    .filter(() => random.next() > 0.1);
  const planted = sharesOf([...noise, ...ring], 830, 200);
  const options = { windowMillis: hour / 4, minActors: 8, minObjects: 4, tolerance: 0.6 };

  it('finds what was planted, and nothing once times are shuffled', () => {
    const [block, ...more] = lockstepBlocks(planted, options);
    expect(more).toEqual([]);
    expect(block?.actors.filter((actor) => actor >= 800).length).toBeGreaterThanOrEqual(29);
    expect(block?.actors.filter((actor) => actor < 800)).toEqual([]);
    expect(block?.objects).toHaveLength(6);
    expect(lockstepBlocks(shuffleTimes(planted, random.next), options)).toEqual([]);
  });

  it.each([
    [{ windowMillis: Number.POSITIVE_INFINITY }, 'the window must be'],
    [{ windowMillis: 1, minActors: 1 }, 'minActors must be 2 or more'],
    [{ windowMillis: 1, minObjects: 0 }, 'minObjects must be'],
    [{ windowMillis: 1, tolerance: 0 }, 'tolerance must be'],
  ] as const)('refuses %j', (wrong, message) => {
    expect(() => lockstepBlocks(planted, wrong)).toThrow(message);
  });
});

describe('dense blocks', () => {
  const density = (pairs: readonly (readonly [number, number])[], sharers: Map<number, number>, nodes: number) =>
    pairs.reduce((sum, [, object]) => sum + 1 / Math.log(sharers.get(object)! + 5), 0) / nodes;

  it('are at least half as dense as the densest, and as dense as they say', () => {
    const pair = fc.tuple(fc.nat(4), fc.nat(3));
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: 16 }), (given) => {
        const [block] = denseBlocks(
          sharesOf(
            given.map(([a, o]) => [a, o, 0]),
            5,
            4,
          ),
          { minActors: 1 },
        );
        const pairs = [...new Map(given.map((of) => [of.join(), of])).values()];
        const sharers = new Map(pairs.map(([, object]) => [object, pairs.filter(([, o]) => o === object).length]));
        const inside = pairs.filter(([a, o]) => block?.actors.includes(a) && block.objects.includes(o));
        expect(inside).toHaveLength(block?.pairs ?? -1);
        expect(block?.weightPerNode).toBeCloseTo(
          density(inside, sharers, block!.actors.length + block!.objects.length),
          9,
        );
        let best = 0;
        for (let mask = 1; mask < 2 ** 9; mask++) {
          const has = (node: number) => ((mask >> node) & 1) === 1;
          const nodes = [...mask.toString(2)].filter((bit) => bit === '1').length;
          const own = pairs.filter(([a, o]) => has(a) && has(5 + o));
          best = Math.max(best, density(own, sharers, nodes));
        }
        expect(block!.weightPerNode).toBeGreaterThanOrEqual(best / 2 - 1e-9);
      }),
      { numRuns: 100 },
    );
  });

  it('are found behind camouflage, one after the other, and none in nothing', () => {
    const random = randomOf(9);
    const crowd = Array.from(
      { length: 6000 },
      () => [random.below(2000), Math.floor(300 * random.next() ** 3), 0] as const,
    );
    const ring = (first: number, object: number) =>
      Array.from({ length: 20 }, (_, a) =>
        Array.from({ length: 20 }, (_, o) => [first + a, object + o, 0] as const),
      ).flat();
    // Each of them also acts on what everybody acts on.
    const camouflage = Array.from({ length: 400 }, () => [2000 + random.below(20), random.below(10), 0] as const);
    const shares = sharesOf(
      [...crowd, ...ring(2000, 300), ...camouflage, ...ring(2020, 320).filter(() => random.next() < 0.8)],
      2040,
      340,
    );
    const found = denseBlocks(shares, { blocks: 2 });
    const members = (from: number) => Array.from({ length: 20 }, (_, i) => from + i);
    expect(found.map(({ actors }) => actors)).toEqual([members(2000), members(2020)]);
    expect(denseBlocks(sharesOf([], 0, 0))).toEqual([]);
    expect(() => denseBlocks(shares, { blocks: 0 })).toThrow('blocks must be');
  });
});
