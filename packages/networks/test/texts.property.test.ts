/** Similar texts, against comparing every pair. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Shares, similarityGraph } from '../src/core/index.ts';
import { nearDuplicates, similarSets, similarSetsNear, toolkitTokens } from '../src/index.ts';
import { bandsFor } from '../src/text/near-duplicates.ts';

const WORDS = ['ant', 'bee', 'cat', 'dog', 'elk', 'fox', 'gnu', 'hen', 'ibis', 'jay', 'kite', 'lark'];
const set = fc.uniqueArray(fc.constantFrom(...WORDS), { maxLength: 9 });
const jaccard = (a: readonly string[], b: readonly string[]) => {
  const both = a.filter((word) => b.includes(word)).length;
  return both / (a.length + b.length - both);
};

describe('sets', () => {
  it('that are similar are found, all of them and no others', () => {
    fc.assert(
      fc.property(
        fc.array(set, { maxLength: 30 }),
        fc.constantFrom(0.1, 0.5, 2 / 3, 0.8, 0.9, 1),
        (sets, threshold) => {
          const { start, other } = similarSets(sets, threshold);
          for (const [i, a] of sets.entries()) {
            const expected = [...sets.keys()].filter((j) => j !== i && jaccard(a, sets[j]!) >= threshold);
            expect([...other.subarray(start[i], start[i + 1])]).toEqual(expected);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('near-duplicates', () => {
  const texts = fc.array(
    set.filter((words) => words.length >= 4).map((words) => words.join(' ')),
    { minLength: 2, maxLength: 25 },
  );

  it('are joined through verified pairs only, and hardly any is missed', () => {
    let [pairs, missed] = [0, 0];
    fc.assert(
      fc.property(
        texts,
        fc.constantFrom('jaccard', 'cosine'),
        fc.constantFrom(0.6, 0.8, 1),
        (given, measure, similarity) => {
          const { of } = nearDuplicates(given, { similarity, measure });
          const sets = given.map((text) => text.split(' '));
          const is = (a: readonly string[], b: readonly string[]) => {
            const both = a.filter((word) => b.includes(word)).length;
            return measure === 'jaccard' ? jaccard(a, b) : both / Math.sqrt(a.length * b.length);
          };
          // Through chains: the components of all pairs that are similar enough.
          const component = given.map((_, i) => i);
          for (let round = 0; round < given.length; round++) {
            for (const i of given.keys()) {
              for (const j of given.keys()) {
                if (is(sets[i]!, sets[j]!) >= similarity - 1e-12) component[i] = Math.min(component[i]!, component[j]!);
              }
            }
          }
          for (const i of given.keys()) {
            for (const j of given.keys()) {
              if (of[i] === of[j]) expect(component[i]).toBe(component[j]);
              if (i >= j || is(sets[i]!, sets[j]!) < similarity - 1e-12) continue;
              pairs++;
              if (of[i] !== of[j]) missed++;
            }
          }
        },
      ),
      { numRuns: 300, seed: 7 },
    );
    expect(pairs).toBeGreaterThan(500);
    // At most one in a thousand, and with a fixed seed always the same ones.
    expect(missed).toBeLessThanOrEqual(pairs / 500);
  });

  it('bands miss no more than they may, at any similarity', () => {
    for (const similarity of [0.3, 0.5, 0.64, 0.7, 0.8, 0.9, 0.95]) {
      const { rows, count } = bandsFor(similarity);
      expect((1 - similarity ** rows) ** count).toBeLessThanOrEqual(0.001);
    }
  });

  it('of a text with thousands of variants take no quadratic time', () => {
    // Each differs from every other in one word of twenty: with all pairs looked at, 200 million.
    const words = Array.from({ length: 20 }, (_, i) => `word${i}`);
    const variants = Array.from({ length: 20_000 }, (_, i) => words.with(i % 20, `variant${i}`).join(' '));
    expect(nearDuplicates(variants)).toMatchObject({ clusters: 1, unverified: 0 });
  });

  it('are numbered in order of their first text; what makes no sense is refused', () => {
    expect([...nearDuplicates(['x', 'one two three four', 'X', 'one two three  FOUR']).of]).toEqual([0, 1, 0, 1]);
    expect([...nearDuplicates([]).of]).toEqual([]);
    expect(() => nearDuplicates([], { similarity: 0 })).toThrow('above 0');
    expect(() => nearDuplicates([], { similarity: 0.2, measure: 'cosine' })).toThrow('0.2 are not nearly the same');
    expect(() => nearDuplicates([], { minWords: 0 })).toThrow('minWords');
  });
});

describe('the toolkit', () => {
  it('has words by UAX #29, in ASCII as in all of Unicode', () => {
    const segmenter = new Intl.Segmenter('en', { granularity: 'word' });
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aB19 .,:;\'"_-!#/'), maxLength: 16 }), (text) => {
        const expected = new Set([...segmenter.segment(text.toLowerCase())].map(({ segment }) => segment.trim()));
        expected.delete('').valueOf();
        expected.delete("'");
        expect(new Set(toolkitTokens(text))).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
    expect(toolkitTokens('@ann said Grüße, Grüße')).toEqual(['said', 'grüße', ',']);
  });

  const messages = fc.array(fc.tuple(fc.nat(4), set, fc.nat(20)), { maxLength: 20 });
  it('joins authors of similar messages within the window', () => {
    fc.assert(
      fc.property(
        messages,
        fc.nat(12),
        fc.constantFrom(0.4, 0.8, 1),
        fc.boolean(),
        fc.integer({ min: 1, max: 2 }),
        (given, windowMillis, threshold, loops, minRepetition) => {
          const texts = [...new Set(given.map(([, words]) => words.toSorted().join(' ')))].filter(
            (text) => text !== '',
          );
          const rows = given.filter(([, words]) => words.length > 0);
          const shares: Shares = {
            actors: 5,
            objects: texts.length,
            actor: Uint32Array.from(rows, ([actor]) => actor),
            object: Uint32Array.from(rows, ([, words]) => texts.indexOf(words.toSorted().join(' '))),
            timeMillis: Float64Array.from(rows, ([, , time]) => time),
          };
          const expected = new Map<string, number>();
          for (const [i, [a, words, time]] of rows.entries()) {
            const partners = new Set(
              rows
                .filter(
                  ([b, theirs, then], j) =>
                    j !== i &&
                    (loops || a !== b) &&
                    Math.abs(time - then) <= windowMillis &&
                    jaccard(words, theirs) >= threshold,
                )
                .map(([b]) => b),
            );
            for (const b of partners) expected.set(`${a}-${b}`, (expected.get(`${a}-${b}`) ?? 0) + 1);
          }
          const sets = texts.map((text) => text.split(' '));
          for (const similar of [
            similarSets(sets, threshold),
            similarSetsNear(sets, threshold, shares, windowMillis, 1000),
          ]) {
            const { from, to, weight } = similarityGraph(shares, similar!, { windowMillis, loops, minRepetition });
            const found = Array.from(from, (a, edge) => [`${a}-${to[edge]}`, weight[edge]]);
            expect(found.sort()).toEqual([...expected].filter(([, count]) => count >= minRepetition).sort());
          }
          expect(similarSetsNear(sets, threshold, shares, windowMillis, -1)).toBeNull();
        },
      ),
      { numRuns: 300 },
    );
  });
});
