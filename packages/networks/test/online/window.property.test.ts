/** N1 to N3: whatever comes in whatever order, the graph is the one of the shares that count; a state that was saved goes on alike. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coactionGraph, connectedComponents, neighboursOf } from '../../src/core/index.ts';
import {
  CoactionWindow,
  clusterMembers,
  clusterSize,
  coordinationChance,
  coordinationScore,
  type LayerDefinition,
} from '../../src/core/online/index.ts';

const ACTORS = ['ann', 'bob', 'cat', 'dan', 'eve', 'flo', 'gus'];
const OBJECTS = ['o1', 'o2', 'o3', 'o4'];
const LINKS: LayerDefinition = { name: 'link', windowMillis: 10, keepMillis: 60, sharesPerObject: 500 };
const TAGS: LayerDefinition = { name: 'tag', windowMillis: 4, keepMillis: 100, sharesPerObject: 500 };
const BOTH = [LINKS, TAGS];

interface Event {
  readonly timeMillis: number;
  readonly watermarkMillis: number;
  readonly shares: readonly { readonly layer: LayerDefinition; readonly actor: string; readonly object: string }[];
}

/** Mostly in order, some late, some after a pause or with a wrong date; the watermark follows as memory's does, in steps of 20. */
const events: fc.Arbitrary<readonly Event[]> = fc
  .array(
    fc.tuple(
      fc.oneof(
        { weight: 8, arbitrary: fc.integer({ min: 0, max: 8 }) },
        { weight: 2, arbitrary: fc.integer({ min: -70, max: -1 }) },
        { weight: 1, arbitrary: fc.integer({ min: 50, max: 500 }) },
      ),
      fc.array(
        fc.tuple(
          fc.constantFrom(...BOTH),
          fc.integer({ min: 0, max: ACTORS.length - 1 }),
          fc.integer({ min: 0, max: OBJECTS.length - 1 }),
        ),
        { maxLength: 3 },
      ),
    ),
    { maxLength: 60 },
  )
  .map((steps) => {
    let [newest, watermark] = [1_000, 1_000];
    return steps.map(([step, shares]) => {
      const timeMillis = newest + step;
      // A wrong date is not gone on from.
      if (step < 200) newest = Math.max(newest, timeMillis);
      watermark = Math.max(watermark, Math.min(timeMillis, watermark + 20));
      return {
        timeMillis,
        watermarkMillis: watermark,
        shares: shares.map(([layer, actor, object]) => ({ layer, actor: ACTORS[actor]!, object: OBJECTS[object]! })),
      };
    });
  });

function feed(window: CoactionWindow, { timeMillis, watermarkMillis, shares }: Event, position: number): void {
  window.begin(position, timeMillis, watermarkMillis);
  for (const { layer, actor, object } of shares) window.add(layer, actor, object, timeMillis);
}

/** The weights of pairs by the definition: all shares so far that count now, through the engine for whole tables, layer by layer. */
function expectedWeights(past: readonly Event[], layers: readonly LayerDefinition[]): Map<string, number> {
  const last = past.at(-1)!;
  const nowMillis = Math.max(last.timeMillis, last.watermarkMillis);
  const weights = new Map<string, number>();
  for (const layer of layers) {
    const rows = past.flatMap(({ timeMillis, watermarkMillis, shares }) => {
      // What was too late when it came was never held, and what was forgotten does not come back.
      if (timeMillis <= watermarkMillis - layer.keepMillis || timeMillis <= nowMillis - layer.keepMillis) return [];
      const own = shares.filter((share) => share.layer === layer);
      const distinct = new Map(own.map((share) => [`${share.actor} ${share.object}`, share]));
      return [...distinct.values()].map((share) => ({ ...share, timeMillis }));
    });
    const { from, to, weight } = coactionGraph(
      {
        actors: ACTORS.length,
        objects: OBJECTS.length,
        actor: Uint32Array.from(rows, ({ actor }) => ACTORS.indexOf(actor)),
        object: Uint32Array.from(rows, ({ object }) => OBJECTS.indexOf(object)),
        timeMillis: Float64Array.from(rows, ({ timeMillis }) => timeMillis),
      },
      { windowMillis: layer.windowMillis },
    );
    for (let edge = 0; edge < from.length; edge++) {
      const key = `${from[edge]}-${to[edge]}`;
      weights.set(key, (weights.get(key) ?? 0) + weight[edge]!);
    }
  }
  return weights;
}

function weightsOf(window: CoactionWindow, layers: readonly LayerDefinition[], minRepetition: number) {
  const graph = window.graph(layers, minRepetition);
  const weights = new Map<string, number>();
  for (const [a, name] of ACTORS.entries()) {
    const actor = window.actorNumber(name);
    if (actor < 0) continue;
    graph.forEachPartner(actor, (partner, weight) => {
      const b = ACTORS.indexOf(window.actorName(partner));
      if (a < b) weights.set(`${a}-${b}`, weight);
    });
  }
  return [...weights].sort();
}

describe('a network kept as events arrive', () => {
  it('is that of the shares that count, after every event', () => {
    fc.assert(
      fc.property(
        events,
        fc.constantFrom([LINKS], [TAGS], BOTH),
        fc.integer({ min: 1, max: 3 }),
        (stream, layers, minRepetition) => {
          const window = new CoactionWindow();
          stream.forEach((event, position) => {
            feed(window, event, position);
            const expected = expectedWeights(stream.slice(0, position + 1), layers);
            const edges = [...expected].filter(([, weight]) => weight >= minRepetition);
            expect(weightsOf(window, layers, minRepetition)).toEqual(edges.sort());
            const component = componentsOf(edges);
            for (const [index, name] of ACTORS.entries()) {
              const size = component.filter((of) => of === component[index]).length;
              expect(clusterSize(window, { layers, minRepetition }, name)).toBe(size === 1 ? 0 : size);
            }
          });
        },
      ),
      { numRuns: 300 },
    );
  });

  it('goes on from what was saved, and from a copy, as if nothing had been', () => {
    fc.assert(
      fc.property(events, fc.nat(60), (stream, cut) => {
        const whole = new CoactionWindow();
        let other = new CoactionWindow();
        let copy: CoactionWindow | null = null;
        stream.forEach((event, position) => {
          if (position === cut) {
            const parts = other.parts().map((part) => part());
            other = new CoactionWindow();
            other.load(parts);
            copy = whole.clone();
          }
          feed(whole, event, position);
          feed(other, event, position);
          if (copy !== null) feed(copy, event, position);
          const view = { layers: BOTH, minRepetition: 2 };
          for (const name of ACTORS) {
            for (const resumed of copy === null ? [other] : [other, copy]) {
              expect(clusterMembers(resumed, view, name, 100)).toEqual(clusterMembers(whole, view, name, 100));
              expect(coordinationScore(resumed, view, name)).toBe(coordinationScore(whole, view, name));
              expect(coordinationChance(resumed, view, name)).toBe(coordinationChance(whole, view, name));
            }
          }
        });
        const { layers, ...metrics } = whole.metrics();
        expect(other.metrics()).toMatchObject(metrics);
      }),
      { numRuns: 200 },
    );
  });
});

function componentsOf(edges: readonly (readonly [string, number])[]): Uint32Array {
  const ends = edges.map(([key]) => key.split('-').map(Number));
  return connectedComponents(
    neighboursOf(ACTORS.length, {
      from: Uint32Array.from(ends, ([a]) => a!),
      to: Uint32Array.from(ends, ([, b]) => b!),
      weight: new Float64Array(ends.length).fill(1),
    }),
  );
}
