/** Lints about conditions that cannot vary: always true, always false, or contradicting one another. */
import type { Comparison, Expression } from '../ast/nodes.ts';
import { partsOf } from '../check/walk.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { ENGINE } from '../functions/engine.ts';
import { Constraints, constraintOf } from './constraints.ts';
import { argumentOf, calledName, finding, type ProgramView } from './view.ts';

/** Visits every expression of the program. */
function eachOf(view: ProgramView, visit: (expression: Expression) => void): void {
  for (const module of view.program.modules.values()) {
    for (const statement of module.statements) {
      const pending: Expression[] = [statement.kind === 'assign' ? statement.value : statement.call];
      for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
        visit(node);
        pending.push(...partsOf(node));
      }
    }
  }
}

/** SML206: conditions that have the same value for every event. A name for a constant is a switch, and meant so. */
export function constantConditions(view: ProgramView): Diagnostic[] {
  const found: Diagnostic[] = [];
  const report = (node: Expression, value: boolean) =>
    found.push(
      finding(
        'SML206',
        `this condition is always ${value ? 'true' : 'false'}`,
        node.span,
        'it does not depend on the event',
      ),
    );
  eachOf(view, (node) => {
    if (node.kind === 'comparison') {
      const value = constantComparison(node);
      if (value !== null) report(node, value);
    } else if (node.kind === 'boolean') {
      for (const operand of node.operands) if (operand.kind === 'bool') report(operand, operand.value);
    } else if (node.kind === 'call' && calledName(node) === ENGINE.rule) {
      const conditions = argumentOf(node, 'when_all');
      if (conditions?.kind !== 'list') return;
      if (conditions.items.length === 0) report(conditions, true);
      for (const item of conditions.items) if (item.kind === 'bool') report(item, item.value);
    }
  });
  return found;
}

function constantComparison({ left, right, operator }: Comparison): boolean | null {
  if (left.kind === 'name' && right.kind === 'name' && left.name === right.name) {
    // A failed or missing value still equals itself; an order comparison with it fails or is false.
    return operator === '==' ? true : operator === '!=' ? false : null;
  }
  if (right.kind === 'list' && right.items.length === 0)
    return operator === 'in' ? false : operator === 'not in' ? true : null;
  const [a, b] = [literal(left), literal(right)];
  if (a === undefined || b === undefined) return null;
  switch (operator) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case 'in':
      return typeof a === 'string' && typeof b === 'string' ? b.includes(a) : null;
    case 'not in':
      return typeof a === 'string' && typeof b === 'string' ? !b.includes(a) : null;
  }
  if (typeof a !== 'number' || typeof b !== 'number') return null;
  switch (operator) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
  }
}

function literal(node: Expression): string | number | boolean | null | undefined {
  switch (node.kind) {
    case 'string':
    case 'bool':
    case 'float':
      return node.value;
    case 'int':
      return Number(node.value);
    case 'none':
      return null;
    default:
      return undefined;
  }
}

/** SML207: conditions that must all hold, and cannot. */
export function contradictions(view: ProgramView): Diagnostic[] {
  const found: Diagnostic[] = [];
  const check = (conditions: readonly Expression[]): void => {
    const constraints = new Constraints();
    for (const condition of conditions) {
      const constraint = constraintOf(view, condition);
      const conflict = constraint === null ? null : constraints.add(constraint);
      if (conflict === null) continue;
      found.push(
        finding('SML207', 'these conditions cannot hold together', condition.span, 'so the whole is never true', {
          additional: [{ message: 'it contradicts this one:', spans: [{ span: conflict.span }] }],
        }),
      );
      return;
    }
  };
  const nested = new Set<Expression>();
  eachOf(view, (node) => {
    if (node.kind === 'boolean' && node.operator === 'and') {
      // An `and` inside another is part of it; parents are visited first.
      const parts = conjuncts(node);
      for (const operand of node.operands)
        if (operand.kind === 'boolean' && operand.operator === 'and') nested.add(operand);
      if (!nested.has(node)) check(parts);
    } else if (node.kind === 'call' && calledName(node) === ENGINE.rule) {
      const conditions = argumentOf(node, 'when_all');
      if (conditions?.kind !== 'list') return;
      for (const item of conditions.items) nested.add(item);
      check(conditions.items.flatMap(conjuncts));
    }
  });
  return found;
}

const conjuncts = (node: Expression): Expression[] =>
  node.kind === 'boolean' && node.operator === 'and' ? node.operands.flatMap(conjuncts) : [node];
