/** Bracketed classes. */
import type { Fold } from './ast.ts';
import { type CharSet, categorySet, classSet, literalSet, type SetItem } from './char-set.ts';
import { parseClassEscape } from './parse-escape.ts';
import { type Tokenizer, tokenLength } from './tokenizer.ts';

/** A class, after its `[` was read. */
export function parseClass(source: Tokenizer, fold: Fold, ascii: boolean): CharSet {
  const here = source.tell() - 1;
  const negate = source.match('^');
  const items: SetItem[] = [];
  const read = (): string => {
    const token = source.get();
    if (token === null) throw source.error('unterminated character set', source.tell() - here);
    return token;
  };
  for (;;) {
    const token = read();
    if (token === ']' && items.length > 0) break;
    const first = parseItem(source, token, ascii);
    if (!source.match('-')) {
      items.push(first);
      continue;
    }
    const last = read();
    if (last === ']') {
      items.push(first, { kind: 'range', low: 45, high: 45 });
      break;
    }
    items.push(rangeOf(source, first, token, parseItem(source, last, ascii), last));
  }
  return buildSet(items, negate, fold);
}

function parseItem(source: Tokenizer, token: string, ascii: boolean): SetItem {
  if (!token.startsWith('\\')) {
    const code = token.codePointAt(0) ?? 0;
    return { kind: 'range', low: code, high: code };
  }
  const escaped = parseClassEscape(source, token, ascii);
  if (escaped.kind === 'category') return escaped;
  if (escaped.kind === 'literal') return { kind: 'range', low: escaped.code, high: escaped.code };
  throw new Error('a class holds no anchors or groups');
}

function rangeOf(source: Tokenizer, first: SetItem, from: string, last: SetItem, to: string): SetItem {
  const bad = first.kind !== 'range' || last.kind !== 'range' || last.low < first.low;
  if (bad) throw source.error(`bad character range ${from}-${to}`, tokenLength(from) + 1 + tokenLength(to));
  return { kind: 'range', low: first.low, high: last.high };
}

/** A class of one literal is that literal, which matters where case is ignored. */
function buildSet(items: readonly SetItem[], negate: boolean, fold: Fold): CharSet {
  const [first] = items;
  if (first?.kind === 'range' && first.low === first.high && items.every((item) => sameItem(item, first))) {
    return { ...literalSet(first.low, fold), negate };
  }
  if (items.length === 1 && first?.kind === 'category') return { ...categorySet(first.category), negate };
  return classSet(items, negate, fold);
}

const sameItem = (a: SetItem, b: SetItem): boolean =>
  a.kind === 'range' && b.kind === 'range' && a.low === b.low && a.high === b.high;
