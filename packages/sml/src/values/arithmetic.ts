/**
 * SML's arithmetic: Python's, with `x / 0`, `x // 0` and `x % 0` equal to the int 0. Failures are recorded through the
 * `fail` that comes in, with the site that it belongs to, and come back as FAILED.
 */
import type { BinaryOperator } from '../ast/nodes.ts';
import { limits } from './limits.ts';
import { bitLength, isFloat, isInt, makeFloat, makeInt, type Numeric } from './numbers.ts';
import { type Failed, IntegralFloat, type Outcome, type Value } from './values.ts';

/** Records an unexpected failure of one call site or operation and returns FAILED. */
export type FailAt = (site: number, kind: string, message: string) => Failed;

type Operation = (left: Value, right: Value, fail: FailAt, site: number) => Outcome;

function add(left: Value, right: Value, fail: FailAt, site: number): Outcome {
  if (typeof left === 'number' && typeof right === 'number') {
    const sum = left + right;
    if (Number.isInteger(left) && Number.isInteger(right)) {
      return Number.isSafeInteger(sum) ? sum : BigInt(left) + BigInt(right);
    }
    return makeFloat(sum);
  }
  if (typeof left === 'string' && typeof right === 'string') {
    return left.length + right.length > limits.textLength ? tooLarge('text', fail, site) : left + right;
  }
  return numeric('+', left, right, fail, site, addFloats, (a, b) => a + b);
}

function subtract(left: Value, right: Value, fail: FailAt, site: number): Outcome {
  if (Number.isInteger(left) && Number.isInteger(right)) {
    const difference = (left as number) - (right as number);
    if (Number.isSafeInteger(difference)) return difference;
  }
  return numeric(
    '-',
    left,
    right,
    fail,
    site,
    (a, b) => a - b,
    (a, b) => a - b,
  );
}

function multiply(left: Value, right: Value, fail: FailAt, site: number): Outcome {
  if (Number.isInteger(left) && Number.isInteger(right)) {
    // `+ 0` turns the float -0 that JavaScript makes of 0 * -1 into the int 0.
    const product = (left as number) * (right as number) + 0;
    if (Number.isSafeInteger(product)) return product;
  }
  if (typeof left === 'string') return repeat(left, right, fail, site);
  if (typeof right === 'string') return repeat(right, left, fail, site);
  const a = operand(left);
  const b = operand(right);
  if (isInt(a) && isInt(b) && bitLength(a) + bitLength(b) > limits.intBits) return tooLarge('int', fail, site);
  return numeric(
    '*',
    left,
    right,
    fail,
    site,
    (x, y) => x * y,
    (x, y) => x * y,
  );
}

function divide(left: Value, right: Value, fail: FailAt, site: number): Outcome {
  const a = operand(left);
  const b = operand(right);
  if (a === null || b === null) return unsupported('/', fail, site);
  if (isZero(b)) return 0;
  if (typeof a === 'bigint' || typeof b === 'bigint') {
    if (isInt(a) && isInt(b)) {
      const quotient = divideBig(BigInt(a), BigInt(b));
      if (Number.isFinite(quotient)) return makeFloat(quotient);
      return fail(site, 'OverflowError', 'integer division result too large for a float');
    }
  }
  const x = toFloat(a);
  const y = toFloat(b);
  return x === null || y === null ? intTooLarge(fail, site) : makeFloat(x / y);
}

function floorDivide(left: Value, right: Value, fail: FailAt, site: number): Outcome {
  if (areSmallInts(left, right)) {
    const [x, y] = [left as number, right as number];
    // Without its remainder, which is exact, the quotient is a whole number.
    return y === 0 ? 0 : (x - moduloSmall(x, y)) / y + 0;
  }
  const b = operand(right);
  if (b !== null && isZero(b)) return operand(left) === null ? unsupported('//', fail, site) : 0;
  return numeric('//', left, right, fail, site, floorDivideFloats, (x, y) => {
    const quotient = x / y;
    return x % y !== 0n && x < 0n !== y < 0n ? quotient - 1n : quotient;
  });
}

function modulo(left: Value, right: Value, fail: FailAt, site: number): Outcome {
  if (areSmallInts(left, right)) return right === 0 ? 0 : moduloSmall(left as number, right as number);
  const b = operand(right);
  if (b !== null && isZero(b)) return operand(left) === null ? unsupported('%', fail, site) : 0;
  return numeric('%', left, right, fail, site, moduloFloats, (x, y) => {
    const rest = x % y;
    return rest !== 0n && rest < 0n !== y < 0n ? rest + y : rest;
  });
}

/** Ints so small that no sum or difference of two is rounded: nearly all that there are, and far from bigints in speed. */
function areSmallInts(left: Value, right: Value): boolean {
  return Number.isInteger(left) && Number.isInteger(right) && isSmall(left as number) && isSmall(right as number);
}

function isSmall(value: number): boolean {
  return value < SMALL && value > -SMALL;
}

const SMALL = 2 ** 52;

/** The remainder with the divisor's sign; `+ 0` as above. */
function moduloSmall(x: number, y: number): number {
  const rest = x % y;
  return (rest !== 0 && rest < 0 !== y < 0 ? rest + y : rest) + 0;
}

function power(left: Value, right: Value, fail: FailAt, site: number): Outcome {
  const a = operand(left);
  const b = operand(right);
  if (a === null || b === null) return unsupported('**', fail, site);
  if (isInt(a) && isInt(b) && b >= 0) {
    if (a === 0 || a === 1) return b === 0 ? 1 : a;
    if (a === -1) return BigInt(b) % 2n === 0n ? 1 : -1;
    if (typeof b === 'bigint' || (bitLength(a) - 1) * b > limits.intBits) return tooLarge('int', fail, site);
    return makeInt(BigInt(a) ** BigInt(b));
  }
  const x = toFloat(a);
  const y = toFloat(b);
  if (x === null || y === null) return intTooLarge(fail, site);
  if (x === 0 && y < 0 && Number.isFinite(y))
    return fail(site, 'ZeroDivisionError', '0.0 cannot be raised to a negative power');
  if (x === 1 || y === 0 || (x === -1 && !Number.isFinite(y) && !Number.isNaN(y))) return new IntegralFloat(1);
  if (x < 0 && Number.isFinite(x) && Number.isFinite(y) && !Number.isInteger(y)) {
    return fail(site, 'ValueError', 'a fractional power of a negative number is not a real number');
  }
  const result = x ** y;
  if (!Number.isFinite(result) && Number.isFinite(x) && Number.isFinite(y)) {
    return fail(site, 'OverflowError', 'numerical result out of range');
  }
  return makeFloat(result);
}

function shiftLeft(left: Value, right: Value, fail: FailAt, site: number): Outcome {
  return integers('<<', left, right, fail, site, (a, b) => {
    if (b < 0n) return fail(site, 'ValueError', 'negative shift count');
    if (a === 0n) return 0;
    if (b > BigInt(limits.intBits) || bitLength(a) + Number(b) > limits.intBits) return tooLarge('int', fail, site);
    return makeInt(a << b);
  });
}

function shiftRight(left: Value, right: Value, fail: FailAt, site: number): Outcome {
  return integers('>>', left, right, fail, site, (a, b) => {
    if (b < 0n) return fail(site, 'ValueError', 'negative shift count');
    if (b > BigInt(limits.intBits)) return a < 0n ? -1 : 0;
    return makeInt(a >> b);
  });
}

const bitOr: Operation = (left, right, fail, site) => integers('|', left, right, fail, site, (a, b) => makeInt(a | b));
const bitXor: Operation = (left, right, fail, site) => integers('^', left, right, fail, site, (a, b) => makeInt(a ^ b));
const bitAnd: Operation = (left, right, fail, site) => integers('&', left, right, fail, site, (a, b) => makeInt(a & b));

/** Unary minus. */
export function negate(value: Value, fail: FailAt, site: number): Outcome {
  const a = operand(value);
  if (a === null) return fail(site, 'TypeError', 'bad operand type for unary -');
  if (a instanceof IntegralFloat) return makeFloat(-a.value);
  if (typeof a === 'bigint') return makeInt(-a);
  // `0 - a` rather than `-a`: the int 0 must not become the float -0.
  return Number.isInteger(a) ? 0 - a : -a;
}

/** The operations by the names that generated code gives them. */
export const OPERATIONS = {
  add,
  subtract,
  multiply,
  divide,
  floorDivide,
  modulo,
  power,
  shiftLeft,
  shiftRight,
  bitOr,
  bitXor,
  bitAnd,
  negate,
};

/** The operation of each binary operator. */
export const BINARY_OPERATIONS: Readonly<Record<BinaryOperator, Operation>> = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': divide,
  '//': floorDivide,
  '%': modulo,
  '**': power,
  '<<': shiftLeft,
  '>>': shiftRight,
  '|': bitOr,
  '^': bitXor,
  '&': bitAnd,
};

function operand(value: Value): Numeric | null {
  if (typeof value === 'number' || typeof value === 'bigint' || value instanceof IntegralFloat) return value;
  return typeof value === 'boolean' ? Number(value) : null;
}

function isZero(value: Numeric): boolean {
  return value === 0 || (value instanceof IntegralFloat && value.value === 0);
}

/** As a JavaScript number; null where an int is beyond every float. */
function toFloat(value: Numeric): number | null {
  if (value instanceof IntegralFloat) return value.value;
  const result = Number(value);
  return typeof value === 'bigint' && !Number.isFinite(result) ? null : result;
}

function numeric(
  operator: string,
  left: Value,
  right: Value,
  fail: FailAt,
  site: number,
  floats: (a: number, b: number) => number,
  ints: (a: bigint, b: bigint) => bigint,
): Outcome {
  const a = operand(left);
  const b = operand(right);
  if (a === null || b === null) return unsupported(operator, fail, site);
  if (isFloat(a) || isFloat(b)) {
    const x = toFloat(a);
    const y = toFloat(b);
    return x === null || y === null ? intTooLarge(fail, site) : makeFloat(floats(x, y));
  }
  const result = ints(BigInt(a), BigInt(b));
  return bitLength(result) > limits.intBits ? tooLarge('int', fail, site) : makeInt(result);
}

function integers(
  operator: string,
  left: Value,
  right: Value,
  fail: FailAt,
  site: number,
  operation: (a: bigint, b: bigint) => Outcome,
): Outcome {
  const a = operand(left);
  const b = operand(right);
  return isInt(a) && isInt(b) ? operation(BigInt(a), BigInt(b)) : unsupported(operator, fail, site);
}

const addFloats = (a: number, b: number): number => a + b;

function repeat(text: string, count: Value, fail: FailAt, site: number): Outcome {
  const times = operand(count);
  if (!isInt(times)) return unsupported('*', fail, site);
  if (times <= 0 || text === '') return '';
  if (BigInt(text.length) * BigInt(times) > BigInt(limits.textLength)) return tooLarge('text', fail, site);
  return text.repeat(Number(times));
}

/** CPython's `float_floor_div`. */
function floorDivideFloats(x: number, y: number): number {
  const rest = x % y;
  let quotient = (x - rest) / y;
  if (rest !== 0 && y < 0 !== rest < 0) quotient -= 1;
  if (quotient === 0) return Object.is(x / y, -0) || x / y < 0 ? -0 : 0;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

/** CPython's `float_rem`. */
function moduloFloats(x: number, y: number): number {
  const rest = x % y;
  if (rest === 0) return y < 0 || Object.is(y, -0) ? -0 : 0;
  return y < 0 !== rest < 0 ? rest + y : rest;
}

/** The float nearest to a / b: a quotient of at least 66 bits with a sticky last bit rounds as the exact one. */
function divideBig(a: bigint, b: bigint): number {
  const negative = a < 0n !== b < 0n;
  const numerator = a < 0n ? -a : a;
  const denominator = b < 0n ? -b : b;
  const shift = Math.max(0, 70 + bitLength(denominator) - bitLength(numerator));
  const scaled = numerator << BigInt(shift);
  const quotient = scaled / denominator;
  const sticky = quotient * denominator === scaled ? quotient : quotient | 1n;
  const magnitude = Number(sticky) * 2 ** -Math.min(shift, 1000) * 2 ** -Math.max(0, shift - 1000);
  return negative ? -magnitude : magnitude;
}

function unsupported(operator: string, fail: FailAt, site: number): Failed {
  return fail(site, 'TypeError', `unsupported operand type(s) for ${operator}`);
}

function intTooLarge(fail: FailAt, site: number): Failed {
  return fail(site, 'OverflowError', 'int too large to convert to float');
}

function tooLarge(what: 'int' | 'text', fail: FailAt, site: number): Failed {
  const limit = what === 'int' ? `${limits.intBits} bits` : `${limits.textLength} characters`;
  return fail(site, 'LimitExceeded', `the resulting ${what} would be larger than ${limit}`);
}
