/**
 * SML to SQL: a query means over stored features what the same expression means in a rule. Where SQL cannot say that, the
 * part is reported as a residual, and the predicate brackets the answer: `certain` ⟹ matches ⟹ `possible`.
 */
import { admitsNone, type Call, type Expression, type TypedQuery } from '@lapwing/sml';
import { quoteText } from '../duckdb/quote.ts';
import { MAX_EXPRESSION_DEPTH, MAX_PREDICATE_CHARACTERS } from '../limits.ts';
import { arithmetic, negative } from './arithmetic.ts';
import { contains, containsAny, equal, order } from './compare.ts';
import { type CallArguments, FUNCTIONS } from './functions.ts';
import { featureAlias, type Residual } from './predicate.ts';
import {
  decided,
  failingWith,
  grown,
  plain,
  type SqlValue,
  strict,
  Untranslatable,
  type ValueType,
  valueTypeOf,
} from './sql-value.ts';

/** A condition in SQL, as in `Predicate`; `features` are those that `featureAlias` numbers. */
interface Translation {
  readonly possible: string;
  readonly certain: string;
  readonly residuals: readonly Residual[];
}

/** Translate a query; `features` are numbered as they are given. Never throws for what is in the query. */
export function translateExpression(query: TypedQuery, features: readonly string[]): Translation {
  const translator = new Translator(query, features);
  const { possible, certain } = translator.truth(query.expression, true, 0);
  return { possible, certain, residuals: translator.residuals };
}

/** Nothing of it in SQL: every row is evaluated. For comparing the two ways. */
export const EVALUATE_ALL: Translation = {
  possible: 'true',
  certain: 'false',
  residuals: [{ source: 'everything', reason: 'asked to be evaluated' }],
};

/** What holds at least, and at most, where an expression is true (or false). */
interface Bounds {
  readonly possible: string;
  readonly certain: string;
}

class Translator {
  readonly residuals: Residual[] = [];
  private readonly query: TypedQuery;
  private readonly features: readonly string[];
  /** Conditions under which what the leaf under translation computes is not to be trusted. */
  private unsure: string[] = [];
  private reasons: string[] = [];

  constructor(query: TypedQuery, features: readonly string[]) {
    this.query = query;
    this.features = features;
  }

  /**
   * Where the expression resolves to True (`wanted`), or resolves and is not True (so that `not` of it is). A failed expression is
   * neither. Boolean operators are taken apart here, so that a part which SQL cannot say leaves the others their effect.
   */
  truth(expression: Expression, wanted: boolean, depth: number): Bounds {
    if (depth > MAX_EXPRESSION_DEPTH) return this.unknown(expression, 'it is nested too deeply');
    if (expression.kind === 'unary' && expression.operator === 'not') {
      return this.truth(expression.operand, !wanted, depth + 1);
    }
    if (expression.kind === 'boolean') {
      const parts = expression.operands.map((operand) => this.truth(operand, true, depth + 1));
      const joined = {
        possible: join(parts, expression.operator, 'possible'),
        certain: join(parts, expression.operator, 'certain'),
      };
      // `and` and `or` never fail, so what is not true is false.
      return wanted ? joined : { possible: `(NOT ${joined.certain})`, certain: `(NOT ${joined.possible})` };
    }
    return this.leaf(expression, wanted, depth);
  }

  private leaf(expression: Expression, wanted: boolean, depth: number): Bounds {
    const outer = { unsure: this.unsure, reasons: this.reasons };
    this.unsure = [];
    this.reasons = [];
    try {
      const bounds = this.bounds(expression, wanted, depth);
      if (this.unsure.length === 0) return bounds;
      for (const reason of new Set(this.reasons)) this.residuals.push({ source: sourceOf(expression), reason });
      const unsure = `coalesce(${[...new Set(this.unsure)].map((condition) => `(${condition})`).join(' OR ')}, false)`;
      return { possible: `(${unsure} OR ${bounds.possible})`, certain: `(NOT ${unsure} AND ${bounds.certain})` };
    } catch (error) {
      if (error instanceof Untranslatable) return this.unknown(expression, error.message);
      throw error;
    } finally {
      this.unsure = outer.unsure;
      this.reasons = outer.reasons;
    }
  }

  private bounds(expression: Expression, wanted: boolean, depth: number): Bounds {
    if (expression.kind !== 'call') return exactly(truthSql(this.value(expression, depth), wanted));
    const result = this.call(expression, depth);
    if (!('superset' in result)) return exactly(truthSql(result, wanted));
    this.residuals.push({ source: sourceOf(expression), reason: result.reason });
    const { superset } = result;
    return wanted
      ? { possible: `coalesce(${superset}, false)`, certain: 'false' }
      : { possible: `(${superset} IS NOT NULL)`, certain: `coalesce(NOT ${superset}, false)` };
  }

  private unknown(expression: Expression, reason: string): Bounds {
    this.residuals.push({ source: sourceOf(expression), reason });
    return { possible: 'true', certain: 'false' };
  }

  /** The expression's value. Throws an Untranslatable. */
  private value(expression: Expression, depth: number): SqlValue {
    if (depth > MAX_EXPRESSION_DEPTH) throw new Untranslatable('it is nested too deeply');
    const value = this.unwrapped(expression, this.valueOf(expression, depth));
    if (value.sql.length > MAX_PREDICATE_CHARACTERS) throw new Untranslatable('it would be too long in SQL');
    return value;
  }

  private unwrapped(expression: Expression, value: SqlValue): SqlValue {
    if (value.boxed === undefined || !this.query.unwrapped.has(expression)) return value;
    const { boxed: _, entityType: __, ...inner } = value;
    return inner;
  }

  private valueOf(expression: Expression, depth: number): SqlValue {
    const next = (part: Expression) => this.value(part, depth + 1);
    switch (expression.kind) {
      case 'string':
        return { sql: quoteText(expression.value), type: { kind: 'str' }, nullIs: 'never', literal: expression.value };
      case 'int':
        return integer(expression.value);
      case 'float':
        return float(expression.value);
      case 'bool':
        return { sql: String(expression.value), type: { kind: 'bool' }, nullIs: 'never', literal: expression.value };
      case 'none':
        return { sql: 'NULL', type: { kind: 'none' }, nullIs: 'none' };
      case 'name':
        return this.name(expression.name, depth);
      case 'binary':
        return arithmetic(expression.operator, next(expression.left), next(expression.right), this.doubt);
      case 'unary':
        return expression.operator === '-' ? negative(next(expression.operand)) : not(next(expression.operand));
      case 'boolean': {
        const before = this.residuals.length;
        const { certain } = this.truth(expression, true, depth + 1);
        const residual = this.residuals[before];
        if (residual === undefined) return { sql: certain, type: { kind: 'bool' }, nullIs: 'never' };
        this.residuals.length = before;
        throw new Untranslatable(residual.reason);
      }
      case 'comparison':
        return this.comparison(expression, depth);
      case 'call': {
        const result = this.call(expression, depth);
        if ('superset' in result) throw new Untranslatable(result.reason);
        return result;
      }
      case 'list':
        return this.list(expression.items.map(next));
      case 'format-string':
        return this.formatted(expression.parts.map((part) => (typeof part === 'string' ? part : next(part))));
      case 'attribute':
        throw new Untranslatable('attributes have no meaning');
      default:
        return expression satisfies never;
    }
  }

  private comparison(expression: Extract<Expression, { kind: 'comparison' }>, depth: number): SqlValue {
    const { operator, left, right } = expression;
    const a = this.value(left, depth + 1);
    if ((operator === 'in' || operator === 'not in') && right.kind === 'list') {
      const found = containsAny(
        a,
        right.items.map((item) => this.value(item, depth + 2)),
      );
      return operator === 'in' ? found : not(found);
    }
    const b = this.value(right, depth + 1);
    switch (operator) {
      case '==':
        return equal(a, b);
      case '!=':
        return not(equal(a, b));
      case 'in':
        return contains(a, b);
      case 'not in':
        return not(contains(a, b));
      case '<':
      case '<=':
      case '>':
      case '>=':
        return order(operator, a, b);
      default:
        return operator satisfies never;
    }
  }

  private name(name: string, depth: number): SqlValue {
    const constant = this.query.names.constants.get(name);
    if (constant !== undefined) return this.value(constant.statement.value, depth + 1);
    const feature = this.query.names.features.get(name);
    const index = this.features.indexOf(name);
    if (feature === undefined || index < 0) throw new Untranslatable(`${name} is not a stored feature`);
    const { type, entityType } = feature;
    const boxed =
      entityType !== null ? 'entity' : type.kind === 'rule' || type.kind === 'experiment' ? type.kind : null;
    return {
      sql: featureAlias(index),
      type: valueTypeOf(type),
      nullIs: admitsNone(type) ? 'either' : 'failed',
      ...(entityType === null ? {} : { entityType }),
      ...(boxed === null ? {} : { boxed }),
    };
  }

  private readonly doubt = (condition: string, reason: string): void => {
    this.unsure.push(condition);
    this.reasons.push(reason);
  };

  private list(items: readonly SqlValue[]): SqlValue {
    const [first] = items;
    if (first === undefined) throw new Untranslatable('an empty list has no type');
    for (const item of items) plain(item);
    const { kind } = first.type;
    if ((kind !== 'str' && kind !== 'bool' && kind !== 'int') || items.some((item) => item.type.kind !== kind)) {
      throw new Untranslatable('a list of these items');
    }
    const inside = items.map((item) => (kind === 'int' ? `CAST(${item.sql} AS HUGEINT)` : item.sql)).join(', ');
    const nullIs = items.some((item) => item.nullIs === 'failed') ? 'failed' : 'never';
    const type = { kind: 'list', item: widest(items.map((item) => item.type)) } as const;
    return { sql: failingWith(items, `[${inside}]`), type, nullIs, growth: grown(...items) };
  }

  private formatted(parts: readonly (string | SqlValue)[]): SqlValue {
    const values = parts.filter((part) => typeof part !== 'string');
    const texts = parts.map((part) => (typeof part === 'string' ? quoteText(part) : printed(part)));
    const growth = grown(...values);
    return { sql: `(${texts.join(' || ') || "''"})`, type: { kind: 'str' }, nullIs: strict(...values), growth };
  }

  private call(expression: Call, depth: number) {
    const name = expression.function.kind === 'name' ? expression.function.name : '';
    const translate = FUNCTIONS.get(name);
    if (translate === undefined) throw new Untranslatable(`${name || 'this'} has no equal in SQL`);
    const find = (argument: string) => expression.arguments.find((candidate) => candidate.name === argument)?.value;
    const get = (argument: string): SqlValue | undefined => {
      const value = find(argument);
      return value === undefined ? undefined : this.value(value, depth + 1);
    };
    const call: CallArguments = {
      doubt: this.doubt,
      get,
      need: (argument) => {
        const value = get(argument);
        if (value === undefined) throw new Untranslatable(`${argument} is missing`);
        return value;
      },
      texts: (argument) => {
        const given = find(argument);
        const constant =
          given?.kind === 'name' ? this.query.names.constants.get(given.name)?.statement.value : undefined;
        const value = constant ?? given;
        const items = value?.kind === 'list' ? value.items : [];
        const texts = items.flatMap((item) => (item.kind === 'string' ? [item.value] : []));
        if (value?.kind !== 'list' || texts.length < items.length)
          throw new Untranslatable(`${argument} is not a literal`);
        return texts;
      },
    };
    return translate(call);
  }
}

const exactly = (sql: string): Bounds => ({ possible: sql, certain: sql });

function join(parts: readonly Bounds[], operator: 'and' | 'or', which: keyof Bounds): string {
  return `(${parts.map((part) => part[which]).join(operator === 'and' ? ' AND ' : ' OR ')})`;
}

/** Where a bool is True, or resolved and not True; never NULL. */
function truthSql(value: SqlValue, wanted: boolean): string {
  if (value.type.kind === 'none') return String(!wanted);
  plain(value);
  if (value.type.kind !== 'bool') throw new Untranslatable('it is not a bool');
  if (value.nullIs === 'never') return wanted ? value.sql : `(NOT ${value.sql})`;
  if (wanted) return `coalesce(${value.sql}, false)`;
  decided(value);
  return value.nullIs === 'none' ? `(NOT coalesce(${value.sql}, false))` : `coalesce(NOT ${value.sql}, false)`;
}

/** `not value`: None is not True; a failure stays one. */
function not(operand: SqlValue): SqlValue {
  const value = decided(plain(operand));
  const type = { kind: 'bool' } as const;
  if (value.type.kind === 'none') return { sql: 'true', type, nullIs: 'never' };
  if (value.type.kind !== 'bool') throw new Untranslatable('not of something that is no bool');
  if (value.nullIs === 'none') return { sql: `(NOT coalesce(${value.sql}, false))`, type, nullIs: 'never' };
  return { sql: `(NOT ${value.sql})`, type, nullIs: value.nullIs };
}

function integer(value: number | bigint): SqlValue {
  const bits = BigInt(value).toString(2).replace('-', '').length;
  if (bits > 126) throw new Untranslatable('an integer of more than 126 bits');
  return { sql: String(value), type: { kind: 'int', bits }, nullIs: 'never', literal: value };
}

function float(value: number): SqlValue {
  if (!Number.isFinite(value)) throw new Untranslatable('an infinite number');
  return { sql: `CAST(${value} AS DOUBLE)`, type: { kind: 'float' }, nullIs: 'never', literal: value };
}

/** The type that holds integers of all these. */
function widest(types: readonly ValueType[]): ValueType {
  return types.reduce((a, b) => (a.kind === 'int' && b.kind === 'int' && b.bits > a.bits ? b : a));
}

/** Python's `str()`. */
function printed(part: SqlValue): string {
  const value = plain(part);
  switch (value.type.kind) {
    case 'str':
      return value.sql;
    case 'int':
      return `CAST(${value.sql} AS VARCHAR)`;
    case 'bool':
      return `CASE WHEN ${value.sql} THEN 'True' WHEN NOT ${value.sql} THEN 'False' END`;
    default:
      throw new Untranslatable('floats are printed otherwise in SQL');
  }
}

const sourceOf = ({ span }: Expression): string => span.source.text.slice(span.start, span.end);
