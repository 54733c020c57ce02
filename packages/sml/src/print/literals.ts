/** The text of literals: as they are written in the source, or made from the value where a node has no source. */
import type { FormatString, Name } from '../ast/nodes.ts';
import type { Span } from '../ast/span.ts';
import { isLineBreak } from '../parse/characters.ts';
import { scanString } from '../parse/string-tokens.ts';

/** What stands at a span; empty for a node that was made and not parsed. */
export function sourceText(span: Span): string {
  return span.source.text.slice(span.start, span.end);
}

/** The start and end of each of the adjacent string tokens that make up a literal. */
export function stringPieces(span: Span): { readonly start: number; readonly end: number }[] {
  const { text } = span.source;
  const pieces: { start: number; end: number }[] = [];
  let at = span.start;
  while (at < span.end) {
    const character = text[at]!;
    if (character === '#') {
      while (at < span.end && !isLineBreak(text.charCodeAt(at))) at++;
    } else if (/[\s\\]/.test(character)) {
      at++;
    } else {
      let quote = at;
      while (quote < span.end && text[quote] !== "'" && text[quote] !== '"') quote++;
      const { end } = scanString(text, quote, span.end);
      pieces.push({ start: at, end });
      at = end;
    }
  }
  return pieces;
}

/** A string literal for a value. */
export function quote(value: string): string {
  return `'${escapeText(value)}'`;
}

export function quoteParts(parts: FormatString['parts']): string {
  const body = parts.map((part: string | Name) =>
    typeof part === 'string' ? escapeText(part).replace(/[{}]/g, '$&$&') : `{${part.name}}`,
  );
  return `f'${body.join('')}'`;
}

const NAMED_ESCAPES: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\\': '\\\\',
  "'": "\\'",
};

function escapeText(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped.
  return value.replace(/[\\'\x00-\x1f\x7f]/g, (character) => {
    return NAMED_ESCAPES[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}

/** Numbers for nodes without a source. */
export function integerText(value: number | bigint): string {
  return String(value);
}

export function floatText(value: number): string {
  // Larger than any float: how Python's literals, too, come to be infinite.
  if (!Number.isFinite(value)) return '1e999';
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}
