/**
 * A document with choices of where to break lines, and its rendering: a group is put on one line if it fits, else it is broken
 * at its own lines, and its inner groups choose for themselves. After P. Wadler, "A prettier printer" (2003).
 */
import { INDENT_WIDTH, LINE_WIDTH } from './limits.ts';

export type Doc =
  | string
  | { readonly kind: 'concat'; readonly parts: readonly Doc[]; readonly forced: boolean }
  | { readonly kind: 'line'; readonly flat: string; readonly forced: boolean; readonly blanks: number }
  | { readonly kind: 'indent'; readonly doc: Doc; readonly forced: boolean }
  | { readonly kind: 'group'; readonly doc: Doc; readonly forced: boolean }
  | { readonly kind: 'if-broken'; readonly text: string; readonly forced: false }
  /** Does not count towards the width. A line break must follow. */
  | { readonly kind: 'comment'; readonly text: string; readonly forced: true };

/** Whether something inside must be broken, so that all around it is. */
function forced(doc: Doc): boolean {
  return typeof doc !== 'string' && doc.forced;
}

export function concat(...parts: readonly Doc[]): Doc {
  return concatAll(parts);
}

export function concatAll(parts: readonly Doc[]): Doc {
  return { kind: 'concat', parts, forced: parts.some(forced) };
}

/** A space, or a line break where the group is broken. `blanks` empty lines come before it then. */
export function line(blanks = 0): Doc {
  return { kind: 'line', flat: ' ', forced: false, blanks };
}

/** Nothing, or a line break where the group is broken. */
export function softLine(blanks = 0): Doc {
  return { kind: 'line', flat: '', forced: false, blanks };
}

/** A line break in any case. */
export function hardLine(blanks = 0): Doc {
  return { kind: 'line', flat: '', forced: true, blanks };
}

export function indent(doc: Doc): Doc {
  return { kind: 'indent', doc, forced: forced(doc) };
}

export function group(doc: Doc, broken = false): Doc {
  return { kind: 'group', doc, forced: broken || forced(doc) };
}

export function ifBroken(text: string): Doc {
  return { kind: 'if-broken', text, forced: false };
}

export function comment(text: string): Doc {
  return { kind: 'comment', text, forced: true };
}

interface Command {
  readonly doc: Doc;
  readonly indentation: number;
  readonly broken: boolean;
}

/** Render a document that starts at column 0. */
export function renderDoc(doc: Doc): string {
  const out: string[] = [];
  let column = 0;
  const commands: Command[] = [{ doc, indentation: 0, broken: true }];
  for (let command = commands.pop(); command !== undefined; command = commands.pop()) {
    const { doc: current, indentation, broken } = command;
    if (typeof current === 'string') {
      out.push(current);
      column = columnAfter(column, current);
      continue;
    }
    switch (current.kind) {
      case 'concat':
        for (let i = current.parts.length - 1; i >= 0; i--) commands.push({ ...command, doc: current.parts[i]! });
        break;
      case 'indent':
        commands.push({ doc: current.doc, indentation: indentation + INDENT_WIDTH, broken });
        break;
      case 'group': {
        const flat = !current.forced && fits(current.doc, LINE_WIDTH - column, commands);
        commands.push({ doc: current.doc, indentation, broken: !flat });
        break;
      }
      case 'line':
        if (broken) {
          out.push('\n'.repeat(current.blanks + 1), ' '.repeat(indentation));
          column = indentation;
        } else {
          out.push(current.flat);
          column += current.flat.length;
        }
        break;
      case 'if-broken':
        if (broken) out.push(current.text);
        if (broken) column += current.text.length;
        break;
      case 'comment':
        out.push(current.text);
        break;
    }
  }
  return out.join('');
}

/** A string literal may hold line breaks of its own. */
function columnAfter(column: number, text: string): number {
  const lastBreak = text.lastIndexOf('\n');
  return lastBreak === -1 ? column + text.length : text.length - lastBreak - 1;
}

/** Whether `doc` on one line, and what follows it up to the next possible line break, fit into `width`. */
function fits(doc: Doc, width: number, following: readonly Command[]): boolean {
  let left = width;
  let next = following.length - 1;
  const pending: { doc: Doc; broken: boolean }[] = [{ doc, broken: false }];
  while (left >= 0) {
    const item = pending.pop() ?? following[next--];
    if (item === undefined) return true;
    const { doc: current, broken } = item;
    if (typeof current === 'string') {
      const lineBreak = current.indexOf('\n');
      if (lineBreak !== -1) return lineBreak <= left;
      left -= current.length;
      continue;
    }
    switch (current.kind) {
      case 'concat':
        for (let i = current.parts.length - 1; i >= 0; i--) pending.push({ doc: current.parts[i]!, broken });
        break;
      case 'indent':
        pending.push({ doc: current.doc, broken });
        break;
      case 'group':
        pending.push({ doc: current.doc, broken: broken && current.forced });
        break;
      case 'line':
        if (broken) return true;
        left -= current.flat.length;
        break;
      case 'if-broken':
        if (broken) left -= current.text.length;
        break;
      case 'comment':
        break;
    }
  }
  return false;
}
