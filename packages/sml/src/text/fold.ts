/**
 * The one form of a text in which a prefilter compares: every two letters that ignoring case makes equal, in Python's `re`
 * or in lower case, have one form. Works on UTF-16 units, so that offsets stay; letters outside of the BMP are left alone.
 */
import { caseEquivalents, simpleLower } from '../regex/case.ts';

/** The folded unit. */
export function foldUnit(unit: number): number {
  if (unit < 0x80) return unit >= 0x41 && unit <= 0x5a ? unit + 32 : unit;
  if (unit >= 0xd800 && unit <= 0xdfff) return unit;
  const lower = simpleLower(unit);
  return caseEquivalents(lower)[0] ?? lower;
}

export function foldText(text: string): string {
  let folded = '';
  for (let i = 0; i < text.length; i++) folded += String.fromCharCode(foldUnit(text.charCodeAt(i)));
  return folded;
}
