/** From syntax to the graph: expressions. Names stand for nodes made before; constants are folded. */
import type { BinaryOperation, BooleanOperation, Comparison, Expression, FormatString } from '../ast/nodes.ts';
import type { Program } from '../program/program.ts';
import { BINARY_OPERATIONS, type FailAt, negate } from '../values/arithmetic.ts';
import { compare, contains, equals, truthy } from '../values/compare.ts';
import { pythonStr } from '../values/format.ts';
import { makeFloat } from '../values/numbers.ts';
import { EntityValue, FAILED, type Outcome, TimeDeltaValue, type Value } from '../values/values.ts';
import type { Graph } from './graph.ts';
import { constantOf, type Facts, joinKinds, type Kind, type Node, type Operation } from './ir.ts';
import { limits } from './limits.ts';
import type { Tables } from './sites.ts';
import { namesIn, textsIn } from './syntax.ts';

/** What lowering an expression needs to know. */
export interface Scope {
  readonly program: Program;
  readonly tables: Tables;
  readonly graph: Graph;
  /** The action that is compiled for; null where it is not known. */
  readonly actionName: string | null;
  /** The node that a name stands for in the file being lowered. */
  resolve(name: string): Node;
  lowerCall(expression: Expression & { kind: 'call' }): Node;
}

const foldFailure: FailAt = () => FAILED;

export function lowerExpression(scope: Scope, expression: Expression): Node {
  const node = lowerPlain(scope, expression);
  return scope.program.unwrapped.has(expression) ? unwrap(scope.graph, node) : node;
}

function lowerPlain(scope: Scope, expression: Expression): Node {
  const { graph } = scope;
  switch (expression.kind) {
    case 'string':
    case 'int':
    case 'bool':
      return graph.constant(expression.value);
    case 'float':
      return graph.constant(makeFloat(expression.value));
    case 'none':
      return graph.constant(null);
    case 'name':
      return scope.resolve(expression.name);
    case 'attribute':
      throw new Error('attributes do not pass the check');
    case 'call':
      return scope.lowerCall(expression);
    case 'list': {
      const items = expression.items.map((item) => lowerExpression(scope, item));
      return pure(graph, { op: 'list' }, items, { kind: 'list', propagates: items }, 'list', (values) => values);
    }
    case 'format-string':
      return lowerFormat(scope, expression);
    case 'binary':
      return lowerBinary(scope, expression);
    case 'unary': {
      const operand = lowerExpression(scope, expression.operand);
      const facts = { propagates: [operand], site: siteOf(scope, expression) };
      if (expression.operator === 'not') {
        return pure(
          graph,
          { op: 'not' },
          [operand],
          { ...facts, kind: 'bool' },
          'not',
          ([value = null]) => !truthy(value),
        );
      }
      const own = isNumber(operand) ? 'never' : 'reported';
      const kind = operand.kind === 'int' ? 'int' : 'num';
      return pure(graph, { op: 'negate' }, [operand], { ...facts, kind, own }, 'negate', ([value = null]) =>
        negate(value, foldFailure, 0),
      );
    }
    case 'comparison':
      return lowerComparison(scope, expression);
    case 'boolean':
      return lowerBoolean(scope, expression);
  }
}

/** The inner value of an entity, rule, timedelta or experiment. */
export function unwrap(graph: Graph, node: Node): Node {
  const [inner] = node.inputs;
  if (inner !== undefined && (node.operation.op === 'make-entity' || node.operation.op === 'rule-value')) return inner;
  const value = constantOf(node);
  if (value instanceof EntityValue) return graph.constant(value.id);
  if (value instanceof TimeDeltaValue) return graph.constant(makeFloat(value.seconds));
  const kinds: Partial<Record<Kind, Kind>> = { rule: 'bool', timedelta: 'num', experiment: 'list' };
  const kind = kinds[node.kind] ?? 'any';
  return graph.add({ op: 'unwrap' }, [node], { kind, nullable: node.nullable, propagates: [node] }, 'unwrap');
}

export function siteOf(scope: Scope, expression: Expression): number {
  return scope.tables.siteOf.get(expression) ?? -1;
}

function isNumber(node: Node): boolean {
  return (node.kind === 'int' || node.kind === 'num') && !node.nullable;
}

/** Adds a node, or the constant that it is. A constant computation that fails is left to fail in every event. */
function pure(
  graph: Graph,
  operation: Operation,
  inputs: readonly Node[],
  facts: Facts,
  key: string | null,
  fold: (values: readonly Value[]) => Outcome,
): Node {
  const values: Value[] = [];
  for (const input of inputs) {
    const value = constantOf(input);
    if (value === undefined) return graph.add(operation, inputs, facts, key);
    values.push(value);
  }
  const folded = fold(values);
  return folded === FAILED ? graph.add(operation, inputs, facts, key) : graph.constant(folded);
}

function lowerFormat(scope: Scope, expression: FormatString): Node {
  const names = namesIn(expression).map((name) => lowerExpression(scope, name));
  const texts = textsIn(expression);
  const growth = names.reduce((sum, name) => sum + name.growth, 1);
  return pure(
    scope.graph,
    { op: 'format', texts },
    names,
    {
      kind: 'str',
      propagates: names,
      growth,
      own: growth > limits.uncheckedTexts ? 'reported' : 'never',
      site: siteOf(scope, expression),
      cost: 2 * names.length,
    },
    `format ${JSON.stringify(texts)}`,
    (values) => texts.map((text, index) => (index === 0 ? text : pythonStr(values[index - 1] ?? null) + text)).join(''),
  );
}

function lowerBinary(scope: Scope, expression: BinaryOperation): Node {
  const left = lowerExpression(scope, expression.left);
  const right = lowerExpression(scope, expression.right);
  const { operator } = expression;
  const growth = left.growth + right.growth;
  const texts = left.kind === 'str' && right.kind === 'str' && !left.nullable && !right.nullable;
  const safe = operator === '+' && texts && growth <= limits.uncheckedTexts;
  return pure(
    scope.graph,
    { op: 'binary', operator },
    [left, right],
    {
      kind: binaryKind(operator, left.kind, right.kind),
      propagates: [left, right],
      own: safe ? 'never' : 'reported',
      site: siteOf(scope, expression),
      growth: texts ? growth : 1,
    },
    safe ? '+' : null,
    ([a = null, b = null]) => BINARY_OPERATIONS[operator](a, b, foldFailure, 0),
  );
}

function binaryKind(operator: BinaryOperation['operator'], left: Kind, right: Kind): Kind {
  if (left === 'str' || right === 'str') return operator === '+' || operator === '*' ? 'str' : 'any';
  const kind = joinKinds([left, right]);
  if (kind !== 'int' && kind !== 'num') return 'any';
  return operator === '/' || operator === '**' ? 'num' : kind;
}

function lowerComparison(scope: Scope, expression: Comparison): Node {
  const left = lowerExpression(scope, expression.left);
  const right = lowerExpression(scope, expression.right);
  const inputs = [left, right];
  const site = siteOf(scope, expression);
  const { operator } = expression;
  switch (operator) {
    case '==':
    case '!=': {
      const negated = operator === '!=';
      return pure(
        scope.graph,
        { op: 'equal', negated },
        inputs,
        { kind: 'bool' },
        operator,
        ([a = null, b = null]) => equals(a, b) !== negated,
      );
    }
    case 'in':
    case 'not in': {
      const negated = operator === 'not in';
      const texts = right.kind === 'str' && left.kind === 'str';
      return pure(
        scope.graph,
        { op: 'in', negated },
        inputs,
        {
          kind: 'bool',
          propagates: [right],
          own: right.kind === 'list' || texts ? 'never' : 'reported',
          site,
          cost: 4,
        },
        operator,
        ([a = null, b = null]) => {
          const found = contains(a, b, foldFailure, 0);
          return typeof found === 'boolean' ? found !== negated : found;
        },
      );
    }
    default: {
      const numbers = inputs.every((input) => input.kind === 'int' || input.kind === 'num' || input.kind === 'none');
      return pure(
        scope.graph,
        { op: 'order', operator },
        inputs,
        { kind: 'bool', propagates: inputs, own: numbers ? 'never' : 'reported', site },
        operator,
        ([a = null, b = null]) => compare(operator, a, b, foldFailure, 0),
      );
    }
  }
}

function lowerBoolean(scope: Scope, expression: BooleanOperation): Node {
  const { graph } = scope;
  const { operator } = expression;
  const decisive = operator === 'or';
  // All are lowered even where one decides: what can be observed of the others still runs.
  const nodes = expression.operands.map((operand) => lowerExpression(scope, operand));
  const operands: Node[] = [];
  for (const node of nodes) {
    const value = constantOf(node);
    if (value === undefined) operands.push(node);
    else if (truthy(value) === decisive) return graph.constant(decisive);
  }
  if (operands.length === 0) return graph.constant(!decisive);
  const cost = operands.reduce((sum, operand) => sum + operand.cost, 0);
  return graph.add({ op: operator }, operands, { kind: 'bool', cost }, operator);
}
