/** What the checker asks of a function's declaration. */
import type { FunctionDeclaration, Parameter } from '../functions/declaration.ts';
import { hasVariable } from '../types/generics.ts';
import { ANY, type SmlType } from '../types/types.ts';

/** Whether the function returns anything at all. */
export const hasResult = (declaration: FunctionDeclaration): boolean =>
  declaration.result === 'dynamic' || declaration.result.kind !== 'none';

/** Whether the result's type comes from the annotation of the assignment: dynamic, or a type variable that no parameter decides. */
export const isDynamic = (declaration: FunctionDeclaration): boolean =>
  declaration.result === 'dynamic' ||
  (hasVariable(declaration.result) && !declaration.parameters.some(({ type }) => hasVariable(type)));

/** The type that an argument of this name must have; null where the function takes no such argument. */
export function parameterType(declaration: FunctionDeclaration, name: string): SmlType | null {
  return parameterOf(declaration, name)?.type ?? declaration.extraParameters ?? null;
}

export const parameterOf = (declaration: FunctionDeclaration, name: string): Parameter | undefined =>
  declaration.parameters.find((parameter) => parameter.name === name);

/** The declared result with anything in place of a type variable; any type where it is dynamic. */
export const declaredResult = (declaration: FunctionDeclaration): SmlType =>
  declaration.result === 'dynamic' ? ANY : declaration.result;
