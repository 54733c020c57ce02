/**
 * A direct interpreter of checked programs, used only in tests: every node is evaluated, once, in the order of the text, with
 * nothing folded, shared, skipped or reordered. Compiled rulesets must not differ from it.
 */
import type { Call, Expression } from '../../src/ast/nodes.ts';
import { limits } from '../../src/evaluate/limits.ts';
import type { RuleInfo } from '../../src/evaluate/ruleset.ts';
import type { Action, EvaluationContext } from '../../src/functions/declaration.ts';
import type { Program } from '../../src/program/program.ts';
import type { SmlType } from '../../src/types/types.ts';
import { BINARY_OPERATIONS, type FailAt, negate } from '../../src/values/arithmetic.ts';
import { compare, contains, equals, truthy } from '../../src/values/compare.ts';
import { experimentFields, pythonStr } from '../../src/values/format.ts';
import { makeFloat } from '../../src/values/numbers.ts';
import {
  EntityValue,
  ExperimentValue,
  FAILED,
  type Outcome,
  RuleValue,
  TimeDeltaValue,
  type Value,
} from '../../src/values/values.ts';

export interface Interpretation {
  readonly features: ReadonlyMap<string, Outcome>;
  /** `kind path:line:column`, sorted. */
  readonly errors: readonly string[];
  /** The effects fired and the names of their rules, by the place of the WhenRules. */
  readonly fired: readonly { readonly effect: Value; readonly rules: readonly string[] }[];
}

export function interpret(program: Program, rules: readonly RuleInfo[], action: Action): Interpretation {
  return new Interpreter(program, rules, action).run();
}

class Interpreter {
  readonly #program: Program;
  readonly #rules: readonly RuleInfo[];
  readonly #action: Action;
  readonly #outcomes = new Map<Expression, Outcome>();
  readonly #reached = new Set(['main.sml']);
  readonly #features = new Map<string, Outcome>();
  readonly #errors: string[] = [];
  readonly #fired: { effect: Value; rules: string[] }[] = [];

  constructor(program: Program, rules: readonly RuleInfo[], action: Action) {
    this.#program = program;
    this.#rules = rules;
    this.#action = action;
  }

  run(): Interpretation {
    const whens: { call: Call; path: string }[] = [];
    for (const path of this.#reached) {
      for (const statement of this.#program.modules.get(path)?.statements ?? []) {
        if (statement.kind === 'assign') {
          const { name } = statement.target;
          const outcome = this.#eval(statement.value, path);
          const definition = this.#program.definitions.get(name.startsWith('_') ? `${path}:${name}` : name);
          if (definition?.extracted) this.#features.set(name, outcome === FAILED ? FAILED : unwrap(outcome));
        } else if (isEngine(statement.call, 'Import')) {
          for (const imported of this.#program.imports.get(path) ?? []) this.#reached.add(imported);
        } else if (isEngine(statement.call, 'Require')) this.#require(statement.call, path);
        else if (isEngine(statement.call, 'WhenRules')) whens.push({ call: statement.call, path });
        else this.#eval(statement.call, path);
      }
    }
    for (const { call, path } of whens) this.#when(call, path);
    return { features: this.#features, errors: this.#errors.sort(), fired: this.#fired };
  }

  #require(call: Call, path: string): void {
    const file = this.#eval(argument(call, 'rule')!, path);
    const condition = argument(call, 'require_if');
    const required = condition === undefined ? true : this.#eval(condition, path);
    if (typeof file !== 'string' || required === FAILED || !truthy(required)) return;
    if (this.#program.modules.has(file)) this.#reached.add(file);
  }

  #when(call: Call, path: string): void {
    const rulesAny = argument(call, 'rules_any')!;
    const then = argument(call, 'then')!;
    if (rulesAny.kind !== 'list' || then.kind !== 'list') {
      this.#eval(rulesAny, path);
      this.#eval(then, path);
      this.#failAt(call)(0, 'AssertionError', '');
      return;
    }
    const results = rulesAny.items.map((item) => this.#eval(item, path));
    const effects = then.items.map((item) => this.#eval(item, path));
    const hits = results.filter((result) => result instanceof RuleValue).filter((rule) => rule.value);
    if (hits.length === 0) return;
    const names = hits.map((rule) => this.#rules[rule.ruleIndex]?.name ?? '?');
    for (const effect of effects) {
      if (effect !== FAILED && effect !== null) this.#fired.push({ effect, rules: names });
    }
  }

  #eval(expression: Expression, path: string): Outcome {
    let outcome = this.#outcomes.get(expression);
    if (outcome === undefined) {
      outcome = this.#evalOnce(expression, path);
      this.#outcomes.set(expression, outcome);
    }
    return this.#program.unwrapped.has(expression) && outcome !== FAILED ? unwrap(outcome) : outcome;
  }

  #evalOnce(expression: Expression, path: string): Outcome {
    const fail = this.#failAt(expression);
    switch (expression.kind) {
      case 'string':
      case 'int':
      case 'bool':
        return expression.value;
      case 'float':
        return makeFloat(expression.value);
      case 'none':
        return null;
      case 'attribute':
        throw new Error('not in a checked program');
      case 'name': {
        const { name } = expression;
        const definition = this.#program.definitions.get(name.startsWith('_') ? `${path}:${name}` : name)!;
        return this.#eval(definition.statement.value, definition.path);
      }
      case 'call':
        return this.#call(expression, path);
      case 'list':
        return all(expression.items.map((item) => this.#eval(item, path)));
      case 'format-string': {
        const parts = all(expression.parts.map((part) => (typeof part === 'string' ? part : this.#eval(part, path))));
        return parts === FAILED ? FAILED : parts.map((part) => pythonStr(part)).join('');
      }
      case 'binary': {
        const operands = all([this.#eval(expression.left, path), this.#eval(expression.right, path)]);
        if (operands === FAILED) return FAILED;
        return BINARY_OPERATIONS[expression.operator](operands[0]!, operands[1]!, fail, 0);
      }
      case 'unary': {
        const operand = this.#eval(expression.operand, path);
        if (operand === FAILED) return FAILED;
        return expression.operator === 'not' ? !truthy(operand) : negate(operand, fail, 0);
      }
      case 'boolean': {
        const operands = expression.operands.map((operand) => orNone(this.#eval(operand, path)));
        return expression.operator === 'and' ? operands.every(truthy) : operands.some(truthy);
      }
      case 'comparison': {
        const left = this.#eval(expression.left, path);
        const right = this.#eval(expression.right, path);
        switch (expression.operator) {
          case '==':
            return equals(orNone(left), orNone(right));
          case '!=':
            return !equals(orNone(left), orNone(right));
          case 'in':
            return right === FAILED ? FAILED : contains(orNone(left), right, fail, 0);
          case 'not in': {
            const found = right === FAILED ? FAILED : contains(orNone(left), right, fail, 0);
            return found === FAILED ? FAILED : !found;
          }
          default:
            if (left === FAILED || right === FAILED) return FAILED;
            return compare(expression.operator, left, right, fail, 0);
        }
      }
    }
  }

  #call(call: Call, path: string): Outcome {
    const { declaration, bound } = this.#program.calls.get(call)!;
    if (isEngine(call, 'Rule')) return this.#rule(call, path);
    const values: Value[] = [];
    let failed = false;
    for (const name of bound.arguments) {
      const parameter = declaration.parameters.find((candidate) => candidate.name === name);
      const passed = argument(call, name);
      const outcome = passed === undefined ? (parameter?.default ?? null) : this.#eval(passed, path);
      const admitsNone = parameter !== undefined && takesNone(parameter.type);
      if (outcome === FAILED && !admitsNone) failed = true;
      values.push(orNone(outcome));
    }
    if (failed) return FAILED;
    const missing = bound.arguments.some((name, index) => {
      const parameter = declaration.parameters.find((candidate) => candidate.name === name);
      return values[index] === null && !(parameter !== undefined && takesNone(parameter.type));
    });
    if (missing) return this.#failAt(call)(0, 'TypeError', 'None');
    // Functions that read all of an argument (from a cost of 50 on) are spared the longest.
    const isLong = (value: Value) =>
      typeof value === 'string'
        ? value.length > limits.argumentLength
        : Array.isArray(value) && value.length > limits.listLength;
    if (declaration.cost >= 50 && values.some(isLong)) return this.#failAt(call)(0, 'LimitExceeded', 'too long');
    const context: EvaluationContext = {
      action: this.#action,
      timeMillis: this.#action.timeMillis,
      position: 0,
      service: () => {
        throw new Error('no service');
      },
      fail: (kind, message) => this.#failAt(call)(0, kind, message),
    };
    return Reflect.apply(bound.call, null, [context, ...values]);
  }

  #rule(call: Call, path: string): Outcome {
    const whenAll = this.#eval(argument(call, 'when_all')!, path);
    const description = argument(call, 'description')!;
    const text = this.#eval(description, path);
    if (whenAll === FAILED || text === FAILED || !Array.isArray(whenAll)) return FAILED;
    const names =
      description.kind === 'format-string' ? description.parts.filter((part) => typeof part !== 'string') : [];
    const features = names.map((name): [string, string] => {
      const value = this.#eval(name, path);
      return [name.name, value === FAILED ? '' : pythonStr(value)];
    });
    const index = this.#rules.findIndex((rule) => rule.line === call.span.line && rule.path === path);
    return new RuleValue(index, whenAll.every(truthy), Object.fromEntries(features));
  }

  #failAt(expression: Expression): FailAt {
    const { source, line, column } = expression.span;
    return (_site, kind) => {
      this.#errors.push(`${kind} ${source.path}:${line}:${column}`);
      return FAILED;
    };
  }
}

function isEngine(call: Call, name: string): boolean {
  return call.function.kind === 'name' && call.function.name === name;
}

function argument(call: Call, name: string): Expression | undefined {
  return call.arguments.find((candidate) => candidate.name === name)?.value;
}

function all(outcomes: readonly Outcome[]): Value[] | typeof FAILED {
  const values = outcomes.filter((outcome) => outcome !== FAILED);
  return values.length === outcomes.length ? values : FAILED;
}

function orNone(outcome: Outcome): Value {
  return outcome === FAILED ? null : outcome;
}

function takesNone(type: SmlType): boolean {
  return type.kind === 'any' || type.kind === 'none' || (type.kind === 'union' && type.members.some(takesNone));
}

function unwrap(value: Value): Value {
  if (value instanceof EntityValue) return value.id;
  if (value instanceof RuleValue) return value.value;
  if (value instanceof TimeDeltaValue) return makeFloat(value.seconds);
  return value instanceof ExperimentValue ? experimentFields(value) : value;
}
