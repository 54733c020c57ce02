/**
 * Which outcomes of rules and of their conditions some events have shown. A rule counts twice, as it fires and as it does not; so does
 * each condition in its `when_all`, and each operand of `and`, `or` and `not` in one.
 */
import type { Expression } from '../ast/nodes.ts';
import { argumentOf } from '../compile/describe.ts';
import { definitionOf } from '../compile/sites.ts';
import type { RuleInfo, Ruleset } from '../evaluate/ruleset.ts';
import type { ConditionNode, RuleExplanation } from '../explain/explain.ts';

export interface Seen {
  readonly true: number;
  readonly false: number;
  /** Failed or None. */
  readonly failed: number;
}

interface ConditionCoverage {
  /** The expression as written. */
  readonly source: string;
  readonly line: number;
  readonly seen: Seen;
}

export interface RuleCoverage {
  readonly name: string;
  readonly path: string;
  readonly line: number;
  readonly seen: Seen;
  readonly conditions: readonly ConditionCoverage[];
}

export interface CoverageReport {
  readonly rules: readonly RuleCoverage[];
  /** Outcomes that were seen, of those that there are. */
  readonly seen: number;
  readonly total: number;
  /** 0 to 100; 100 where there is nothing to see. */
  readonly percent: number;
}

type Counts = { -readonly [Key in keyof Seen]: Seen[Key] };

interface Condition {
  readonly expression: Expression;
  /** Indexes from the rule's conditions down through `ConditionNode.children`. */
  readonly route: readonly number[];
  readonly counts: Counts;
}

interface Tracked {
  readonly rule: RuleInfo;
  readonly counts: Counts;
  readonly conditions: readonly Condition[];
}

export class Coverage {
  readonly #rules: ReadonlyMap<string, Tracked>;

  constructor(ruleset: Ruleset) {
    this.#rules = new Map(
      ruleset.rules.map((rule) => [rule.name, { rule, counts: none(), conditions: conditionsOf(ruleset, rule) }]),
    );
  }

  /** Adds what one event showed. */
  record(explanations: readonly RuleExplanation[]): void {
    for (const explanation of explanations) {
      const tracked = this.#rules.get(explanation.name);
      if (tracked === undefined) continue;
      count(tracked.counts, explanation.fired);
      if (!explanation.reached) continue;
      for (const { route, counts } of tracked.conditions) {
        const node = follow(explanation.conditions, route);
        if (node !== undefined) count(counts, node.state === 'true' ? true : node.state === 'false' ? false : null);
      }
    }
  }

  report(): CoverageReport {
    const rules = [...this.#rules.values()].map(({ rule, counts, conditions }): RuleCoverage => {
      const { name, path, line } = rule;
      return {
        name,
        path,
        line,
        seen: { ...counts },
        conditions: conditions.map(({ expression: { span }, counts: seen }) => ({
          source: span.source.text.slice(span.start, span.end),
          line: span.line,
          seen: { ...seen },
        })),
      };
    });
    const outcomes = rules.flatMap(({ seen, conditions }) => [seen, ...conditions.map((condition) => condition.seen)]);
    const seen = outcomes.reduce((sum, one) => sum + Number(one.true > 0) + Number(one.false > 0), 0);
    const total = outcomes.length * 2;
    return { rules, seen, total, percent: total === 0 ? 100 : (seen / total) * 100 };
  }
}

const none = (): Counts => ({ true: 0, false: 0, failed: 0 });

function count(counts: Counts, outcome: boolean | null): void {
  if (outcome === null) counts.failed++;
  else if (outcome) counts.true++;
  else counts.false++;
}

function conditionsOf(ruleset: Ruleset, rule: RuleInfo): Condition[] {
  const call = definitionOf(ruleset.program, rule.path, rule.name)?.statement.value;
  const whenAll = call?.kind === 'call' ? argumentOf(call, 'when_all') : undefined;
  if (whenAll?.kind !== 'list') return [];
  const found: Condition[] = [];
  const visit = (expression: Expression, route: readonly number[]): void => {
    if (isConstant(expression)) return;
    found.push({ expression, route, counts: none() });
    const operands =
      expression.kind === 'boolean' ? expression.operands : expression.kind === 'unary' ? [expression.operand] : [];
    // Explanations leave constants out.
    for (const [index, operand] of operands.filter((one) => !isConstant(one)).entries()) {
      visit(operand, [...route, index]);
    }
  };
  for (const [index, item] of whenAll.items.entries()) visit(item, [index]);
  return found;
}

const isConstant = (expression: Expression): boolean =>
  expression.kind === 'list'
    ? expression.items.every(isConstant)
    : ['string', 'int', 'float', 'bool', 'none'].includes(expression.kind);

function follow(conditions: readonly ConditionNode[], route: readonly number[]): ConditionNode | undefined {
  let nodes = conditions;
  let node: ConditionNode | undefined;
  for (const index of route) {
    node = nodes[index];
    if (node === undefined) return undefined;
    nodes = node.children;
  }
  return node;
}
