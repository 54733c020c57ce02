/**
 * SML to SQL: a query means over stored features what the same expression means in a rule. Where SQL cannot say that, the
 * part is reported as a residual, and the predicate brackets the answer: `certain` ⟹ matches ⟹ `possible`.
 */
import type { Call, Expression, Feature } from '@lapwing/sml';
import { columnTypeOf } from '../columns/feature-column.ts';
import { quoteText } from '../duckdb/quote.ts';
import { MAX_EXPRESSION_DEPTH, MAX_PREDICATE_CHARACTERS } from '../limits.ts';
import { arithmetic, negative } from './arithmetic.ts';
import { contains, containsAny, equal, order } from './compare.ts';
import { type CallArguments, FUNCTIONS } from './functions.ts';
import { featureAlias, type Predicate, type Residual } from './predicate.ts';
import { failingWith, type SqlValue, strict, Untranslatable, valueTypeOf } from './sql-value.ts';

/** Translate an expression over these features (of the active ruleset). Never throws for what is in the expression. */
export function translateExpression(expression: Expression, features: readonly Feature[]): Predicate {
  const translator = new Translator(features);
  const { possible, certain } = translator.truth(expression, true, 0);
  return { possible, certain, residuals: translator.residuals, features: translator.used };
}

/** What holds at least, and at most, where an expression is true (or false). */
interface Bounds {
  readonly possible: string;
  readonly certain: string;
}

class Translator {
  readonly residuals: Residual[] = [];
  readonly used: { readonly name: string; readonly type: ReturnType<typeof columnTypeOf> }[] = [];
  private readonly features: ReadonlyMap<string, Feature>;
  private readonly aliases = new Map<string, string>();

  constructor(features: readonly Feature[]) {
    this.features = new Map(features.map((feature) => [feature.name, feature]));
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
    try {
      if (expression.kind === 'call') {
        const result = this.call(expression, depth);
        if ('superset' in result) {
          this.residuals.push({ source: sourceOf(expression), reason: result.reason });
          const { superset } = result;
          return wanted
            ? { possible: `coalesce(${superset}, false)`, certain: 'false' }
            : { possible: `(${superset} IS NOT NULL)`, certain: `coalesce(NOT ${superset}, false)` };
        }
        return exactly(truthSql(result, wanted));
      }
      return exactly(truthSql(this.value(expression, depth), wanted));
    } catch (error) {
      if (error instanceof Untranslatable) return this.unknown(expression, error.message);
      throw error;
    }
  }

  private unknown(expression: Expression, reason: string): Bounds {
    this.residuals.push({ source: sourceOf(expression), reason });
    return { possible: 'true', certain: 'false' };
  }

  /** The expression's value. Throws an Untranslatable. */
  private value(expression: Expression, depth: number): SqlValue {
    if (depth > MAX_EXPRESSION_DEPTH) throw new Untranslatable('it is nested too deeply');
    const value = this.valueOf(expression, depth);
    if (value.sql.length > MAX_PREDICATE_CHARACTERS) throw new Untranslatable('it would be too long in SQL');
    return value;
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
        return this.feature(expression.name);
      case 'binary':
        return arithmetic(expression.operator, next(expression.left), next(expression.right));
      case 'unary':
        return expression.operator === '-' ? negative(next(expression.operand)) : not(next(expression.operand));
      case 'boolean': {
        const before = this.residuals.length;
        const { certain } = this.truth(expression, true, depth);
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

  private feature(name: string): SqlValue {
    const feature = this.features.get(name);
    if (feature === undefined) throw new Untranslatable(`${name} is not a stored feature`);
    let alias = this.aliases.get(name);
    if (alias === undefined) {
      alias = featureAlias(this.used.length);
      this.aliases.set(name, alias);
      this.used.push({ name, type: columnTypeOf(feature.type) });
    }
    return { sql: alias, type: valueTypeOf(feature.type), nullIs: 'none', entityType: feature.entityType };
  }

  private list(items: readonly SqlValue[]): SqlValue {
    const [first] = items;
    if (first === undefined) throw new Untranslatable('an empty list has no type');
    if (items.some((item) => item.entityType != null)) throw new Untranslatable('entities in a list stay entities');
    const { kind } = first.type;
    if ((kind !== 'str' && kind !== 'bool' && kind !== 'int') || items.some((item) => item.type.kind !== kind)) {
      throw new Untranslatable('a list of these items');
    }
    const inside = items.map((item) => (kind === 'int' ? `CAST(${item.sql} AS HUGEINT)` : item.sql)).join(', ');
    const nullIs = items.some((item) => item.nullIs === 'failed') ? 'failed' : 'never';
    return { sql: failingWith(items, `[${inside}]`), type: { kind: 'list', item: first.type }, nullIs };
  }

  private formatted(parts: readonly (string | SqlValue)[]): SqlValue {
    const values = parts.filter((part) => typeof part !== 'string');
    const texts = parts.map((part) => (typeof part === 'string' ? quoteText(part) : printed(part)));
    return { sql: `(${texts.join(' || ') || "''"})`, type: { kind: 'str' }, nullIs: strict(...values) };
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
      get,
      need: (argument) => {
        const value = get(argument);
        if (value === undefined) throw new Untranslatable(`${argument} is missing`);
        return value;
      },
      texts: (argument) => {
        const value = find(argument);
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
  if (value.type.kind !== 'bool') throw new Untranslatable('it is not a bool');
  if (value.nullIs === 'never') return wanted ? value.sql : `(NOT ${value.sql})`;
  if (wanted) return `coalesce(${value.sql}, false)`;
  return value.nullIs === 'none' ? `(NOT coalesce(${value.sql}, false))` : `coalesce(NOT ${value.sql}, false)`;
}

/** `not value`: None is not True; a failure stays one. */
function not(value: SqlValue): SqlValue {
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

/** Python's `str()`. */
function printed(value: SqlValue): string {
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
