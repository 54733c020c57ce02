/**
 * Format strings, taken apart as CPython 3.11 does, with its messages: text and fields between braces; a field is an
 * expression, then `=`, `!r` and `:spec`, each optional. A field's expression is read from the source in place.
 */

import { parseGroup } from './atoms.ts';
import { extraBytes, isLineBreak } from './characters.ts';
import { normalizeLineBreaks } from './escapes.ts';
import { MAX_BRACKET_DEPTH, MAX_FORMAT_DEPTH } from './limits.ts';
import type { Parser } from './parser.ts';
import type { PyExpression, PyField } from './python-nodes.ts';
import { appendText, type StringPiece, textValue } from './string-values.ts';
import { isKeyword } from './tokens.ts';

/** Thrown inside of this file to leave a malformed format string; its message has been reported. */
const MALFORMED = Symbol('malformed');

interface Cursor {
  readonly parser: Parser;
  readonly text: string;
  readonly piece: StringPiece;
  readonly end: number;
  at: number;
  /** Line and column of the offset `measured`. */
  line: number;
  column: number;
  measured: number;
  readonly parts: (string | PyField)[];
}

/** Read a format string's text and fields into `parts`. What is malformed is reported, and ends it. */
export function readFormatString(parser: Parser, piece: StringPiece, parts: (string | PyField)[]): void {
  const { line, column, start } = piece.token;
  const cursor: Cursor = {
    parser,
    text: parser.text,
    piece,
    end: piece.end,
    at: piece.start,
    line,
    column,
    measured: start,
    parts,
  };
  try {
    readParts(cursor, 0);
  } catch (thrown) {
    if (thrown !== MALFORMED) throw thrown;
  }
}

function fail(cursor: Cursor, message: string): never {
  cursor.parser.report(`f-string${message}`);
  throw MALFORMED;
}

function readParts(cursor: Cursor, depth: number): void {
  for (;;) {
    readText(cursor, depth);
    if (cursor.at >= cursor.end || cursor.text[cursor.at] === '}') break;
    readField(cursor, depth);
  }
  if (depth > 0 && cursor.at >= cursor.end) fail(cursor, ": expecting '}'");
}

/** Literal text up to a field, the end, or the `}` that ends a format spec. */
function readText(cursor: Cursor, depth: number): void {
  const { text, end, piece } = cursor;
  let start = cursor.at;
  let at = start;
  const take = (to: number) => {
    const value = textValue(cursor.parser, start, to, piece.raw);
    // A format spec is no part of the text: SML has none.
    if (depth === 0) appendText(cursor.parts, value);
  };
  while (at < end) {
    let character = text[at]!;
    if (character === '\\' && !piece.raw && at + 1 < end) {
      character = text[at + 1]!;
      if (character === 'N') {
        const closing = text[at + 2] === '{' ? text.indexOf('}', at + 2) : -1;
        at = text[at + 2] !== '{' ? Math.min(at + 3, end) : closing === -1 || closing >= end ? end : closing + 1;
        continue;
      }
      at++;
    }
    if (character === '{' || character === '}') {
      if (depth === 0 && at + 1 < end && text[at + 1] === character) {
        take(at + 1);
        at += 2;
        start = at;
        continue;
      }
      if (depth === 0 && character === '}') fail(cursor, ": single '}' is not allowed");
      break;
    }
    at++;
  }
  take(at);
  cursor.at = at;
}

function readField(cursor: Cursor, depth: number): void {
  const { text, end } = cursor;
  if (depth >= MAX_FORMAT_DEPTH) fail(cursor, ': expressions nested too deeply');
  const brace = cursor.at;
  const start = brace + 1;
  cursor.at = start;
  skipExpression(cursor);
  const expressionEnd = cursor.at;
  if (expressionEnd >= end) fail(cursor, ": expecting '}'");
  if (expressionEnd === start && text[start] !== '}') fail(cursor, `: expression required before '${text[start]}'`);
  const expression = readExpression(cursor, start, expressionEnd);

  let formatted = false;
  if (text[cursor.at] === '=') {
    cursor.at++;
    while (cursor.at < end && /[ \t\n\v\f\r]/.test(text[cursor.at]!)) cursor.at++;
    formatted = true;
    if (depth === 0) appendText(cursor.parts, normalizeLineBreaks(text.slice(start, cursor.at)));
  }
  if (text[cursor.at] === '!' && cursor.at < end) {
    cursor.at++;
    if (cursor.at >= end) fail(cursor, ": expecting '}'");
    if (!'sra'.includes(text[cursor.at]!)) fail(cursor, ": invalid conversion character: expected 's', 'r', or 'a'");
    cursor.at++;
    formatted = true;
  }
  if (cursor.at >= end) fail(cursor, ": expecting '}'");
  if (text[cursor.at] === ':') {
    cursor.at++;
    if (cursor.at >= end) fail(cursor, ": expecting '}'");
    readParts(cursor, depth + 1);
    formatted = true;
  }
  if (text[cursor.at] !== '}' || cursor.at >= end) fail(cursor, ": expecting '}'");
  cursor.at++;
  // A malformed expression is reported already.
  if (expression !== null && depth === 0) cursor.parts.push({ expression, formatted });
}

const OPENERS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** Step over a field's expression, to the `!`, `:`, `=` or `}` behind it. */
function skipExpression(cursor: Cursor): void {
  const { text, end } = cursor;
  const open: string[] = [];
  for (; cursor.at < end; cursor.at++) {
    const character = text[cursor.at]!;
    if (character === '\\') fail(cursor, ' expression part cannot include a backslash');
    if (character === "'" || character === '"') {
      skipString(cursor, character);
    } else if (character === '(' || character === '[' || character === '{') {
      if (open.length >= MAX_BRACKET_DEPTH) fail(cursor, ': too many nested parenthesis');
      open.push(character);
    } else if (character === '#') {
      fail(cursor, " expression part cannot include '#'");
    } else if (open.length === 0 && '!:}=<>'.includes(character)) {
      if (cursor.at + 1 < end && text[cursor.at + 1] === '=' && '!=<>'.includes(character)) cursor.at++;
      else if (character !== '<' && character !== '>') return;
    } else if (character === ')' || character === ']' || character === '}') {
      const opener = open.pop();
      if (opener === undefined) fail(cursor, `: unmatched '${character}'`);
      if (opener !== OPENERS[character]) {
        fail(cursor, `: closing parenthesis '${character}' does not match opening parenthesis '${opener}'`);
      }
    }
  }
  const unclosed = open.at(-1);
  if (unclosed !== undefined) fail(cursor, `: unmatched '${unclosed}'`);
}

/** Step to the last character of a string inside of an expression. */
function skipString(cursor: Cursor, quote: string): void {
  const { text, end } = cursor;
  const triple = cursor.at + 2 < end && text[cursor.at + 1] === quote && text[cursor.at + 2] === quote;
  const closing = triple ? quote.repeat(3) : quote;
  cursor.at += closing.length;
  for (; cursor.at < end; cursor.at++) {
    if (text[cursor.at] === '\\') fail(cursor, ' expression part cannot include a backslash');
    if (text.startsWith(closing, cursor.at) && cursor.at + closing.length <= end) {
      cursor.at += closing.length - 1;
      return;
    }
  }
  fail(cursor, ': unterminated string');
}

const SIMPLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The expression between two offsets; null where it is malformed and has been reported. */
function readExpression(cursor: Cursor, start: number, end: number): PyExpression | null {
  const { parser } = cursor;
  const name = cursor.text.slice(start, end);
  if (/^[ \t\n\f\r]*$/.test(name)) fail(cursor, ': empty expression not allowed');
  moveTo(cursor, start);
  const { line, column } = cursor;
  if (SIMPLE_NAME.test(name) && !isKeyword(name)) {
    return { type: 'Name', name, span: { source: parser.source, line, column, start, end } };
  }
  const field = parser.embed({ start, end, line, column, embedded: true });
  return field.runEmbedded(() => parseGroup(field));
}

/** Bring the cursor's line and column to an offset at or after the last. */
function moveTo(cursor: Cursor, offset: number): void {
  const { text } = cursor;
  while (cursor.measured < offset) {
    const unit = text.charCodeAt(cursor.measured++);
    if (!isLineBreak(unit)) {
      cursor.column += 1 + extraBytes(unit);
    } else {
      if (unit === 13 && text.charCodeAt(cursor.measured) === 10) cursor.measured++;
      cursor.line++;
      cursor.column = 0;
    }
  }
}
