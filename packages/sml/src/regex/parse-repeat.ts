/** Repeats: `*`, `+`, `?`, `{m,n}` with their lazy and possessive forms. */
import type { RegexNode, Repeat } from './ast.ts';
import { RegexSyntaxError, type Tokenizer } from './tokenizer.ts';

const DIGITS = '0123456789';
/** CPython's MAXREPEAT. */
const TOO_LARGE = 4_294_967_295;

/** Applies a repeat to the last item of a sequence. True where the `{` was no repeat but itself. */
export function parseRepeat(source: Tokenizer, token: string, items: RegexNode[]): boolean {
  const here = source.tell();
  const bounds = token === '{' ? parseBounds(source, here) : boundsOf(token);
  if (bounds === null) return true;
  const offset = source.tell() - here + 1;
  const item = items.at(-1);
  if (item === undefined || item.kind === 'assert') throw source.error('nothing to repeat', offset);
  if (item.kind === 'repeat') throw source.error('multiple repeat', offset);
  items[items.length - 1] = { kind: 'repeat', item, ...bounds, mode: parseMode(source) };
  return false;
}

function parseMode(source: Tokenizer): Repeat['mode'] {
  if (source.match('?')) return 'lazy';
  return source.match('+') ? 'possessive' : 'greedy';
}

interface Bounds {
  readonly min: number;
  readonly max: number;
}

function boundsOf(token: string): Bounds {
  return { min: token === '+' ? 1 : 0, max: token === '?' ? 1 : Number.POSITIVE_INFINITY };
}

/** `{m}`, `{m,}`, `{,n}`, `{m,n}` after the `{`; null where it is none, with the source where it was. */
function parseBounds(source: Tokenizer, here: number): Bounds | null {
  if (source.next === '}') return null;
  const low = source.getWhile(Number.POSITIVE_INFINITY, DIGITS);
  const high = source.match(',') ? source.getWhile(Number.POSITIVE_INFINITY, DIGITS) : low;
  if (!source.match('}')) {
    source.seek(here);
    return null;
  }
  const min = low === '' ? 0 : Number(low);
  const max = high === '' ? Number.POSITIVE_INFINITY : Number(high);
  if (min >= TOO_LARGE || (max >= TOO_LARGE && high !== '')) {
    throw new RegexSyntaxError('the repetition number is too large', 'OverflowError');
  }
  if (max < min) throw source.error('min repeat greater than max repeat', source.tell() - here);
  return { min, max };
}
