/** Word boundaries: Python's `\b` at an offset of a text. */
import { inCategory } from '../regex/char-set.ts';

/** Whether exactly one side of a UTF-16 offset is a letter, number or `_`. */
export function isWordBoundary(text: string, at: number): boolean {
  const trail = text.charCodeAt(at - 1);
  const before = trail >= 0xdc00 && trail <= 0xdfff && at > 1 ? text.codePointAt(at - 2) : text.codePointAt(at - 1);
  return isWord(at === 0 ? undefined : before) !== isWord(text.codePointAt(at));
}

const isWord = (code: number | undefined): boolean => code !== undefined && inCategory('word', false, code);
