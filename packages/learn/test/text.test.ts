/** Views of a text, and the features that they become. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_NGRAMS, NgramCounter, NgramWeights } from '../src/core/text/hashed-ngrams.ts';
import { shapeOf } from '../src/core/text/shape.ts';
import { asWritten, folded } from '../src/core/text/views.ts';

describe('views', () => {
  it.each([
    ['Fr33 M0ney', 'free money'],
    ['f.r.e.e money', 'free money'],
    ['f r e e money', 'free money'],
    ['freeeeee', 'free'],
    ['fr\u200bee', 'free'],
    ['ｆｒｅｅ', 'free'],
    ['𝓯𝓻𝓮𝓮', 'free'],
    ['frée', 'free'],
    ['call 911 now', 'call 911 now'],
    ['voting! in the 2020s, the 1st', 'voting! in the 2020s, the 1st'],
    ['a b', 'a b'],
    ['', ''],
  ])('%s says %s', (text, said) => {
    expect(folded(asWritten(text))).toBe(said);
  });

  it('links and names stand for themselves, entities are read', () => {
    expect(asWritten('@Ann: see https://a.example/B?c=1 &amp; www.b.example').replace(/ +/g, ' ').trim()).toBe(
      'xnamex : see xlinkx & xlinkx',
    );
  });

  it('no text takes longer than its length deserves, or breaks', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(typeof folded(asWritten(text))).toBe('string');
      }),
    );
    for (const piece of ['a.', 'a1', '@', '&amp', 'http://', '\u0301', '𝓯']) {
      expect(folded(asWritten(piece.repeat(20_000))).length).toBeLessThanOrEqual(piece.length * 20_000 + 2);
    }
  });
});

describe('hashed n-grams', () => {
  /** Columns and counts of a text, of blocks of one kind. */
  function counted(text: string, block: (typeof DEFAULT_NGRAMS.blocks)[number]): number[] {
    const found: number[] = [];
    new NgramCounter({ blocks: [block], bits: 20 }).count(text, (_, __, counts) => found.push(...counts));
    return found.sort((a, b) => b - a);
  }

  it('count each run of words', () => {
    const words = { unit: 'word', view: 'written', from: 1, to: 2 } as const;
    expect(counted('to be or not to be', words)).toEqual([2, 2, 2, 1, 1, 1, 1, 1]);
    expect(counted('', words)).toEqual([]);
  });

  it('count each run of characters within a word and its ends', () => {
    const letters = { unit: 'character', view: 'written', from: 2, to: 3 } as const;
    // _a ab ba a_, _ab aba ba_ twice over; the two words are the same.
    expect(counted('aba aba', letters)).toEqual([2, 2, 2, 2, 2, 2, 2]);
    expect(counted('aba', { ...letters, view: 'raw' })).toHaveLength(7);
  });

  it('the same text has the same features, whatever came before it', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 40 }), { minLength: 1, maxLength: 8 }), (texts) => {
        const weights = NgramWeights.fit(texts, { ...DEFAULT_NGRAMS, bits: 12 });
        const all = weights.rows(texts);
        texts.forEach((text, row) => {
          const alone = new NgramWeights({ ...DEFAULT_NGRAMS, bits: 12 }, weights.rarity).rows([text]);
          expect([...all.index.slice(all.starts[row], all.starts[row + 1])]).toEqual([...alone.index]);
        });
      }),
      { numRuns: 30 },
    );
  });

  it('each block of a text has length 1', () => {
    const { rows, starts, value } = NgramWeights.fit(['free prize', 'lunch at noon'], {
      blocks: [{ unit: 'word', view: 'written', from: 1, to: 2 }],
      bits: 16,
    }).rows(['free lunch', 'a text of words that nobody saw', '']);
    const lengths = Array.from({ length: rows }, (_, row) => Math.hypot(...value.slice(starts[row], starts[row + 1])));
    expect(lengths[0]).toBeCloseTo(1, 6);
    expect(lengths[1]).toBeCloseTo(1, 6);
    expect(lengths[2]).toBe(0);
  });

  it('a rare word weighs more than one that every text has', () => {
    const weights = NgramWeights.fit(['the cat', 'the dog', 'the end'], {
      blocks: [{ unit: 'word', view: 'written', from: 1, to: 1 }],
      bits: 16,
    });
    const [the, cat] = weights.rows(['the cat']).value;
    expect(cat!).toBeGreaterThan(the!);
  });
});

it('a shape is steps, not sizes', () => {
  expect(shapeOf('WOW!!! visit www.a.example @me #x 😀')).toEqual([
    'length 6',
    'words 3',
    'capitals 2',
    'shouted 1',
    'digits 0',
    'letters 7',
    'beyond ASCII 1',
    'links 1',
    'names 1',
    'hashtags 1',
    'exclaimed 2',
    'asked 0',
    'pictures 1',
    'drawn out 2',
  ]);
});
