/** Equality and membership compare what can be equal: sides of unrelated types are a mistake (sml.md §1.5). */
import type { Comparison, Expression } from '../ast/nodes.ts';
import { fit, isAssignable, unwrapType } from '../types/compatibility.ts';
import { quotedType } from '../types/display.ts';
import type { SmlType } from '../types/types.ts';
import type { TypeChecker } from './infer.ts';
import { alongside } from './report.ts';

/** Checks a comparison whose operator takes its operands; `left` and `right` are their types as the operator sees them. */
export function checkComparison(checker: TypeChecker, comparison: Comparison, left: SmlType, right: SmlType): void {
  switch (comparison.operator) {
    case '==':
    case '!=':
      checkEquality(checker, comparison, left, right);
      return;
    case 'in':
    case 'not in':
      if (right.kind === 'list') checkMembership(checker, comparison, left, right.item, right);
  }
}

function checkEquality(checker: TypeChecker, comparison: Comparison, left: SmlType, right: SmlType): void {
  if (left.kind === 'none' || right.kind === 'none') return;
  const leftFit = fit(left, right);
  const rightFit = fit(right, left);
  if (leftFit === 'fits' || rightFit === 'fits') return;
  if (leftFit === 'fits-unwrapped') checker.unwrapped.add(comparison.left);
  else if (rightFit === 'fits-unwrapped') checker.unwrapped.add(comparison.right);
  else if (meetsUnwrapped(left, right)) checker.unwrapped.add(comparison.left);
  else if (meetsUnwrapped(right, left)) checker.unwrapped.add(comparison.right);
  else {
    const leftName = quotedType(left);
    const rightName = quotedType(right);
    checker.report.error(
      'left and right sides have incompatible types',
      comparison.span,
      always(comparison, '=='),
      alongside(
        { span: comparison.left.span, hint: `has type ${leftName}` },
        ...checker.origin(comparison.left, leftName),
        { span: comparison.right.span, hint: `has type ${rightName}` },
        ...checker.origin(comparison.right, rightName),
      ),
    );
  }
}

/** Whether an optional entity (or the like) can equal a value of the other type once it is unwrapped. */
function meetsUnwrapped(type: SmlType, other: SmlType): boolean {
  const unwrapped = type.kind === 'union' ? unwrapType(type) : null;
  return unwrapped !== null && isAssignable(other, unwrapped);
}

function checkMembership(
  checker: TypeChecker,
  comparison: Comparison,
  left: SmlType,
  item: SmlType,
  list: SmlType,
): void {
  const leftFit = fit(left, item);
  // Items of a list are not unwrapped.
  if (leftFit === 'fits' || isAssignable(item, left)) return;
  if (leftFit === 'fits-unwrapped' || meetsUnwrapped(left, item)) {
    checker.unwrapped.add(comparison.left);
    return;
  }
  const leftName = quotedType(left);
  const spans = (side: Expression, hint: string, type: SmlType) => [
    { span: side.span, hint },
    ...checker.origin(side, quotedType(type)),
  ];
  checker.report.error(
    'item has incompatible type with list elements',
    comparison.span,
    always(comparison, 'in'),
    alongside(
      ...spans(comparison.left, `has type ${leftName}`, left),
      ...spans(comparison.right, `list items have type ${quotedType(item)}`, list),
    ),
  );
}

const always = (comparison: Comparison, positive: '==' | 'in'): string =>
  `comparison will always result in \`${comparison.operator === positive ? 'False' : 'True'}\``;
