/** Writing conditions in the rule language, for filters that a person makes by clicking. */
import type { Json } from '../api/json.ts';

/** A literal of the language, or null where the value has none (objects, nested lists). */
export function literal(value: Json): string | null {
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'bigint':
    case 'number':
      return Number.isNaN(Number(value)) ? null : String(value);
    case 'boolean':
      return value ? 'True' : 'False';
    default:
      return value === null ? 'None' : null;
  }
}

function quote(text: string): string {
  const body = text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  return `'${body}'`;
}

/** `Name == value`, or `Name != value`; null where no such condition can be written. */
export function condition(name: string, value: Json, negated = false): string | null {
  const text = literal(value);
  return text === null ? null : `${name} ${negated ? '!=' : '=='} ${text}`;
}

/** `value in Name`, for one item of a list. */
export function membership(name: string, item: Json): string | null {
  const text = literal(item);
  return text === null ? null : `${text} in ${name}`;
}

/** An entity's id as the feature's type wants it: integers bare, everything else quoted. */
export function idLiteral(id: string, type: string): string {
  return /^-?\d+$/.test(id) && /\bint\b/.test(type) ? id : quote(id);
}

/** The query with one more condition; said twice, it stays once. */
export function both(query: string, more: string): string {
  const left = query.trim();
  if (left === '') return more;
  if (left === more || left.endsWith(` and ${more}`) || left.startsWith(`${more} and `)) return left;
  return `${hasTopLevelOr(left) ? `(${left})` : left} and ${more}`;
}

/** Whether `or` stands outside of parentheses and strings, so that a following `and` would bind wrongly. */
function hasTopLevelOr(query: string): boolean {
  let depth = 0;
  for (const [token] of query.matchAll(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[([]|[)\]]|[A-Za-z_]\w*/g)) {
    if (token === '(' || token === '[') depth++;
    else if (token === ')' || token === ']') depth--;
    else if (token === 'or' && depth === 0) return true;
  }
  return false;
}

/** The name being typed at the caret, for completion. */
export function wordAt(text: string, caret: number): { readonly word: string; readonly start: number } {
  const word = /[A-Za-z_]\w*$/.exec(text.slice(0, caret))?.[0] ?? '';
  return { word, start: caret - word.length };
}
