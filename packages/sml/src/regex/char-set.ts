/** Sets of code points: what one position of a pattern accepts. */
import { WHITESPACE } from '../text/whitespace.ts';
import type { Fold } from './ast.ts';
import { asciiLower, casedLetters, caseEquivalents, isCased, simpleLower, simpleUpper } from './case.ts';

/** `word`, `digit`, `space` as Python's `\w`, `\d`, `\s`; a leading `not-` negates. */
export type CategoryName = 'word' | 'digit' | 'space';

export interface Category {
  readonly name: CategoryName;
  readonly negate: boolean;
  readonly ascii: boolean;
}

export interface CharSet {
  /** Sorted, disjoint pairs lo, hi, both included, already folded. */
  readonly ranges: readonly number[];
  readonly categories: readonly Category[];
  /** Ranges outside of the BMP under a fold: they accept a letter whose upper case they hold. */
  readonly upperRanges: readonly number[];
  readonly negate: boolean;
  /** Applied to the text's code point before it is looked up. */
  readonly fold: Fold;
}

export type SetItem =
  | { readonly kind: 'range'; readonly low: number; readonly high: number }
  | { readonly kind: 'category'; readonly category: Category };

const BMP_END = 0x10000;
/** A power of two above every code point. */
const CODE_POINTS = 0x200000;

/** A single code point. */
export function literalSet(code: number, fold: Fold): CharSet {
  const cased = fold === 'unicode' ? isCased(code) : fold === 'ascii' && code < 0x80 && isCased(code);
  if (!cased) return plain([code, code]);
  const lower = fold === 'ascii' ? asciiLower(code) : simpleLower(code);
  const letters = fold === 'ascii' ? [lower] : caseEquivalents(lower);
  return { ...plain(normalizeRanges(letters.flatMap((letter) => [letter, letter]))), fold };
}

/** Any code point, or any but newline. */
export function dotSet(dotAll: boolean): CharSet {
  return dotAll ? { ...plain([]), negate: true } : { ...plain([10, 10]), negate: true };
}

export function categorySet(category: Category): CharSet {
  return { ...plain([]), categories: [category] };
}

/** A bracketed class. */
export function classSet(items: readonly SetItem[], negate: boolean, fold: Fold): CharSet {
  const ranges: number[] = [];
  const upperRanges: number[] = [];
  const categories: Category[] = [];
  let cased = false;
  for (const item of items) {
    if (item.kind === 'category') {
      categories.push(item.category);
    } else if (fold === 'none') {
      ranges.push(item.low, item.high);
    } else if (fold === 'ascii') {
      cased = foldAsciiRange(item.low, item.high, ranges, upperRanges) || cased;
    } else {
      cased = foldUnicodeRange(item.low, item.high, ranges, upperRanges) || cased;
    }
  }
  return { ranges: normalizeRanges(ranges), categories, upperRanges, negate, fold: cased ? fold : 'none' };
}

const plain = (ranges: readonly number[]): CharSet => ({
  ranges,
  categories: [],
  upperRanges: [],
  negate: false,
  fold: 'none',
});

function foldAsciiRange(low: number, high: number, ranges: number[], upperRanges: number[]): boolean {
  ranges.push(low, high);
  // Ranges outside of the BMP ignore case by Unicode's rules even here, as CPython's do.
  if (high >= BMP_END && low !== high) upperRanges.push(low, high);
  const from = Math.max(low, 0x41);
  const to = Math.min(high, 0x5a);
  if (from <= to) ranges.push(from + 32, to + 32);
  return high >= BMP_END || from <= to || (low <= 0x7a && high >= 0x61);
}

/** Adds the lower case of every member; returns whether case matters to any. Letters outside of the BMP keep their range. */
function foldUnicodeRange(low: number, high: number, ranges: number[], upperRanges: number[]): boolean {
  const end = Math.min(high, BMP_END - 1);
  let cased = false;
  let next = low;
  for (let page = low >> 8; page <= end >> 8; page++) {
    for (const code of casedLetters(page)) {
      if (code < low || code > end) continue;
      cased = true;
      if (next < code) ranges.push(next, code - 1);
      for (const letter of caseEquivalents(simpleLower(code))) ranges.push(letter, letter);
      next = code + 1;
    }
  }
  if (next <= end) ranges.push(next, end);
  if (high < BMP_END) return cased;
  if (low === high) ranges.push(low, high);
  else upperRanges.push(low, high);
  return true;
}

/** Sorted and merged. */
function normalizeRanges(pairs: readonly number[]): number[] {
  // A pair as one number sorts without an object: wide classes without case have thousands.
  const sorted = Float64Array.from({ length: pairs.length / 2 }, (_, i) => {
    return (pairs[2 * i] ?? 0) * CODE_POINTS + (pairs[2 * i + 1] ?? 0);
  }).sort();
  const merged: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const pair of sorted) {
    const low = Math.floor(pair / CODE_POINTS);
    const high = pair % CODE_POINTS;
    if (low <= last + 1) {
      last = Math.max(last, high);
      merged[merged.length - 1] = last;
    } else {
      merged.push(low, high);
      last = high;
    }
  }
  return merged;
}

/** Whether the set accepts a code point. */
export function setHas(set: CharSet, code: number): boolean {
  const folded = set.fold === 'none' ? code : set.fold === 'ascii' ? asciiLower(code) : simpleLower(code);
  return matches(set, folded) !== set.negate;
}

function matches(set: CharSet, code: number): boolean {
  if (inRanges(set.ranges, code)) return true;
  for (const category of set.categories) {
    if (inCategory(category.name, category.ascii, code) !== category.negate) return true;
  }
  if (set.upperRanges.length === 0) return false;
  return inRanges(set.upperRanges, code) || inRanges(set.upperRanges, simpleUpper(code));
}

function inRanges(ranges: readonly number[], code: number): boolean {
  let low = 0;
  let high = ranges.length >> 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (code > (ranges[2 * middle + 1] ?? 0)) low = middle + 1;
    else high = middle;
  }
  return 2 * low < ranges.length && code >= (ranges[2 * low] ?? 0);
}

const UNICODE_CATEGORY: Readonly<Record<CategoryName, RegExp>> = {
  word: /[\p{L}\p{N}_]/u,
  digit: /\p{Nd}/u,
  space: new RegExp(`[${WHITESPACE}]`),
};

const ASCII_CATEGORY: Readonly<Record<CategoryName, RegExp>> = {
  word: /\w/,
  digit: /[0-9]/,
  space: /[ \t-\r]/,
};

/** `\w` is a letter or number of any script, or `_`; it has no marks. */
export function inCategory(name: CategoryName, ascii: boolean, code: number): boolean {
  if (ascii) return ASCII_CATEGORY[name].test(String.fromCodePoint(code));
  return (categoriesOf(code) & CATEGORY_BIT[name]) !== 0;
}

const CATEGORY_BIT: Readonly<Record<CategoryName, number>> = { word: 1, digit: 2, space: 4 };

/** Categories of the code points of a page (256 of them), looked up once: texts may go through all of Unicode. */
const categoryPages: (Uint8Array | undefined)[] = [];

function categoryPage(page: number): Uint8Array {
  let categories = categoryPages[page];
  if (categories === undefined) {
    categories = Uint8Array.from({ length: 256 }, (_, low) => {
      const text = String.fromCodePoint(page * 256 + low);
      const { word, digit, space } = UNICODE_CATEGORY;
      return (word.test(text) ? 1 : 0) | (digit.test(text) ? 2 : 0) | (space.test(text) ? 4 : 0);
    });
    categoryPages[page] = categories;
  }
  return categories;
}

/** A bit for each category that a code point is in. */
export const categoriesOf = (code: number): number => categoryPage(code >> 8)[code & 255] ?? 0;

/** Whether all code points of a page are in the same categories. */
export function isUniformPage(page: number): boolean {
  const categories = categoryPage(page);
  return categories.every((one) => one === categories[0]);
}

/** The members of a small set, or null where it has more than `most`. They are as folded: one per group of equal letters. */
export function smallMembers(set: CharSet, most: number): readonly number[] | null {
  if (set.negate || set.categories.length > 0 || set.upperRanges.length > 0) return null;
  const members: number[] = [];
  for (let i = 0; i < set.ranges.length; i += 2) {
    const low = set.ranges[i] ?? 0;
    const high = set.ranges[i + 1] ?? 0;
    if (members.length + high - low + 1 > most) return null;
    for (let code = low; code <= high; code++) members.push(code);
  }
  return members;
}
