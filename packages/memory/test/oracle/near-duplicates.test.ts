/** The near-duplicate index against a plain search through all texts, and SimHash against its definition. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { define } from '../../src/keyed/definition.ts';
import { NEAR_BUCKET_MAX } from '../../src/limits.ts';
import { Memory } from '../../src/memory.ts';
import { joinGroup, nearDuplicateActors } from '../../src/near/near-duplicates.ts';
import { normalizeMessage } from '../../src/near/normalize.ts';
import { hammingDistance, type SimHash, simHash } from '../../src/near/simhash.ts';

const WINDOW = 1000;
const definitionFor = (distance: number) => ({
  texts: define('near-texts', { windowMillis: WINDOW, distance }),
  actors: define('near-actors', { windowMillis: WINDOW }),
});

/** Texts that are near each other to all degrees: words of one sentence replaced. */
const sentence =
  'claim your free reward today before the offer closes for everyone in this channel my dear friends'.split(' ');
const variant = fc
  .array(fc.tuple(fc.nat(sentence.length - 1), fc.constantFrom('coins', 'prize', 'now', 'gift', 'a')), { maxLength: 5 })
  .map((changes) => {
    const words = [...sentence];
    for (const [place, word] of changes) words[place] = word;
    return words.join(' ');
  });

class Oracle {
  readonly texts: { hash: SimHash; seen: number }[] = [];
  readonly actors = new Map<object, { actor: string; time: number }[]>();

  count(distance: number, text: string, actor: string, time: number): number {
    const hash = simHash(normalizeMessage(text));
    const apart = (other: SimHash) => hammingDistance(hash.high, hash.low, other.high, other.low);
    const known = this.texts
      .filter((known) => known.seen > time - WINDOW && apart(known.hash) <= distance)
      .sort((a, b) => apart(a.hash) - apart(b.hash) || a.hash.high - b.hash.high || a.hash.low - b.hash.low)[0];
    const same = this.texts.find((other) => other.hash.high === hash.high && other.hash.low === hash.low);
    const group = known ?? same ?? { hash, seen: time };
    if (known === undefined && same === undefined) this.texts.push(group);
    group.seen = Math.max(group.seen, time);
    const log = this.actors.get(group) ?? [];
    this.actors.set(group, log);
    log.push({ actor, time });
    const newest = Math.max(...log.map((entry) => entry.time));
    return new Set(log.filter((entry) => entry.time > newest - WINDOW).map((entry) => entry.actor)).size;
  }
}

type Step = readonly [text: string, actor: number, millis: number];

function compare(distance: number, sequence: readonly Step[]): void {
  const memory = new Memory({ seed: 5 });
  const oracle = new Oracle();
  const definition = definitionFor(distance);
  let time = 1e9;
  let newest = time;
  sequence.forEach(([text, actor, step], position) => {
    // Late by less than a window: beyond that, a band need not know what was known then.
    time = Math.max(time + step, newest - WINDOW + 1);
    newest = Math.max(newest, time);
    memory.begin(position, 0, 0);
    const counted = nearDuplicateActors(memory.keyed, definition, '', text, `u${actor}`, time);
    expect(counted).toBe(oracle.count(distance, text, `u${actor}`, time));
  });
}

describe.each([0, 3, 7])('near-duplicates up to %i bits apart', (distance) => {
  it('are those of a plain search', () => {
    const steps = fc.array(fc.tuple(variant, fc.nat(9), fc.integer({ min: -300, max: 500 })), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (sequence) => compare(distance, sequence)),
      { numRuns: 60 },
    );
  });
});

it('a late text finds the group that it belonged to at its time, though newer texts have made it out of date', () => {
  const known = 'claim your free reward today before the offer closes for everyone in this channel my dear friends';
  const near = known.replace('friends', 'coins');
  const sameBand = known.replace('before', 'coins');
  compare(3, [
    [known, 1, 0],
    [sameBand, 5, WINDOW + 1],
    [near, 8, -320],
  ]);
});

describe('SimHash', () => {
  it('is the majority of the runs, bit by bit', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4, maxLength: 200 }), (text) => {
        const whole = simHash(text);
        const runs = Array.from({ length: text.length - 3 }, (_, i) => simHash(text.slice(i, i + 4)));
        const votes = (half: 'high' | 'low', bit: number) => runs.filter((run) => (run[half] >>> bit) & 1).length;
        for (let bit = 0; bit < 32; bit++) {
          expect((whole.high >>> bit) & 1).toBe(votes('high', bit) * 2 > runs.length ? 1 : 0);
          expect((whole.low >>> bit) & 1).toBe(votes('low', bit) * 2 > runs.length ? 1 : 0);
        }
      }),
    );
  });

  it('is near for near texts and far for others', () => {
    const distance = (a: string, b: string) => {
      const [x, y] = [simHash(normalizeMessage(a)), simHash(normalizeMessage(b))];
      return hammingDistance(x.high, x.low, y.high, y.low);
    };
    const text = 'Limited time only: claim 500 free coins at https://a.example/x1 with code 77, thank you @alice!';
    expect(
      distance(text, 'LIMITED time only, claim 900 free coins at http://b.example/zz with code 1 thank you @bob'),
    ).toBe(0);
    expect(distance(text, `${text} Hurry!`)).toBeLessThan(20);
    expect(distance(text, 'We went for a long walk along the river and watched the boats go by')).toBeGreaterThan(20);
  });

  it('takes text of any length and kind', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 50 }), (text) => {
        expect(normalizeMessage(normalizeMessage(text))).toBe(normalizeMessage(text));
      }),
    );
    expect(normalizeMessage('@a https://x.example !!')).toBe('');
    expect(simHash('x'.repeat(70_000))).toEqual(simHash('xxxx'));
  });
});

describe('a full bucket', () => {
  it('loses the text seen longest ago and says so', () => {
    const { keyed } = new Memory({ seed: 5 });
    const { texts } = definitionFor(0);
    const text = (i: number) => ({ high: Math.imul(i, 0x9e3779b1) >>> 0, low: 0xabcd });
    for (let i = 0; i < NEAR_BUCKET_MAX + 50; i++) {
      keyed.begin(i, 0, 0);
      expect(joinGroup(keyed, texts, 'k', text(i), 1000 + i)).toEqual(text(i));
    }
    // Two of the four bands are the same for all.
    const metrics = keyed.table.accounts.metrics().find(({ definition }) => definition === texts.identity);
    expect(metrics?.cappedTotal).toBe(2 * 50);
  });
});
