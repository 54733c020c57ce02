/** Indentation: blocks open and close by it, as in Python. SML has no blocks, so all of it ends in a diagnostic. */
import { isLineBreak, lineEndOf, lineStartOf } from './characters.ts';
import type { Lexer } from './lexer.ts';
import { MAX_INDENT_DEPTH } from './limits.ts';
import type { Token } from './tokens.ts';
import * as T from './tokens.ts';

export interface Indentation {
  /** Columns of the open blocks with tabs to multiples of eight, and with tabs as one column: they must agree. */
  readonly columns: number[];
  readonly alternatives: number[];
  /** INDENT (positive) or DEDENT (negative) tokens still to be given. */
  pending: number;
}

export function newIndentation(): Indentation {
  return { columns: [0], alternatives: [0], pending: 0 };
}

const TAB_WIDTH = 8;
const MAX_TABS_MESSAGE = 'inconsistent use of tabs and spaces in indentation';

/** At the start of a line: skip blank lines, and return the INDENT, DEDENT or BROKEN token that its indentation makes. */
export function readIndentation(lexer: Lexer): Token | null {
  const state = lexer.indentation;
  if (state.pending === 0) {
    const broken = measure(lexer, state);
    if (broken !== null) return broken;
  }
  if (state.pending === 0) return null;
  const indents = state.pending > 0;
  state.pending -= indents ? 1 : -1;
  return lexer.token(indents ? T.INDENT : T.DEDENT, '', lexer.position, lexer.position);
}

function measure(lexer: Lexer, state: Indentation): Token | null {
  const { text } = lexer;
  let column = 0;
  let alternative = 0;
  let continued = 0;
  for (;;) {
    if (lexer.position >= lexer.end) {
      column = alternative = 0;
      continued = 0;
      break;
    }
    const code = text.charCodeAt(lexer.position);
    if (code === 32) {
      column++;
      alternative++;
    } else if (code === 9) {
      column = (Math.floor(column / TAB_WIDTH) + 1) * TAB_WIDTH;
      alternative++;
    } else if (code === 12) {
      column = alternative = 0;
    } else if (code === 92) {
      // Indentation cannot continue over lines: what stands before the first backslash counts.
      if (continued === 0) continued = column;
      const broken = lexer.continuation();
      if (broken !== null) return broken;
      continue;
    } else if (code === 35) {
      lexer.comment();
      continue;
    } else if (isLineBreak(code)) {
      lexer.breakLine();
      column = alternative = 0;
      continued = 0;
      continue;
    } else {
      break;
    }
    lexer.position++;
  }
  if (continued !== 0) column = alternative = continued;
  return compare(lexer, state, column, alternative);
}

function compare(lexer: Lexer, state: Indentation, column: number, alternative: number): Token | null {
  const { columns, alternatives } = state;
  const fail = (message: string, at = lineStartOf(lexer.text, lexer.position)) => {
    // What follows is read as if it stood where the innermost block does.
    state.pending = 0;
    return lexer.fail(message, at, lexer.position);
  };
  const top = columns.at(-1)!;
  if (column > top) {
    if (columns.length >= MAX_INDENT_DEPTH) return fail('too many levels of indentation');
    if (alternative <= alternatives.at(-1)!) return fail(MAX_TABS_MESSAGE);
    columns.push(column);
    alternatives.push(alternative);
    state.pending = 1;
    return null;
  }
  while (columns.length > 1 && column < columns.at(-1)!) {
    columns.pop();
    alternatives.pop();
    state.pending--;
  }
  if (column !== columns.at(-1)!)
    return fail('unindent does not match any outer indentation level', lineEndOf(lexer.text, lexer.position));
  if (alternative !== alternatives.at(-1)!) return fail(MAX_TABS_MESSAGE);
  return null;
}
