/** What a set of simple conditions leaves possible for each value that they speak of. */
import type { Comparison, Expression } from '../ast/nodes.ts';
import type { Span } from '../ast/span.ts';
import { printReference } from '../check/reference-print.ts';
import { definitionKey } from '../check/walk.ts';
import type { ProgramView } from './view.ts';

type Constant = string | number | boolean | null;

/** One condition on one value: `subject operator constant`. */
export interface Constraint {
  readonly subject: string;
  readonly whole: boolean;
  readonly operator: Comparison['operator'];
  readonly constants: readonly Constant[];
  readonly span: Span;
}

const FLIPPED: Readonly<Record<string, Comparison['operator']>> = {
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
  '==': '==',
  '!=': '!=',
};

/** The constraint that a condition is, or null where it is of another kind. */
export function constraintOf(view: ProgramView, condition: Expression): Constraint | null {
  if (condition.kind !== 'comparison') return null;
  const { left, right, operator, span } = condition;
  const [leftValue, rightValue] = [constantsOf(view, left), constantsOf(view, right)];
  if (leftValue === null && rightValue !== null) return constraint(view, left, operator, rightValue, span);
  const flipped = FLIPPED[operator];
  return rightValue === null && leftValue !== null && flipped !== undefined
    ? constraint(view, right, flipped, leftValue, span)
    : null;
}

function constraint(
  view: ProgramView,
  subject: Expression,
  operator: Comparison['operator'],
  constants: readonly Constant[],
  span: Span,
): Constraint | null {
  const isList = operator === 'in' || operator === 'not in';
  if (!isList && constants.length !== 1) return null;
  const key = subject.kind === 'name' ? definitionKey(subject.span.source.path, subject.name) : printReference(subject);
  return { subject: key, whole: view.program.typeOf(subject).kind === 'int', operator, constants, span };
}

/** Literals, negated numbers, names of these, and lists of these for `in`. A string is one constant, not its characters. */
function constantsOf(view: ProgramView, expression: Expression): readonly Constant[] | null {
  const node = view.resolve(expression);
  switch (node.kind) {
    case 'string':
    case 'bool':
    case 'float':
      return [node.value];
    case 'int':
      return [Number(node.value)];
    case 'none':
      return [null];
    case 'unary': {
      const [value] = node.operator === '-' ? (constantsOf(view, node.operand) ?? []) : [];
      return typeof value === 'number' ? [-value] : null;
    }
    case 'list': {
      const items = node.items.map((item) => constantsOf(view, item));
      return items.every((item) => item?.length === 1) ? items.flatMap((item) => item ?? []) : null;
    }
    default:
      return null;
  }
}

interface Possible {
  low: number;
  lowOpen: boolean;
  high: number;
  highOpen: boolean;
  /** Null where any value is possible. */
  values: readonly Constant[] | null;
  readonly excluded: Set<Constant>;
  /** Order comparisons are false for None. */
  ordered: boolean;
  readonly seen: Constraint[];
}

/** Adds conditions one by one until one contradicts those before. */
export class Constraints {
  private readonly subjects = new Map<string, Possible>();

  /** The earlier condition that the new one contradicts, or null. */
  add(constraint: Constraint): Constraint | null {
    let possible = this.subjects.get(constraint.subject);
    if (possible === undefined) {
      possible = {
        low: Number.NEGATIVE_INFINITY,
        lowOpen: false,
        high: Number.POSITIVE_INFINITY,
        highOpen: false,
        values: null,
        excluded: new Set(),
        ordered: false,
        seen: [],
      };
      this.subjects.set(constraint.subject, possible);
    }
    narrow(possible, constraint);
    const conflict = isEmpty(possible, constraint.whole) ? (possible.seen.at(-1) ?? null) : null;
    possible.seen.push(constraint);
    return conflict;
  }
}

function narrow(possible: Possible, { operator, constants }: Constraint): void {
  const [constant] = constants;
  switch (operator) {
    case '==':
    case 'in':
      possible.values =
        possible.values === null ? constants : possible.values.filter((value) => constants.includes(value));
      return;
    case '!=':
    case 'not in':
      for (const excluded of constants) possible.excluded.add(excluded);
      return;
  }
  if (typeof constant !== 'number') return;
  possible.ordered = true;
  const open = operator === '<' || operator === '>';
  if (operator === '>' || operator === '>=') {
    if (constant > possible.low || (constant === possible.low && open))
      [possible.low, possible.lowOpen] = [constant, open];
  } else if (constant < possible.high || (constant === possible.high && open))
    [possible.high, possible.highOpen] = [constant, open];
}

function isEmpty(possible: Possible, whole: boolean): boolean {
  if (possible.values !== null) return !possible.values.some((value) => allows(possible, value));
  if (whole) {
    const low = possible.lowOpen ? Math.floor(possible.low) + 1 : Math.ceil(possible.low);
    const high = possible.highOpen ? Math.ceil(possible.high) - 1 : Math.floor(possible.high);
    return low > high;
  }
  return possible.low > possible.high || (possible.low === possible.high && (possible.lowOpen || possible.highOpen));
}

function allows(possible: Possible, value: Constant): boolean {
  if (possible.excluded.has(value)) return false;
  if (!possible.ordered) return true;
  if (typeof value !== 'number') return false;
  const above = possible.lowOpen ? value > possible.low : value >= possible.low;
  return above && (possible.highOpen ? value < possible.high : value <= possible.high);
}
