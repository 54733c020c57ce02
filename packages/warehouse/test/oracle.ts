/** A direct evaluation of expressions over one row: sml.md §1.5 and §1.6 with the language's own operations. Only for tests. */
import {
  type Call,
  EntityValue,
  type EvaluationContext,
  type Expression,
  FAILED,
  IntegralFloat,
  type Outcome,
  standardFunctions,
  type Value,
} from '@lapwing/sml';
import { BINARY_OPERATIONS, negate } from '../../sml/src/values/arithmetic.ts';
import { compare, contains, equals } from '../../sml/src/values/compare.ts';

const FUNCTIONS = new Map(standardFunctions().map((declaration) => [declaration.name, declaration]));
const fail = (): typeof FAILED => FAILED;

/** The outcome of an expression where names have these values; a missing feature is None. */
export function evaluate(expression: Expression, row: ReadonlyMap<string, Value>): Outcome {
  const of = (part: Expression) => evaluate(part, row);
  switch (expression.kind) {
    case 'string':
    case 'int':
    case 'bool':
      return expression.value;
    case 'float':
      return Number.isInteger(expression.value) ? new IntegralFloat(expression.value) : expression.value;
    case 'none':
      return null;
    case 'name':
      return row.get(expression.name) ?? null;
    case 'list': {
      const items = expression.items.map(of);
      return items.includes(FAILED) ? FAILED : items.flatMap((item) => (item === FAILED ? [] : [item]));
    }
    case 'binary': {
      const left = plain(of(expression.left));
      const right = plain(of(expression.right));
      if (left === FAILED || right === FAILED) return FAILED;
      return BINARY_OPERATIONS[expression.operator](left, right, fail, 0);
    }
    case 'unary': {
      const value = plain(of(expression.operand));
      if (value === FAILED) return FAILED;
      return expression.operator === '-' ? negate(value, fail, 0) : value !== true;
    }
    case 'boolean':
      return expression.operator === 'and'
        ? expression.operands.every((operand) => of(operand) === true)
        : expression.operands.some((operand) => of(operand) === true);
    case 'comparison':
      return comparison(expression, of(expression.left), of(expression.right));
    case 'format-string': {
      const parts = expression.parts.map((part) => (typeof part === 'string' ? part : plain(of(part))));
      if (parts.some((part) => part === FAILED || part === null)) return FAILED;
      return parts.map((part) => (part === true ? 'True' : part === false ? 'False' : String(part))).join('');
    }
    case 'call':
      return callFunction(expression, of);
    case 'attribute':
      return FAILED;
    default:
      return expression satisfies never;
  }
}

function plain(outcome: Outcome): Outcome {
  return outcome instanceof EntityValue ? outcome.id : outcome;
}

function comparison(expression: Extract<Expression, { kind: 'comparison' }>, left: Outcome, right: Outcome): Outcome {
  const { operator } = expression;
  const [a, b] = [left === FAILED ? null : left, right === FAILED ? null : right];
  const bothEntities = a instanceof EntityValue && b instanceof EntityValue;
  const [x, y] = bothEntities ? [a, b] : [plain(a) as Value, plain(b) as Value];
  switch (operator) {
    case '==':
      return equals(x, y);
    case '!=':
      return !equals(x, y);
    case 'in':
    case 'not in': {
      if (right === FAILED) return FAILED;
      // An entity is compared as one with entities, and as its id with anything else.
      const amongEntities = Array.isArray(b) && b.some((item) => item instanceof EntityValue);
      const found = contains(amongEntities ? a : x, y, fail, 0);
      return found === FAILED || operator === 'in' ? found : !found;
    }
    default:
      return left === FAILED || right === FAILED ? FAILED : compare(operator, x, y, fail, 0);
  }
}

function callFunction(expression: Call, of: (part: Expression) => Outcome): Outcome {
  const name = expression.function.kind === 'name' ? expression.function.name : '';
  const declaration = FUNCTIONS.get(name);
  if (declaration === undefined) throw new Error(`the oracle knows no ${name}`);
  const argument = (parameter: string) => expression.arguments.find((a) => a.name === parameter)?.value;
  const values = new Map<string, Outcome>();
  for (const parameter of declaration.parameters) {
    const value = argument(parameter.name);
    values.set(parameter.name, value === undefined ? (parameter.default ?? null) : plain(of(value)));
  }
  const constants = new Map<string, Value>();
  for (const parameter of declaration.parameters) {
    const value = values.get(parameter.name);
    if (parameter.constant === true && value !== undefined && value !== FAILED) constants.set(parameter.name, value);
  }
  const bound = declaration.bind({
    call: expression,
    statement: { kind: 'call-statement', span: expression.span, call: expression },
    constants,
    argument,
    assignedTo: null,
    resultType: null,
    secret: false,
    ruleset: { config: {}, file: () => undefined, paths: [] },
    error: (message) => {
      throw new Error(message);
    },
    warning: () => {},
  });
  const optional = new Set(
    declaration.parameters
      .filter((parameter) => parameter.type.kind === 'any' || parameter.type.kind === 'union')
      .map((parameter) => parameter.name),
  );
  const passed: Value[] = [];
  for (const parameter of bound.arguments) {
    const value = values.get(parameter) ?? null;
    if ((value === FAILED || value === null) && !optional.has(parameter)) return FAILED;
    passed.push(value === FAILED ? null : value);
  }
  const context: EvaluationContext = {
    action: { id: '1', actionId: 1, name: 'act', timeMillis: 0, data: {}, secretData: null },
    timeMillis: 0,
    position: 0,
    service: () => {
      throw new Error('the oracle has no services');
    },
    fail,
  };
  return bound.call(context, ...(passed as never[]));
}
