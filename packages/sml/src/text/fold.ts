/**
 * The one form of a text in which a prefilter compares: every two letters that ignoring case makes equal, in Python's `re`
 * or in lower case, have one form. It keeps UTF-16 offsets; letters outside of the BMP are left alone.
 */
import { caseEquivalents, simpleLower } from '../regex/case.ts';

/** The folded unit. */
export function foldUnit(unit: number): number {
  if (unit < 0x80) return unit >= 0x41 && unit <= 0x5a ? unit + 32 : unit;
  if (unit >= 0xd800 && unit <= 0xdfff) return unit;
  const lower = simpleLower(unit);
  return caseEquivalents(lower)[0] ?? lower;
}

/** Lower-case letters whose folded form is another. */
const VARIANTS = /[\u0345\u1fbeıſµ\u1fd3\u1fe3ϐϵϑϰϖϱςϕᲀ-\u1c88ẛﬅ]/;
const EVERY_VARIANT = new RegExp(VARIANTS.source, 'g');
/** Lower case of these has another length, or is that of a letter outside of the BMP. */
const NO_LOWER_CASE = /İ|(?=\p{Lu})[\u{10000}-\u{10ffff}]/u;

/** Every unit folded. Built on the runtime's own lower case, which is far faster than one unit at a time. */
export function foldText(text: string): string {
  if (NO_LOWER_CASE.test(text)) return foldUnits(text);
  const lower = text.toLowerCase();
  return VARIANTS.test(lower) ? lower.replace(EVERY_VARIANT, foldUnits) : lower;
}

function foldUnits(text: string): string {
  let folded = '';
  for (let i = 0; i < text.length; i++) folded += String.fromCharCode(foldUnit(text.charCodeAt(i)));
  return folded;
}
