/** Names with characters beyond ASCII. */
import { codePointLabel, maybeName } from './characters.ts';
import type { Lexer } from './lexer.ts';
import type { Token } from './tokens.ts';
import * as T from './tokens.ts';

const START = /[\p{XID_Start}_]/u;
const PART = /[\p{XID_Continue}]/u;
/** Categories that Python's `isprintable` refuses. */
const NON_PRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Zs}]/u;

/**
 * Read the name at `start`. Its text is in normal form KC, as Python's identifiers are, so that names that look alike by
 * compatibility are one name. A character that no name may hold is reported and ends the token.
 */
export function readWideName(lexer: Lexer, start: number): Token {
  const { text } = lexer;
  let end = start;
  while (end < lexer.end && maybeName(text.charCodeAt(end))) end++;
  let at = start;
  for (const character of text.slice(start, end)) {
    const fits = (at === start ? START : PART).test(character);
    if (!fits) {
      lexer.position = at + character.length;
      const label = codePointLabel(character.codePointAt(0)!);
      const printable = !NON_PRINTABLE.test(character);
      const message = printable
        ? `invalid character '${character}' (${label})`
        : `invalid non-printable character ${label}`;
      return lexer.fail(message, at, start);
    }
    at += character.length;
  }
  lexer.position = end;
  const raw = text.slice(start, end);
  return lexer.token(T.isKeyword(raw) ? T.KEYWORD : T.NAME, raw.normalize('NFKC'), start, end);
}
