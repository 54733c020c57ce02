/** Signatures of functions as text, for documentation and editors. */
import type { FunctionDeclaration, Parameter } from '../functions/declaration.ts';
import { displayType } from '../types/display.ts';
import { pythonRepr } from '../values/format.ts';

/** `Name(a: str, b: int = 0) → bool`. */
export function signatureOf(declaration: FunctionDeclaration): string {
  const parameters = declaration.parameters.map(parameterText);
  if (declaration.extraParameters !== undefined) parameters.push(`**: ${displayType(declaration.extraParameters)}`);
  return `${declaration.name}(${parameters.join(', ')}) → ${resultText(declaration)}`;
}

/** `s: str = ''`. */
export function parameterText({ name, type, default: value }: Parameter): string {
  return `${name}: ${displayType(type)}${value === undefined ? '' : ` = ${pythonRepr(value)}`}`;
}

/** The type of the result; `as annotated` where the assignment's annotation decides. */
export const resultText = ({ result }: FunctionDeclaration): string =>
  result === 'dynamic' ? 'as annotated' : displayType(result);
