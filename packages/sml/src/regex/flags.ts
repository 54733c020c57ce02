/** Inline flags. */
import type { Fold } from './ast.ts';
import type { Tokenizer } from './tokenizer.ts';
import { tokenLength } from './tokenizer.ts';

export interface Flags {
  readonly ignoreCase: boolean;
  readonly multiLine: boolean;
  readonly dotAll: boolean;
  readonly ascii: boolean;
  readonly verbose: boolean;
  /** `u` was given; it only matters for its conflict with `a`. */
  readonly unicode: boolean;
}

export const NO_FLAGS: Flags = {
  ignoreCase: false,
  multiLine: false,
  dotAll: false,
  ascii: false,
  verbose: false,
  unicode: false,
};

export const foldOf = (flags: Flags): Fold => (flags.ignoreCase ? (flags.ascii ? 'ascii' : 'unicode') : 'none');

/** `t` is accepted and without effect; `L` is for bytes. */
const LETTERS = 'iLmsxatu';
const TYPE_LETTERS = 'aLu';

export interface InlineFlags {
  /** True for `(?i)`, false for `(?i:`. */
  readonly global: boolean;
  readonly add: string;
  readonly remove: string;
}

/** The flags of `(?i)`, `(?i-s:` and the like; `first` is the token after `?`. */
export function parseFlags(source: Tokenizer, first: string): InlineFlags {
  let add = '';
  let token = first;
  if (token !== '-') {
    for (;;) {
      add += addFlag(source, add, token);
      token = nextFlag(source, ')-:', 'missing -, : or )');
      if (')-:'.includes(token)) break;
    }
  }
  if (token === ')') return { global: true, add, remove: '' };
  if (add.includes('t')) throw source.error('bad inline flags: cannot turn on global flag', 1);
  const remove = token === '-' ? parseRemoved(source) : '';
  if (remove.includes('t')) throw source.error('bad inline flags: cannot turn off global flag', 1);
  if ([...add].some((flag) => remove.includes(flag))) {
    throw source.error('bad inline flags: flag turned on and off', 1);
  }
  return { global: false, add, remove };
}

export const isFlag = (token: string): boolean => token.length === 1 && LETTERS.includes(token);

function addFlag(source: Tokenizer, already: string, flag: string): string {
  if (flag === 'L') throw source.error("bad inline flags: cannot use 'L' flag with a str pattern");
  const clash = TYPE_LETTERS.includes(flag) && [...already].some((one) => TYPE_LETTERS.includes(one) && one !== flag);
  if (clash) throw source.error("bad inline flags: flags 'a', 'u' and 'L' are incompatible");
  return flag;
}

function parseRemoved(source: Tokenizer): string {
  let remove = '';
  let token = source.get();
  if (token === null) throw source.error('missing flag');
  if (!isFlag(token)) throw source.error(unknown(token, 'missing flag'), tokenLength(token));
  for (;;) {
    if (TYPE_LETTERS.includes(token)) {
      throw source.error("bad inline flags: cannot turn off flags 'a', 'u' and 'L'");
    }
    remove += token;
    token = nextFlag(source, ':', 'missing :');
    if (token === ':') return remove;
  }
}

function nextFlag(source: Tokenizer, ends: string, missing: string): string {
  const token = source.get();
  if (token === null) throw source.error(missing);
  if (ends.includes(token) || isFlag(token)) return token;
  throw source.error(unknown(token, missing), tokenLength(token));
}

const unknown = (token: string, missing: string): string => (/^\p{L}+$/u.test(token) ? 'unknown flag' : missing);

/** The flags in force inside of a scope. */
export function applyFlags(flags: Flags, { add, remove }: InlineFlags): Flags {
  const has = (letter: string, now: boolean): boolean => (now || add.includes(letter)) && !remove.includes(letter);
  const typed = add.includes('a') || add.includes('u');
  return {
    ignoreCase: has('i', flags.ignoreCase),
    multiLine: has('m', flags.multiLine),
    dotAll: has('s', flags.dotAll),
    verbose: has('x', flags.verbose),
    ascii: typed ? add.includes('a') : flags.ascii,
    unicode: typed ? add.includes('u') : flags.unicode,
  };
}
