/** Search by words, and matching claims. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bm25Index, best } from '../src/core/retrieve/bm25.ts';
import { ClaimMatcher } from '../src/core/retrieve/claim-matcher.ts';
import { termsOf } from '../src/core/retrieve/index-terms.ts';

describe('BM25', () => {
  it('is its formula', () => {
    const word = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    fc.assert(
      fc.property(
        fc.array(fc.array(word, { maxLength: 12 }), { minLength: 1, maxLength: 8 }),
        fc.array(word, { maxLength: 4 }),
        (documents, asked) => {
          const mean = documents.reduce((sum, { length }) => sum + length, 0) / documents.length;
          const scores = new Bm25Index(documents).scores(asked);
          documents.forEach((document, d) => {
            let score = 0;
            for (const term of new Set(asked)) {
              const holding = documents.filter((one) => one.includes(term)).length;
              const count = document.filter((one) => one === term).length;
              const rarity = Math.log(1 + (documents.length - holding + 0.5) / (holding + 0.5));
              if (count > 0) score += (rarity * count * 2.2) / (count + 1.2 * (0.25 + (0.75 * document.length) / mean));
            }
            expect(scores[d]).toBeCloseTo(score, 10);
          });
        },
      ),
    );
  });

  it('gives the best first, and nothing that shares no term', () => {
    const index = new Bm25Index([['x'], ['y', 'z'], ['y'], ['y']]);
    expect(best(index.scores(['y']), 2).map(({ document }) => document)).toEqual([2, 3]);
    expect(best(index.scores(['unseen']), 5)).toEqual([]);
  });
});

it('terms are words without their endings', () => {
  expect(termsOf('The voters voted for votes; it was VOTING! https://t.example/x 2020s cities stopped glass')).toEqual([
    'voter',
    'vot',
    'vot',
    'vot',
    '2020s',
    'city',
    'stop',
    'glass',
  ]);
});

describe('claims', () => {
  const claims = [
    { text: 'Drinking bleach cures the flu.', title: 'Does bleach cure flu?' },
    { text: 'A shark swam down a flooded street in Houston.', title: 'Shark on a flooded highway' },
    { text: 'The moon landing was filmed in a studio.', title: 'Was the moon landing faked?' },
    { text: 'A flooded street in Venice was dry within an hour.', title: 'Venice flood' },
  ];
  const posts = [
    'bleach!! it really cures flu, doctors hide it',
    'OMG shark swimming in the street after the flood',
    'moon landing = studio film',
  ];

  it('are found for posts that say them in other words', () => {
    const matcher = new ClaimMatcher(claims);
    expect(() => matcher.match('anything', 1)).toThrow('has learned nothing yet');
    matcher.learn(posts, [new Set([0]), new Set([1]), new Set([2])]);
    expect(matcher.match('sh4rk seen in flooded houston street', 1)[0]?.claim).toBe(1);
    expect(matcher.match('they f.i.l.m.e.d the moon landing', 2)[0]?.claim).toBe(2);
    expect(matcher.match('nothing of the kind', 3)).toEqual([]);
    for (const { probability } of matcher.match('flooded street', 4)) {
      expect(probability).toBeGreaterThan(0);
      expect(probability).toBeLessThan(1);
    }
  });
});
