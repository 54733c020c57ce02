/** Types of calls: arguments against parameters, and the type variable of a generic function. */
import type { Call } from '../ast/nodes.ts';
import type { Parameter } from '../functions/declaration.ts';
import { sameType, withoutNone } from '../types/compatibility.ts';
import { displayType, quotedType } from '../types/display.ts';
import { hasVariable, solveVariable, substitute } from '../types/generics.ts';
import { ANY, type SmlType } from '../types/types.ts';
import type { BoundSite } from './calls.ts';
import { isDynamic, parameterOf } from './functions.ts';
import type { TypeChecker } from './infer.ts';
import { alongside } from './report.ts';

/** The type of a call's result; reports arguments that do not fit. */
export function inferCall(checker: TypeChecker, call: Call): SmlType {
  const site = checker.context.calls.get(call);
  const solved: Solution = { type: null, by: null };
  for (const argument of call.arguments) {
    const type = checker.infer(argument.value);
    if (site === undefined) continue;
    const parameter = parameterOf(site.declaration, argument.name);
    const expected = parameter?.type ?? site.declaration.extraParameters ?? ANY;
    if (hasVariable(expected)) solve(checker, site, argument, type, expected, solved);
    else if (!checker.accept(argument.value, type, expected)) {
      mismatch(checker, site, argument, type, parameter === undefined ? quotedType(expected) : printed(parameter));
    }
  }
  return site === undefined ? ANY : resultType(checker, site, solved.type);
}

interface Solution {
  type: SmlType | null;
  by: Call['arguments'][number] | null;
}

function solve(
  checker: TypeChecker,
  site: BoundSite,
  argument: Call['arguments'][number],
  type: SmlType,
  expected: SmlType,
  solved: Solution,
): void {
  const value = solveVariable(expected, type);
  if (value === 'undecided') return;
  if (value === 'mismatch') {
    mismatch(checker, site, argument, type, quotedType(substitute(expected, ANY)));
    return;
  }
  const given = withoutNone(type) ?? type;
  // An entity would keep its type's name although its static type is that of its id.
  if (checker.context.dialect === 'strict' && expected.kind === 'union' && given.kind === 'entity')
    checker.unwrapped.add(argument.value);
  if (solved.type === null || solved.by === null || sameType(solved.type, value)) {
    solved.type = value;
    solved.by = argument;
    return;
  }
  checker.report.error(
    'conflicting generic types',
    argument.value.span,
    `has type ${quotedType(value)}, expected ${quotedType(solved.type)}`,
    {
      message: `argument \`${solved.by.name}\` has type ${quotedType(solved.type)}`,
      spans: [{ span: solved.by.value.span }],
    },
  );
}

function mismatch(
  checker: TypeChecker,
  site: BoundSite,
  argument: Call['arguments'][number],
  type: SmlType,
  expected: string,
): void {
  const found = quotedType(type);
  checker.report.error(
    `argument \`${argument.name}\` to \`${site.declaration.name}\` has incompatible type`,
    argument.value.span,
    `has type ${found}, expected ${expected}`,
    alongside(...checker.origin(argument.value, found)),
  );
}

const printed = (parameter: Parameter): string =>
  parameter.constant ? `\`ConstExpr[${displayType(parameter.type)}]\`` : quotedType(parameter.type);

function resultType(checker: TypeChecker, site: BoundSite, solved: SmlType | null): SmlType {
  const { declaration, place } = site;
  if (isDynamic(declaration)) {
    const annotation = place.statement.kind === 'assign' ? checker.context.declared(place.statement) : null;
    return annotation !== null && 'declared' in annotation ? annotation.declared.type : ANY;
  }
  const result = declaration.result;
  if (result === 'dynamic' || !hasVariable(result)) return result === 'dynamic' ? ANY : result;
  if (solved !== null) return substitute(result, solved);
  checker.report.error(
    `the result type of \`${declaration.name}(...)\` cannot be inferred`,
    place.call.span,
    'none of its arguments has a type other than `None`',
  );
  return ANY;
}
