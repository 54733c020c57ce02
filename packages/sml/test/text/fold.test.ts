/** Folding a text is folding its units. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { foldText, foldUnit } from '../../src/text/fold.ts';

const byUnits = (text: string): string =>
  Array.from({ length: text.length }, (_, i) => String.fromCharCode(foldUnit(text.charCodeAt(i)))).join('');

it('folds every character of the BMP as its unit', () => {
  const wrong: string[] = [];
  for (let unit = 0; unit <= 0xffff; unit++) {
    const text = `a${String.fromCharCode(unit)} b`;
    if (foldText(text) !== byUnits(text)) wrong.push(unit.toString(16));
  }
  expect(wrong).toEqual([]);
});

it('folds texts as their units, and keeps their length', () => {
  const letters = fc.constantFrom(...'aAΣσςİıſKßẞ𐐀𐐨😀é', 'ΜΟΔΟΣ ', '\ud800');
  fc.assert(
    fc.property(fc.array(letters, { maxLength: 12 }), (parts) => {
      const text = parts.join('');
      expect(foldText(text)).toBe(byUnits(text));
      expect(foldText(text)).toHaveLength(text.length);
    }),
  );
});

it('makes equal what ignoring case makes equal', () => {
  expect(foldText('ΟΔΌΣ')).toBe(foldText('οδός'));
  expect(foldText('\u212aIND')).toBe('kind');
  expect(foldText('ſhIft')).toBe('shift');
});
