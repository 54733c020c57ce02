/** What a run of adjacent string tokens means: one string, one bytes literal or one format string. */
import type { Span } from '../ast/span.ts';
import { decodeBytes, decodeText, normalizeLineBreaks } from './escapes.ts';
import { readFormatString } from './format-strings.ts';
import type { Parser } from './parser.ts';
import type { PyExpression, PyField } from './python-nodes.ts';
import type { Token } from './tokens.ts';

/** One token, taken apart. Offsets are into the source. */
export interface StringPiece {
  readonly token: Token;
  readonly raw: boolean;
  readonly bytes: boolean;
  readonly format: boolean;
  readonly start: number;
  readonly end: number;
}

/** The node for adjacent string tokens. The parser stands behind them, which is where CPython reports what is wrong with them. */
export function joinStrings(parser: Parser, tokens: readonly Token[], span: Span): PyExpression {
  const pieces = tokens.map((token) => takeApart(parser.text, token));
  const bytes = pieces[0]!.bytes;
  if (pieces.some((piece) => piece.bytes !== bytes)) {
    parser.report('cannot mix bytes and nonbytes literals');
    return { type: 'Constant', span, constant: { kind: 'str', value: '' } };
  }
  if (bytes) return bytesConstant(parser, pieces, span);
  if (!pieces.some((piece) => piece.format)) {
    let value = '';
    for (const piece of pieces) value += textValue(parser, piece.start, piece.end, piece.raw);
    return { type: 'Constant', span, constant: { kind: 'str', value } };
  }
  const parts: (string | PyField)[] = [];
  for (const piece of pieces) {
    if (piece.format) readFormatString(parser, piece, parts);
    else appendText(parts, textValue(parser, piece.start, piece.end, piece.raw));
  }
  return { type: 'JoinedStr', span, parts };
}

/** Add literal text to a format string's parts, merged with text before it. */
export function appendText(parts: (string | PyField)[], text: string): void {
  if (text === '') return;
  const last = parts.at(-1);
  if (typeof last === 'string') parts[parts.length - 1] = last + text;
  else parts.push(text);
}

/** The value of the literal text between two offsets; malformed escapes are reported. */
export function textValue(parser: Parser, start: number, end: number, raw: boolean): string {
  const body = normalizeLineBreaks(parser.text.slice(start, end));
  if (raw || !body.includes('\\')) return body;
  const { value, error, surrogate } = decodeText(body);
  if (error !== undefined) parser.report(error);
  if (surrogate === true) {
    parser.reporter.warning(
      'SML002',
      'half of a surrogate pair is no character',
      parser.tokenSpan(parser.previous),
      'write the character itself, or `\\U` and eight digits\nhere each half stands for U+FFFD',
    );
  }
  return value;
}

function bytesConstant(parser: Parser, pieces: readonly StringPiece[], span: Span): PyExpression {
  const value: number[] = [];
  for (const piece of pieces) {
    const decoded = decodeBytes(normalizeLineBreaks(parser.text.slice(piece.start, piece.end)), piece.raw);
    if (decoded.error !== undefined) {
      parser.report(decoded.error, decoded.error.startsWith('bytes') ? piece.token : undefined);
      break;
    }
    for (const byte of decoded.value) value.push(byte);
  }
  return { type: 'Constant', span, constant: { kind: 'bytes', value: Uint8Array.from(value) } };
}

function takeApart(text: string, token: Token): StringPiece {
  let quote = token.start;
  let raw = false;
  let bytes = false;
  let format = false;
  for (; ; quote++) {
    const character = text[quote]!.toLowerCase();
    if (character === 'r') raw = true;
    else if (character === 'b') bytes = true;
    else if (character === 'f') format = true;
    else if (character !== 'u') break;
  }
  const triple = text[quote + 1] === text[quote] && text[quote + 2] === text[quote] && token.end - quote >= 6;
  const width = triple ? 3 : 1;
  return { token, raw, bytes, format, start: quote + width, end: token.end - width };
}
