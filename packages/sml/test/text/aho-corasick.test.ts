/** Aho-Corasick against looking for each word on its own. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../src/regex/pattern.ts';
import { AhoCorasick, type WordMatch } from '../../src/text/aho-corasick.ts';

function matches(automaton: AhoCorasick, text: string): WordMatch[] {
  const found: WordMatch[] = [];
  automaton.search(text, (match) => {
    found.push(match);
    return false;
  });
  return found;
}

function naive(words: readonly string[], text: string): string[] {
  const found: string[] = [];
  for (const [word, letters] of words.entries()) {
    if (letters === '') continue;
    for (let at = text.indexOf(letters); at >= 0; at = text.indexOf(letters, at + 1)) {
      found.push(`${word}@${at}`);
    }
  }
  return found.sort();
}

const letters = fc.array(fc.constantFrom('a', 'b', 'c', '😀', 'é'), { maxLength: 5 }).map((s) => s.join(''));
const subject = fc.array(fc.constantFrom('a', 'b', 'c', '😀', 'é', ' '), { maxLength: 40 }).map((s) => s.join(''));

describe('Aho-Corasick', () => {
  it('finds every occurrence of every word', () => {
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 12 }), subject, (words, text) => {
        const found = matches(new AhoCorasick(words), text);
        expect(found.map(({ word, start }) => `${word}@${start}`).sort()).toEqual(naive(words, text));
        expect(found.every(({ word, start, end }) => text.slice(start, end) === words[word])).toBe(true);
      }),
    );
  });

  it('finds the same in a list too large for a full table', () => {
    const words = Array.from({ length: 9_000 }, (_, i) =>
      String.fromCharCode(0x4e00 + i, 0x4e00 + ((i * 7) % 9_000), 0x61),
    );
    const text = words.filter((_, i) => i % 1000 === 0).join('—');
    const found = new Uint8Array(words.length);
    expect(new AhoCorasick(words).mark(text, found)).toBe(9);
    expect([...found.keys()].filter((i) => found[i] === 1)).toEqual([
      0, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000,
    ]);
  });

  it('ignores case as regular expressions do', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-zA-ZßẞéÉſıİKσςΣ]{1,3}$/),
        fc.stringMatching(/^[a-zA-ZßẞéÉſıİKσςΣ ]{0,12}$/),
        (word, text) => {
          const found = new AhoCorasick([word], { ignoreCase: true }).has(text);
          const result = compilePattern(word, { ignoreCase: true });
          const expected = result.ok && result.pattern.test(text);
          // A fold may find more than the pattern, never less: it serves as a filter.
          if (expected === true) expect(found).toBe(true);
          if (/^[a-zA-ZéÉσςΣ]+$/.test(word + text.replaceAll(' ', ''))) expect(found).toBe(expected);
        },
      ),
    );
  });

  it('keeps to whole words where asked', () => {
    const words = new AhoCorasick(['cat', 't-shirt', '$$'], { ignoreCase: true, wordBoundary: true });
    const found = (text: string) => matches(words, text).map(({ word }) => word);
    expect(found('A Cat.')).toEqual([0]);
    expect(found('concatenate, caté, _cat, 1cat, 𐐀cat')).toEqual([]);
    expect(found('new T-SHIRT here')).toEqual([1]);
    expect(found('a$$b, $$')).toEqual([2]);
  });

  it('stops where it is told to', () => {
    let seen = 0;
    new AhoCorasick(['a']).search('aaaa', () => {
      seen++;
      return seen === 2;
    });
    expect(seen).toBe(2);
  });
});
