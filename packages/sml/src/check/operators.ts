/** Which operand types an operator takes, and the type of what it yields (sml.md §1.5). */
import type { BinaryOperator, ComparisonOperator } from '../ast/nodes.ts';
import { fit } from '../types/compatibility.ts';
import { ANY, BOOL, FLOAT, INT, listOf, type SmlType, STR, unionOf } from '../types/types.ts';

/** An operator applied to types that it takes. */
export interface Application {
  readonly result: SmlType;
  readonly unwrapLeft: boolean;
  readonly unwrapRight: boolean;
}

type Signature = readonly [left: SmlType, right: SmlType, result: SmlType];

export const NUMBER = unionOf(INT, FLOAT);

const INTEGERS: Signature = [INT, INT, INT];
const NUMBERS: Signature = [NUMBER, NUMBER, FLOAT];
// The order matters: two ints yield an int only where that is tried first.
const ARITHMETIC: readonly Signature[] = [INTEGERS, NUMBERS];
const ORDER: readonly Signature[] = [[NUMBER, NUMBER, BOOL]];
const EQUALITY: readonly Signature[] = [[ANY, ANY, BOOL]];
const MEMBERSHIP: readonly Signature[] = [
  [STR, STR, BOOL],
  [ANY, listOf(ANY), BOOL],
];

const SIGNATURES: Readonly<Record<BinaryOperator | ComparisonOperator, readonly Signature[]>> = {
  '+': [[STR, STR, STR], ...ARITHMETIC],
  '-': ARITHMETIC,
  '*': [...ARITHMETIC, [STR, INT, STR], [INT, STR, STR]],
  '/': [NUMBERS],
  '//': ARITHMETIC,
  '%': ARITHMETIC,
  '**': ARITHMETIC,
  '<<': [INTEGERS],
  '>>': [INTEGERS],
  '|': [INTEGERS],
  '^': [INTEGERS],
  '&': [INTEGERS],
  '==': EQUALITY,
  '!=': EQUALITY,
  '<': ORDER,
  '<=': ORDER,
  '>': ORDER,
  '>=': ORDER,
  in: MEMBERSHIP,
  'not in': MEMBERSHIP,
};

/** The first signature that fits, or null. */
export function apply(
  operator: BinaryOperator | ComparisonOperator,
  left: SmlType,
  right: SmlType,
): Application | null {
  for (const [leftType, rightType, result] of SIGNATURES[operator]) {
    const leftFit = fit(left, leftType);
    const rightFit = fit(right, rightType);
    if (leftFit === 'no' || rightFit === 'no') continue;
    return { result, unwrapLeft: leftFit === 'fits-unwrapped', unwrapRight: rightFit === 'fits-unwrapped' };
  }
  return null;
}
