/**
 * Where a cursor stands, told from the text alone: while somebody types, the statement at hand rarely parses.
 */

export type CursorContext =
  /** Inside a string that is an argument (or in a list that is one) of a call. */
  | { readonly kind: 'text'; readonly function: string; readonly argument: string; readonly prefix: string }
  /** Where the name of an argument may stand. */
  | { readonly kind: 'argument'; readonly function: string; readonly given: readonly string[]; readonly prefix: string }
  /** Behind `Name:`. */
  | { readonly kind: 'annotation'; readonly prefix: string }
  /** Where an expression may stand. */
  | { readonly kind: 'expression'; readonly prefix: string }
  /** At the beginning of a statement. */
  | { readonly kind: 'statement'; readonly prefix: string }
  /** In a comment, or in a string of no interest. */
  | { readonly kind: 'none' };

interface Frame {
  readonly bracket: string;
  /** The name before `(`; null for lists and plain parentheses. */
  readonly function: string | null;
  /** The argument whose value is being written. */
  argument: string | null;
  readonly given: string[];
}

const TOKEN =
  /(?<space>[ \t\f]+|\\\r?\n)|(?<comment>#[^\r\n]*)|(?<line>\r\n|\r|\n)|(?<string>(?<prefix>[rRbBuUfF]{0,2})(?<quote>"""|'''|"|'))|(?<name>[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*)|(?<other>[\s\S])/uy;

/** The context at an offset of a text. */
export function contextAt(text: string, offset: number): CursorContext {
  const frames: Frame[] = [];
  let previous = '';
  let beforePrevious = '';
  let name = '';
  let annotation = false;
  let assigned = false;
  const push = (token: string): void => {
    beforePrevious = previous;
    previous = token;
  };
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < offset) {
    const start = TOKEN.lastIndex;
    const groups = TOKEN.exec(text)?.groups;
    if (groups === undefined) break;
    const end = TOKEN.lastIndex;
    name = '';
    if (groups['space'] !== undefined) continue;
    if (groups['comment'] !== undefined) {
      if (end >= offset) return { kind: 'none' };
      continue;
    }
    if (groups['line'] !== undefined) {
      if (frames.length > 0) continue;
      [previous, beforePrevious, annotation, assigned] = ['', '', false, false];
      continue;
    }
    if (groups['string'] !== undefined) {
      const close = endOfString(text, end, groups['quote'] ?? "'", groups['prefix'] ?? '');
      if (close.content >= offset) return insideString(frames, groups['prefix'] ?? '', text.slice(end, offset));
      TOKEN.lastIndex = close.after;
      push('string');
      continue;
    }
    if (groups['name'] !== undefined) {
      if (end >= offset) name = text.slice(start, offset);
      else push(groups['name']);
      continue;
    }
    const character = groups['other'] ?? '';
    const frame = frames.at(-1);
    if ('([{'.includes(character)) {
      const called = character === '(' && /^[\p{L}_]/u.test(previous) && !KEYWORDS.has(previous) ? previous : null;
      frames.push({ bracket: character, function: called, argument: null, given: [] });
    } else if (')]}'.includes(character)) frames.pop();
    else if (
      character === '=' &&
      frame?.function !== undefined &&
      frame.function !== null &&
      beforeName(beforePrevious)
    ) {
      frame.argument = previous;
      frame.given.push(previous);
    } else if (character === ',' && frame !== undefined) frame.argument = null;
    else if (character === ':' && frames.length === 0 && !assigned) annotation = true;
    else if (character === '=' && frames.length === 0) [annotation, assigned] = [false, true];
    push(character);
  }
  const frame = frames.at(-1);
  if (frame?.bracket === '(' && frame.function !== null && beforeName(previous)) {
    return { kind: 'argument', function: frame.function, given: frame.given, prefix: name };
  }
  if (annotation) return { kind: 'annotation', prefix: name };
  if (frames.length === 0 && !assigned && previous === '') return { kind: 'statement', prefix: name };
  return { kind: 'expression', prefix: name };
}

const KEYWORDS = new Set(['and', 'or', 'not', 'in']);
const beforeName = (token: string): boolean => token === '(' || token === ',';

function insideString(frames: readonly Frame[], prefix: string, content: string): CursorContext {
  const format = /[fF]/.test(prefix) ? /\{([\p{L}\p{N}_]*)$/u.exec(content) : null;
  if (format !== null) return { kind: 'expression', prefix: format[1] ?? '' };
  const call = frames.findLast((frame) => frame.function !== null);
  if (call?.function === undefined || call.function === null || call.argument === null) return { kind: 'none' };
  return { kind: 'text', function: call.function, argument: call.argument, prefix: content };
}

/** Where a string's content ends, and what comes after its closing quotes; an open one ends with its line. */
function endOfString(text: string, start: number, quote: string, prefix: string): { content: number; after: number } {
  const raw = /[rR]/.test(prefix);
  for (let at = start; at < text.length; at++) {
    if (text.startsWith(quote, at)) return { content: at, after: at + quote.length };
    const character = text[at];
    // A backslash keeps the quote behind it, in raw strings too.
    if (character === '\\' && (raw || at + 1 < text.length)) at++;
    else if (quote.length === 1 && (character === '\n' || character === '\r')) return { content: at, after: at };
  }
  return { content: text.length, after: text.length };
}
