/** Just enough of the rule language for filters: names, literals, comparisons, `in`, `and`, `or`, `not`, parentheses. */
import type { Json } from '../../src/api/json.ts';
import { features, rules, type Values } from './ruleset.ts';

export type Predicate = (values: Values, hits: readonly string[]) => boolean;
export interface QueryError {
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly hint: string;
  readonly rendered: string;
}

type Read = (values: Values, hits: readonly string[]) => Json;
interface Token {
  readonly text: string;
  readonly at: number;
}

class Refused extends Error {
  readonly at: number;
  readonly hint: string;
  constructor(message: string, at: number, hint: string) {
    super(message);
    this.at = at;
    this.hint = hint;
  }
}

const pattern = /\s+|(?<token>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[A-Za-z_]\w*|\d+(?:\.\d+)?|==|!=|<=|>=|[-<>()[\],])/y;

/** A predicate, or the errors that the server would answer. */
export function compileQuery(source: string): Predicate | QueryError[] {
  try {
    const read = parse(tokenize(source), source.length);
    return (values, hits) => read(values, hits) === true;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const before = source.slice(0, error.at).split('\n');
    const [line, column] = [before.length, before.at(-1)?.length ?? 0];
    const text = source.split('\n')[line - 1] ?? '';
    const rendered = [
      `error: ${error.message}`,
      `--> <query>:${line}:${column}`,
      '     |',
      `${String(line).padStart(4)} | ${text}`,
      `     | ${' '.repeat(column)}^ ${error.hint}`,
    ].join('\n');
    return [{ message: error.message, line, column, hint: error.hint, rendered }];
  }
}

function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < source.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(source);
    if (match === null) throw new Refused('invalid syntax', at, 'this character is not part of an expression');
    if (match.groups?.['token'] !== undefined) tokens.push({ text: match[0], at });
  }
  return tokens;
}

function parse(tokens: readonly Token[], end: number): Read {
  let next = 0;
  const peek = (): string => tokens[next]?.text ?? '';
  const at = (): number => tokens[next]?.at ?? end;
  const take = (text: string): boolean => peek() === text && next++ >= 0;

  const or = (): Read => {
    let left = and();
    while (take('or')) {
      const [a, b] = [left, and()];
      left = (values, hits) => a(values, hits) === true || b(values, hits) === true;
    }
    return left;
  };
  const and = (): Read => {
    let left = not();
    while (take('and')) {
      const [a, b] = [left, not()];
      left = (values, hits) => a(values, hits) === true && b(values, hits) === true;
    }
    return left;
  };
  const not = (): Read => {
    if (!take('not')) return comparison();
    const inner = not();
    return (values, hits) => inner(values, hits) !== true;
  };
  const comparison = (): Read => {
    const left = primary();
    const operator = peek();
    if (!['==', '!=', '<', '<=', '>', '>=', 'in'].includes(operator)) return left;
    next++;
    const right = primary();
    return (values, hits) => compare(operator, left(values, hits), right(values, hits));
  };
  const primary = (): Read => {
    const start = at();
    const text = peek();
    next++;
    if (text === '(') {
      const inner = or();
      if (!take(')')) throw new Refused('invalid syntax', at(), 'expected `)`');
      return inner;
    }
    if (text === '-') {
      const inner = primary();
      return (values, hits) => -Number(inner(values, hits));
    }
    if (text === 'True' || text === 'False') return () => text === 'True';
    if (text === 'None') return () => null;
    if (/^['"]/.test(text)) return () => text.slice(1, -1).replaceAll(/\\(.)/g, '$1');
    if (/^\d+$/.test(text)) return () => (Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text));
    if (/^\d/.test(text)) return () => Number(text);
    if (!/^[A-Za-z_]/.test(text))
      throw new Refused(
        'invalid syntax',
        start,
        text === '' ? 'the expression ends here' : 'expected a name or a value',
      );
    if (rules.some((rule) => rule.name === text)) return (_, hits) => hits.includes(text);
    if (features.some((feature) => feature.name === text)) return (values) => values[text] ?? null;
    const near = features.find((feature) => feature.name.toLowerCase().startsWith(text.toLowerCase().slice(0, 4)));
    throw new Refused(
      'unknown identifier',
      start,
      near === undefined ? 'no feature has this name' : `did you mean \`${near.name}\`?`,
    );
  };

  const result = or();
  if (next < tokens.length) throw new Refused('invalid syntax', at(), 'expected `and`, `or` or the end');
  return result;
}

function compare(operator: string, left: Json, right: Json): boolean {
  if (operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  if (operator === 'in') return Array.isArray(right) ? right.includes(left) : String(right).includes(String(left));
  if (left === null || right === null) return false;
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  return operator === '>' ? left > right : left >= right;
}
