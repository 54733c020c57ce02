/** Why a rule fired or did not: for one event, the tree of its conditions with the value of every name in it. */
import type { Expression } from '../ast/nodes.ts';
import { argumentOf } from '../compile/describe.ts';
import { unwrapValue } from '../compile/library.ts';
import { definitionOf } from '../compile/sites.ts';
import { childrenOf } from '../compile/syntax.ts';
import { exportValue } from '../evaluate/export.ts';
import type { Observation, RuleInfo, Ruleset } from '../evaluate/ruleset.ts';
import type { Action, JsonValue } from '../functions/declaration.ts';
import { FAILED, type Outcome } from '../values/values.ts';
import { ExplainingEvaluator } from './evaluator.ts';
import { limits } from './limits.ts';

export interface RuleExplanation {
  readonly name: string;
  /** The description's template. */
  readonly description: string;
  readonly path: string;
  readonly line: number;
  /** Null where the rule failed. */
  readonly fired: boolean | null;
  /** False where no condition on the way to the rule's file held: then nothing of it was evaluated. */
  readonly reached: boolean;
  readonly conditions: readonly ConditionNode[];
}

export interface ConditionNode {
  /** The expression as written. */
  readonly source: string;
  readonly value: JsonValue;
  readonly state: 'true' | 'false' | 'value' | 'null' | 'failed';
  /** Why, where the state is `failed`. */
  readonly failure?: string;
  /** What the value comes from: operands, arguments, and behind a name its definition. */
  readonly children: readonly ConditionNode[];
}

export interface ExplainOptions {
  /** The decision's observations, without which calls of memory and of the outside world are unknown. */
  readonly observations?: readonly (Observation | undefined)[];
  /** Only the rules of these names. */
  readonly rules?: readonly string[];
}

/** Explains the rules of a ruleset for one event, in the order of `Ruleset.rules`. Makes no call that is not pure. */
export function explainEvent(ruleset: Ruleset, action: Action, options: ExplainOptions = {}): RuleExplanation[] {
  const evaluator = new ExplainingEvaluator(ruleset, action, options.observations ?? []);
  const wanted = options.rules === undefined ? null : new Set(options.rules);
  return ruleset.rules
    .filter((rule) => wanted === null || wanted.has(rule.name))
    .map((rule) => explainRule(ruleset, evaluator, rule));
}

function explainRule(ruleset: Ruleset, evaluator: ExplainingEvaluator, rule: RuleInfo): RuleExplanation {
  const { name, description, path, line } = rule;
  const shown = { name, description, path, line };
  const call = definitionOf(ruleset.program, path, name)?.statement.value;
  if (!evaluator.reached.has(path) || call?.kind !== 'call') {
    return { ...shown, fired: false, reached: false, conditions: [] };
  }
  const outcome = evaluator.outcome(call, path);
  const fired = outcome === FAILED ? null : unwrapValue(outcome) === true;
  const tree = new TreeBuilder(ruleset, evaluator);
  const whenAll = argumentOf(call, 'when_all');
  const conditions = whenAll === undefined ? [] : whenAll.kind === 'list' ? whenAll.items : [whenAll];
  const nodes = conditions.map((condition) => tree.node(condition, path, 0));
  const text = argumentOf(call, 'description');
  // A description that cannot be printed fails the rule, whatever its conditions say.
  if (text !== undefined && evaluator.outcome(text, path) === FAILED) nodes.push(tree.node(text, path, 0));
  return { ...shown, fired, reached: true, conditions: nodes };
}

class TreeBuilder {
  readonly #ruleset: Ruleset;
  readonly #evaluator: ExplainingEvaluator;
  #room: number = limits.nodes;

  constructor(ruleset: Ruleset, evaluator: ExplainingEvaluator) {
    this.#ruleset = ruleset;
    this.#evaluator = evaluator;
  }

  node(expression: Expression, path: string, depth: number): ConditionNode {
    this.#room--;
    const outcome = this.#evaluator.outcome(expression, path);
    const source = sourceOf(expression);
    const children = this.#children(expression, path, depth);
    const state = stateOf(outcome);
    const value = this.#value(outcome);
    if (state !== 'failed') return { source, value, state, children };
    return { source, value, state, failure: this.#failure(expression, path), children };
  }

  #children(expression: Expression, path: string, depth: number): ConditionNode[] {
    if (expression.kind !== 'name') {
      return childrenOf(expression)
        .filter((child) => !isLiteral(child) && this.#room > 0)
        .map((child) => this.node(child, path, depth));
    }
    const definition = definitionOf(this.#evaluator.program, path, expression.name);
    if (definition === undefined || depth >= limits.depth || this.#room <= 0) return [];
    const { value } = definition.statement;
    return isLiteral(value) ? [] : [this.node(value, definition.path, depth + 1)];
  }

  /** Its own failure, or that of the first thing inside of it that failed, with the name it has. */
  #failure(expression: Expression, path: string): string {
    let at: { expression: Expression; path: string } | null = { expression, path };
    let name: string | null = null;
    while (at !== null) {
      const own = this.#evaluator.failure(at.expression);
      if (own !== undefined) return name === null ? own : `\`${name}\` failed: ${own}`;
      if (at.expression.kind === 'name' && at.expression !== expression) name = at.expression.name;
      at = this.#culprit(at.expression, at.path);
    }
    return 'failed';
  }

  #culprit(expression: Expression, path: string): { expression: Expression; path: string } | null {
    if (expression.kind === 'name') {
      const definition = definitionOf(this.#evaluator.program, path, expression.name);
      return definition === undefined ? null : { expression: definition.statement.value, path: definition.path };
    }
    const culprit = childrenOf(expression).find((child) => this.#evaluator.outcome(child, path) === FAILED);
    return culprit === undefined ? null : { expression: culprit, path };
  }

  #value(outcome: Outcome): JsonValue {
    const value = exportValue(outcome === FAILED ? outcome : unwrapValue(outcome), this.#ruleset.rules);
    if (typeof value !== 'string' || value.length <= limits.valueLength) return value;
    return `${value.slice(0, limits.valueLength)}…`.toWellFormed();
  }
}

function stateOf(outcome: Outcome): ConditionNode['state'] {
  if (outcome === FAILED) return 'failed';
  const value = unwrapValue(outcome);
  if (value === null) return 'null';
  return typeof value === 'boolean' ? (value ? 'true' : 'false') : 'value';
}

function sourceOf({ span }: Expression): string {
  return span.source.text.slice(span.start, span.end);
}

function isLiteral(expression: Expression): boolean {
  if (expression.kind === 'list') return expression.items.every(isLiteral);
  return ['string', 'int', 'float', 'bool', 'none'].includes(expression.kind);
}
