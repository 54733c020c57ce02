/** From syntax to the graph: calls. */
import type { Call, Expression } from '../ast/nodes.ts';
import type { Action, EvaluationContext, FunctionDeclaration, Parameter } from '../functions/declaration.ts';
import { type JsonCall, jsonCallOf } from '../functions/json-data.ts';
import { splitPath } from '../json/path.ts';
import type { CheckedCall } from '../program/program.ts';
import type { SmlType } from '../types/types.ts';
import { pythonRepr } from '../values/format.ts';
import { FAILED, type Outcome, type Value } from '../values/values.ts';
import { argumentOf } from './describe.ts';
import { isPlain } from './graph.ts';
import { constantOf, joinKinds, type Kind, kindOf, type Node, type OwnFailure } from './ir.ts';
import { lowerExpression, type Scope, siteOf, unwrap } from './lower-expression.ts';
import { isRuleCall } from './sites.ts';
import { namesIn, normalized } from './syntax.ts';

export function lowerCall(scope: Scope, call: Call): Node {
  const checked = scope.program.calls.get(call);
  if (checked === undefined) throw new Error('a call that was not checked');
  if (isRuleCall(scope.program, call)) return lowerRule(scope, call);
  const json = jsonCallOf(checked.bound);
  if (json !== null) return lowerJson(scope, call, json, checked.declaration);
  const { declaration } = checked;
  if (declaration.perActionName === true && scope.actionName !== null) {
    const value = callAtCompileTime(checked, [], scope.actionName);
    if (value !== FAILED) return scope.graph.constant(value);
  }
  return lowerFunction(scope, call, checked);
}

function lowerFunction(scope: Scope, call: Call, checked: CheckedCall): Node {
  const { declaration, bound } = checked;
  const inputs: Node[] = [];
  const admitsNone: boolean[] = [];
  for (const name of bound.arguments) {
    const parameter = declaration.parameters.find((candidate) => candidate.name === name);
    inputs.push(argumentNode(scope, call, name, parameter));
    // Further keyword arguments never take None.
    admitsNone.push(parameter !== undefined && takesNone(parameter.type));
  }
  const failure = bound.failure ?? declaration.failure ?? (declaration.purity === 'effect' ? 'never' : 'reported');
  // A parameter without None that meets None at run time fails the call, which the reference counts.
  const missing = inputs.some((input, index) => input.nullable && admitsNone[index] !== true);
  const observation = scope.tables.observationOf.get(call) ?? -1;
  const resultType = declaration.result === 'dynamic' ? scope.program.typeOf(call) : null;
  const own: OwnFailure = missing || resultType !== null ? 'reported' : failure;
  const shareable = declaration.purity === 'pure' && own === 'never' && observation === -1;
  if (declaration.purity === 'pure' && observation === -1 && !missing && resultType === null) {
    const folded = foldCall(checked, inputs);
    if (folded !== FAILED) return scope.graph.constant(folded);
  }
  return scope.graph.add(
    { op: 'call', call, checked, admitsNone, observation, resultType },
    inputs,
    {
      ...resultKind(declaration, inputs, resultType),
      own,
      propagates: inputs.filter((_, index) => admitsNone[index] !== true),
      observable: observation !== -1,
      cost: declaration.cost,
      site: siteOf(scope, call),
    },
    shareable ? callKey(scope, call, checked) : null,
  );
}

/** Names that tell calls of one function apart, beside their run-time arguments. */
function callKey(scope: Scope, call: Call, { declaration, bound }: CheckedCall): string {
  const constants = call.arguments
    .filter((argument) => !bound.arguments.includes(argument.name))
    .map((argument) => `${argument.name}=${normalized(argument.value, (name) => constantText(scope.resolve(name)))}`);
  return `call ${declaration.name} ${bound.arguments.join(',')} ${constants.sort().join(',')}`;
}

function constantText(node: Node): string {
  const value = constantOf(node);
  return value === undefined ? `node ${node.id}` : pythonRepr(value);
}

function argumentNode(scope: Scope, call: Call, name: string, parameter: Parameter | undefined): Node {
  const expression = argumentOf(call, name);
  if (expression !== undefined) return lowerExpression(scope, expression);
  return scope.graph.constant(parameter?.default ?? null);
}

/** Whether a parameter of this type is passed None: then a failed argument is None too. */
export function takesNone(type: SmlType): boolean {
  return type.kind === 'any' || type.kind === 'none' || (type.kind === 'union' && type.members.some(takesNone));
}

function resultKind(
  declaration: FunctionDeclaration,
  inputs: readonly Node[],
  resultType: SmlType | null,
): { kind: Kind; nullable: boolean } {
  const type = resultType ?? declaration.result;
  if (type === 'dynamic') return { kind: 'any', nullable: true };
  // A generic function's result is what went in, whatever its type says: an entity stays an entity.
  if (type.kind === 'variable') {
    const kinds = inputs.map((input) => input.kind).filter((kind) => kind !== 'none');
    return { kind: joinKinds(kinds), nullable: false };
  }
  return kindOf(type);
}

function foldCall(checked: CheckedCall, inputs: readonly Node[]): Outcome {
  const values: Value[] = [];
  for (const input of inputs) {
    const value = constantOf(input);
    if (value === undefined || !isPlain(value)) return FAILED;
    values.push(value);
  }
  return callAtCompileTime(checked, values, '');
}

/** FAILED where the call needs more than its arguments: it is then made in every event. */
function callAtCompileTime(checked: CheckedCall, values: readonly Value[], actionName: string): Outcome {
  const action: Action = { id: '', actionId: null, name: actionName, timeMillis: 0, data: {}, secretData: null };
  const context: EvaluationContext = {
    action,
    timeMillis: 0,
    position: 0,
    service: (key) => {
      throw new Error(`no service \`${key.name}\` while compiling`);
    },
    fail: () => FAILED,
  };
  try {
    return Reflect.apply(checked.bound.call, null, [context, ...values]);
  } catch {
    return FAILED;
  }
}

function lowerJson(scope: Scope, call: Call, json: JsonCall, declaration: FunctionDeclaration): Node {
  const { graph } = scope;
  const { names, rest } = splitPath(json.path);
  let raw = graph.add({ op: 'data', secret: json.secret }, [], { kind: 'raw', cost: 0 }, `data ${json.secret}`);
  for (const name of names) {
    const object = graph.add({ op: 'object' }, [raw], { kind: 'raw' }, 'object');
    raw = graph.add({ op: 'field', name }, [object], { kind: 'raw' }, `field ${JSON.stringify(name)}`);
  }
  const options = ['required', 'coerce_type'].map((name) => {
    const parameter = declaration.parameters.find((candidate) => candidate.name === name);
    return argumentNode(scope, call, name, parameter);
  });
  const { kind, nullable } = kindOf(json.type);
  const value = graph.add({ op: 'json', call: json, rest }, [raw, ...options], {
    kind,
    nullable,
    own: 'reported',
    propagates: options,
    cost: 2,
    site: siteOf(scope, call),
  });
  if (json.entityType === null) return value;
  const type = json.entityType;
  const facts = { kind: 'entity', nullable, propagates: [value], cost: 2 } as const;
  return graph.add({ op: 'make-entity', type }, [value], facts, `entity ${JSON.stringify(type)}`);
}

function lowerRule(scope: Scope, call: Call): Node {
  const { graph } = scope;
  const rule = scope.tables.ruleOf.get(call) ?? -1;
  const whenAll = argumentOf(call, 'when_all');
  const description = argumentOf(call, 'description');
  const conditions = whenAll === undefined ? [] : lowerConditions(scope, whenAll);
  const parts = description?.kind === 'format-string' ? namesIn(description) : [];
  const names = parts.map((name) => lowerExpression(scope, name));
  const inputs = [...conditions, ...names];
  const result = graph.add(
    { op: 'rule', rule, conditions: conditions.length, list: whenAll?.kind !== 'list' },
    inputs,
    { kind: 'bool', propagates: inputs, cost: inputs.reduce((sum, input) => sum + input.cost, 0) },
  );
  return graph.add({ op: 'rule-value', rule, names: parts.map((name) => name.name) }, [result, ...names], {
    kind: 'rule',
    propagates: [result],
  });
}

/** The items of `when_all`, or the one list that it is. A rule among them counts as its result. */
function lowerConditions(scope: Scope, whenAll: Expression): Node[] {
  if (whenAll.kind !== 'list') return [lowerExpression(scope, whenAll)];
  return whenAll.items.map((item) => {
    const node = lowerExpression(scope, item);
    return node.kind === 'rule' ? unwrap(scope.graph, node) : node;
  });
}
