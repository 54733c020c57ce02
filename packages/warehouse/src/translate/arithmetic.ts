/** Arithmetic with Python's meaning, and `x / 0`, `x // 0`, `x % 0` equal to 0. Every operation fails on None. */
import type { BinaryOperator } from '@lapwing/sml';
import { asDouble, asHugeint } from './compare.ts';
import { grown, HUGEINT_BITS, isNumber, plain, type SqlValue, strict, Untranslatable } from './sql-value.ts';

/** Told of rows (an SQL condition) for which what SQL computes is not to be trusted. */
export type Unsure = (condition: string, reason: string) => void;

/** `left operator right`. Throws an Untranslatable where SQL has no such operation, or one with another meaning. */
export function arithmetic(operator: BinaryOperator, a: SqlValue, b: SqlValue, unsure: Unsure): SqlValue {
  const [left, right] = [plain(a), plain(b)];
  const nullIs = strict(left, right);
  if (operator === '+' && left.type.kind === 'str' && right.type.kind === 'str') {
    return { sql: `(${left.sql} || ${right.sql})`, type: { kind: 'str' }, nullIs, growth: grown(left, right) };
  }
  if (!isNumber(left) || !isNumber(right)) throw new Untranslatable(`${operator} of these types`);
  switch (operator) {
    case '+':
    case '-':
    case '*':
      return left.type.kind === 'int' && right.type.kind === 'int'
        ? integers(operator, left, right)
        : { sql: `(${asDouble(left)} ${operator} ${asDouble(right)})`, type: { kind: 'float' }, nullIs };
    case '/':
      return divide(left, right, unsure);
    case '//':
    case '%':
      return left.type.kind === 'int' && right.type.kind === 'int'
        ? floorIntegers(operator, left, right)
        : floorFloats(operator, left, right);
    case '&':
    case '|':
    case '^':
    case '<<':
    case '>>':
    case '**':
      throw new Untranslatable(`${operator} has no equal in SQL`);
    default:
      return operator satisfies never;
  }
}

/** `-value`. */
export function negative(operand: SqlValue): SqlValue {
  const value = plain(operand);
  if (typeof value.literal === 'number' || typeof value.literal === 'bigint') {
    const literal = -value.literal;
    return { ...value, sql: `(-${value.sql})`, literal };
  }
  const nullIs = strict(value);
  if (value.type.kind === 'int') return { sql: `(-${asHugeint(value)})`, type: value.type, nullIs };
  if (value.type.kind === 'float') return { sql: `(-${value.sql})`, type: value.type, nullIs };
  throw new Untranslatable('only numbers can be negated');
}

const bitsOf = (value: SqlValue): number => (value.type.kind === 'int' ? value.type.bits : 0);

/** The text of an operation; `TRY` makes an overflow a failure of this row, not of the whole query. */
function integers(operator: '+' | '-' | '*', left: SqlValue, right: SqlValue): SqlValue {
  const bits = operator === '*' ? bitsOf(left) + bitsOf(right) : Math.max(bitsOf(left), bitsOf(right)) + 1;
  if (bits > HUGEINT_BITS) throw new Untranslatable(`${operator} may exceed 126 bits`);
  const sql = `TRY(${asHugeint(left)} ${operator} ${asHugeint(right)})`;
  return { sql, type: { kind: 'int', bits }, nullIs: strict(left, right) };
}

/** Always a float, except that division by zero is the int 0; the two are equal, so the difference does not show. */
function divide(left: SqlValue, right: SqlValue, unsure: Unsure): SqlValue {
  const [a, b] = [asDouble(left), asDouble(right)];
  if (left.type.kind === 'int' && right.type.kind === 'int') {
    for (const operand of [left, right]) {
      if (bitsOf(operand) > 53)
        unsure(`abs(${asHugeint(operand)}) > 9007199254740992`, 'integers beyond 2^53 are divided');
    }
  }
  return { sql: whenZero(left, right, `${a} / ${b}`), type: { kind: 'float' }, nullIs: strict(left, right) };
}

const whenZero = (left: SqlValue, right: SqlValue, otherwise: string): string =>
  `CASE WHEN ${left.sql} IS NULL THEN NULL WHEN ${right.sql} = 0 THEN 0 ELSE ${otherwise} END`;

/** SQL truncates toward zero; Python's quotient is the floor and its remainder has the divisor's sign. */
function floorIntegers(operator: '//' | '%', left: SqlValue, right: SqlValue): SqlValue {
  const [a, b] = [asHugeint(left), asHugeint(right)];
  const apart = `(${a} % ${b} <> 0 AND ((${a} < 0) <> (${b} < 0)))`;
  const sql =
    operator === '//'
      ? `(${a} // ${b}) - CASE WHEN ${apart} THEN 1 ELSE 0 END`
      : `(${a} % ${b}) + CASE WHEN ${apart} THEN ${b} ELSE 0 END`;
  const bits = operator === '//' ? bitsOf(left) + 1 : bitsOf(right);
  if (bits > HUGEINT_BITS) throw new Untranslatable(`${operator} may exceed 126 bits`);
  return { sql: whenZero(left, right, sql), type: { kind: 'int', bits }, nullIs: strict(left, right) };
}

/** CPython's `float_rem` and `float_floor_div`. */
function floorFloats(operator: '//' | '%', left: SqlValue, right: SqlValue): SqlValue {
  const [a, b] = [asDouble(left), asDouble(right)];
  const rest = `(${a} % ${b})`;
  const apart = `(${rest} <> 0 AND ((${b} < 0) <> (${rest} < 0)))`;
  const quotient = `((${a} - ${rest}) / ${b} - CASE WHEN ${apart} THEN 1 ELSE 0 END)`;
  const sql =
    operator === '//'
      ? `floor(${quotient}) + CASE WHEN ${quotient} - floor(${quotient}) > 0.5 THEN 1 ELSE 0 END`
      : `${rest} + CASE WHEN ${apart} THEN ${b} ELSE 0 END`;
  return { sql: whenZero(left, right, sql), type: { kind: 'float' }, nullIs: strict(left, right) };
}
