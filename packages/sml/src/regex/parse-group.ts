/** What stands between `(` and a group's contents. */

import { reprString } from '../text/python-format.ts';
import { type InlineFlags, isFlag, parseFlags } from './flags.ts';
import type { PatternState } from './pattern-state.ts';
import { type Tokenizer, tokenLength } from './tokenizer.ts';

/** `start` is the position of the opening parenthesis, for the error of a missing closing one. */
export type GroupHead =
  | { readonly kind: 'capture'; readonly start: number; readonly index: number }
  | { readonly kind: 'plain'; readonly start: number; readonly flags: InlineFlags | null }
  | { readonly kind: 'atomic'; readonly start: number }
  | { readonly kind: 'look'; readonly start: number; readonly behind: boolean; readonly negate: boolean }
  | { readonly kind: 'conditional'; readonly start: number; readonly group: number }
  | { readonly kind: 'backreference'; readonly group: number }
  | { readonly kind: 'global-flags'; readonly flags: InlineFlags }
  | { readonly kind: 'comment' };

const IDENTIFIER = /^[\p{XID_Start}_]\p{XID_Continue}*$/u;
/** CPython's MAXGROUPS. */
const MAX_GROUPS = 1_073_741_823;

/** The head of a group, after its `(` was read. */
export function parseGroupHead(source: Tokenizer, state: PatternState, atStart: boolean): GroupHead {
  const start = source.tell() - 1;
  if (!source.match('?')) return { kind: 'capture', start, index: state.openGroup(null, source) };
  const char = required(source);
  switch (char) {
    case 'P':
      return parseNamed(source, state, start);
    case ':':
      return { kind: 'plain', start, flags: null };
    case '#':
      return skipComment(source, start);
    case '=':
    case '!':
      return { kind: 'look', start, behind: false, negate: char === '!' };
    case '<': {
      const sign = required(source);
      if (sign === '=' || sign === '!') return { kind: 'look', start, behind: true, negate: sign === '!' };
      throw source.error(`unknown extension ?<${sign}`, tokenLength(sign) + 2);
    }
    case '(':
      return { kind: 'conditional', start, group: parseCondition(source, state) };
    case '>':
      return { kind: 'atomic', start };
  }
  if (!isFlag(char) && char !== '-') throw source.error(`unknown extension ?${char}`, tokenLength(char) + 1);
  const flags = parseFlags(source, char);
  if (!flags.global) return { kind: 'plain', start, flags };
  if (!atStart) {
    throw source.error('global flags not at the start of the expression', source.tell() - start);
  }
  return { kind: 'global-flags', flags };
}

function required(source: Tokenizer): string {
  const token = source.get();
  if (token === null) throw source.error('unexpected end of pattern');
  return token;
}

function parseNamed(source: Tokenizer, state: PatternState, start: number): GroupHead {
  if (source.match('<')) {
    const name = groupName(source, '>');
    return { kind: 'capture', start, index: state.openGroup(name, source) };
  }
  if (source.match('=')) return { kind: 'backreference', group: state.checkName(groupName(source, ')'), source) };
  const char = required(source);
  throw source.error(`unknown extension ?P${char}`, tokenLength(char) + 2);
}

function groupName(source: Tokenizer, terminator: string): string {
  const name = source.getUntil(terminator, 'group name');
  if (IDENTIFIER.test(name)) return name;
  throw source.error(`bad character in group name ${reprString(name)}`, tokenLength(name) + 1);
}

function skipComment(source: Tokenizer, start: number): GroupHead {
  for (;;) {
    if (source.next === null) throw source.error('missing ), unterminated comment', source.tell() - start);
    if (source.get() === ')') return { kind: 'comment' };
  }
}

/** The group that `(?(1)…)` or `(?(name)…)` asks for. */
function parseCondition(source: Tokenizer, state: PatternState): number {
  const name = source.getUntil(')', 'group name');
  const offset = tokenLength(name) + 1;
  let group = state.names.get(name);
  if (IDENTIFIER.test(name)) {
    if (group === undefined) throw source.error(`unknown group name ${reprString(name)}`, offset);
  } else {
    if (!/^\s*\+?\d+(?:_\d+)*\s*$/.test(name)) {
      throw source.error(`bad character in group name ${reprString(name)}`, offset);
    }
    group = Number(name.replaceAll('_', ''));
    if (group === 0) throw source.error('bad group number', offset);
    if (group >= MAX_GROUPS) throw source.error(`invalid group reference ${group}`, offset);
    state.noteCondition(group, source.tell() - offset);
  }
  state.checkLookBehind(group, source);
  return group;
}
