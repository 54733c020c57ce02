/**
 * Evaluates every expression of the rules on one past event, keeping each result and why it failed. Calls of memory and of the
 * outside world are not made: their recorded observations stand for them, so that the answer is that of the decision.
 */
import type { Call, Expression } from '../ast/nodes.ts';
import { argumentOf } from '../compile/describe.ts';
import { READING_COST } from '../compile/emit-call.ts';
import { unwrapValue } from '../compile/library.ts';
import { takesNone } from '../compile/lower-call.ts';
import { definitionOf } from '../compile/sites.ts';
import { namesIn, textsIn } from '../compile/syntax.ts';
import { limits } from '../evaluate/limits.ts';
import { type Observation, ObservedFailure, type Ruleset } from '../evaluate/ruleset.ts';
import type { Action, EvaluationContext } from '../functions/declaration.ts';
import { ENGINE } from '../functions/engine.ts';
import type { Program } from '../program/program.ts';
import { BINARY_OPERATIONS, type FailAt, negate } from '../values/arithmetic.ts';
import { compare, contains, equals, truthy } from '../values/compare.ts';
import { pythonStr } from '../values/format.ts';
import { makeFloat } from '../values/numbers.ts';
import { FAILED, type Failed, type Outcome, RuleValue, type Value } from '../values/values.ts';

const MAIN = 'main.sml';

export class ExplainingEvaluator {
  readonly program: Program;
  readonly #ruleset: Ruleset;
  readonly #action: Action;
  readonly #observations: readonly (Observation | undefined)[];
  readonly #sites: ReadonlyMap<string, number>;
  readonly #ruleOf: ReadonlyMap<Expression | undefined, number>;
  readonly #outcomes = new Map<Expression, Outcome>();
  readonly #failures = new Map<Expression, string>();
  #reached: Set<string> | null = null;

  constructor(ruleset: Ruleset, action: Action, observations: readonly (Observation | undefined)[]) {
    this.program = ruleset.program;
    this.#ruleset = ruleset;
    this.#action = action;
    this.#observations = observations;
    this.#sites = new Map(
      ruleset.observationSites.map(({ path, line, column, index }) => [`${path}:${line}:${column}`, index] as const),
    );
    this.#ruleOf = new Map(
      ruleset.rules.map(({ path, name, index }) => {
        return [definitionOf(ruleset.program, path, name)?.statement.value, index] as const;
      }),
    );
  }

  /** The files that the event reached. Evaluates them in order, so that long chains of names are no deep recursion. */
  get reached(): ReadonlySet<string> {
    if (this.#reached === null) {
      this.#reached = new Set();
      // Grows while it is walked.
      const queue = [MAIN];
      for (const path of queue) this.#reach(path, this.#reached, queue);
    }
    return this.#reached;
  }

  #reach(path: string, reached: Set<string>, queue: string[]): void {
    if (reached.has(path)) return;
    reached.add(path);
    for (const imported of this.program.imports.get(path) ?? []) this.#reach(imported, reached, queue);
    for (const statement of this.program.modules.get(path)?.statements ?? []) {
      if (statement.kind === 'assign') this.outcome(statement.value, path);
      else if (isEngine(statement.call, ENGINE.require)) {
        const file = this.#required(statement.call, path);
        if (file !== null) queue.push(file);
      }
    }
  }

  /** Why the expression failed of itself; undefined where it did not, or where something inside of it did. */
  failure(expression: Expression): string | undefined {
    return this.#failures.get(expression);
  }

  /** The outcome as it is used where the expression stands: unwrapped where its use asks for it. */
  outcome(expression: Expression, path: string): Outcome {
    let outcome = this.#outcomes.get(expression);
    if (outcome === undefined) {
      // Stands while the expression is evaluated; a checked program has no circles.
      this.#outcomes.set(expression, FAILED);
      outcome = this.#evaluate(expression, path);
      this.#outcomes.set(expression, outcome);
    }
    return outcome !== FAILED && this.program.unwrapped.has(expression) ? unwrapValue(outcome) : outcome;
  }

  #required(call: Call, path: string): string | null {
    const rule = argumentOf(call, 'rule');
    const requireIf = argumentOf(call, 'require_if');
    const file = rule === undefined ? FAILED : this.outcome(rule, path);
    const required = requireIf === undefined ? true : this.outcome(requireIf, path);
    if (typeof file !== 'string' || required === FAILED || !truthy(required)) return null;
    return this.program.modules.has(file) ? file : null;
  }

  #evaluate(expression: Expression, path: string): Outcome {
    const fail: FailAt = (_site, kind, message) => this.#fail(expression, `${kind}: ${message}`);
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
        return this.#fail(expression, 'attributes are not supported');
      case 'name': {
        const definition = definitionOf(this.program, path, expression.name);
        return definition === undefined ? FAILED : this.outcome(definition.statement.value, definition.path);
      }
      case 'call':
        return this.#call(expression, path, fail);
      case 'list':
        return this.#all(expression.items, path);
      case 'format-string': {
        const values = this.#all(namesIn(expression), path);
        if (values === FAILED) return FAILED;
        const rules = this.#ruleset.rules;
        return textsIn(expression)
          .map((text, index) => (index === 0 ? text : pythonStr(values[index - 1] ?? null, rules) + text))
          .join('');
      }
      case 'binary': {
        const values = this.#all([expression.left, expression.right], path);
        if (values === FAILED) return FAILED;
        return BINARY_OPERATIONS[expression.operator](values[0] ?? null, values[1] ?? null, fail, 0);
      }
      case 'unary': {
        const operand = this.outcome(expression.operand, path);
        if (operand === FAILED) return FAILED;
        return expression.operator === 'not' ? !truthy(operand) : negate(operand, fail, 0);
      }
      case 'boolean': {
        const values = expression.operands.map((operand) => orNone(this.outcome(operand, path)));
        return expression.operator === 'and' ? values.every(truthy) : values.some(truthy);
      }
      case 'comparison': {
        const left = this.outcome(expression.left, path);
        const right = this.outcome(expression.right, path);
        const { operator } = expression;
        if (operator === '==' || operator === '!=') return equals(orNone(left), orNone(right)) === (operator === '==');
        if (right === FAILED) return FAILED;
        if (operator === 'in' || operator === 'not in') {
          const found = contains(orNone(left), right, fail, 0);
          return typeof found === 'boolean' ? found === (operator === 'in') : found;
        }
        return left === FAILED ? FAILED : compare(operator, left, right, fail, 0);
      }
    }
  }

  #all(expressions: readonly Expression[], path: string): Value[] | Failed {
    const values: Value[] = [];
    for (const expression of expressions) {
      const outcome = this.outcome(expression, path);
      if (outcome === FAILED) return FAILED;
      values.push(outcome);
    }
    return values;
  }

  #call(call: Call, path: string, fail: FailAt): Outcome {
    const checked = this.program.calls.get(call);
    if (checked === undefined) return FAILED;
    if (isEngine(call, ENGINE.rule)) return this.#rule(call, path);
    const { declaration, bound } = checked;
    const values: Value[] = [];
    for (const name of bound.arguments) {
      const parameter = declaration.parameters.find((candidate) => candidate.name === name);
      const passed = argumentOf(call, name);
      const outcome = passed === undefined ? (parameter?.default ?? null) : this.outcome(passed, path);
      const admitsNone = parameter !== undefined && takesNone(parameter.type);
      if (outcome === FAILED && !admitsNone) return FAILED;
      if (outcome === null && !admitsNone) return this.#fail(call, `TypeError: \`${name}\` is None`);
      values.push(orNone(outcome));
    }
    if (declaration.cost >= READING_COST && values.some(isTooLong)) {
      return this.#fail(call, 'LimitExceeded: an argument is too long');
    }
    const { line, column } = call.span;
    const site = this.#sites.get(`${path}:${line}:${column}`);
    if (site !== undefined) return this.#observed(call, this.#observations[site]);
    try {
      const outcome: Outcome = Reflect.apply(bound.call, null, [this.#context(fail), ...values]);
      if (outcome === FAILED && !this.#failures.has(call))
        this.#fail(call, `\`${declaration.name}\` has no result here`);
      return outcome;
    } catch (error) {
      return this.#fail(call, error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    }
  }

  #observed(call: Call, observation: Observation | undefined): Outcome {
    if (observation === undefined) return this.#fail(call, 'the call was not made, or its result was not recorded');
    if (observation instanceof ObservedFailure) return this.#fail(call, `${observation.kind}: ${observation.message}`);
    if (observation === FAILED) return this.#fail(call, 'the call had no result');
    return observation;
  }

  #rule(call: Call, path: string): Outcome {
    const whenAll = argumentOf(call, 'when_all');
    const description = argumentOf(call, 'description');
    const conditions = whenAll === undefined ? [] : this.outcome(whenAll, path);
    const text = description === undefined ? '' : this.outcome(description, path);
    if (conditions === FAILED || text === FAILED || !Array.isArray(conditions)) return FAILED;
    const names = description?.kind === 'format-string' ? namesIn(description) : [];
    const features: [string, string][] = names.map((name) => {
      const value = orNone(this.outcome(name, path));
      return [name.name, pythonStr(value, this.#ruleset.rules)];
    });
    return new RuleValue(this.#ruleOf.get(call) ?? -1, conditions.every(truthy), Object.fromEntries(features));
  }

  #context(fail: FailAt): EvaluationContext {
    return {
      action: this.#action,
      timeMillis: this.#action.timeMillis,
      position: 0,
      service: (key) => {
        throw new Error(`\`${key.name}\` is not asked when explaining`);
      },
      fail: (kind, message) => fail(0, kind, message),
    };
  }

  #fail(expression: Expression, reason: string): Failed {
    this.#failures.set(expression, reason);
    return FAILED;
  }
}

/** As the compiled rules measure what a function would read. */
function isTooLong(value: Value): boolean {
  if (typeof value === 'string') return value.length > limits.argumentLength;
  return Array.isArray(value) && value.length > limits.listLength;
}

function isEngine(call: Call, name: string): boolean {
  return call.function.kind === 'name' && call.function.name === name;
}

function orNone(outcome: Outcome): Value {
  return outcome === FAILED ? null : outcome;
}
