/** Function declarations by name. */
import type { Registry } from '../evaluate/ruleset.ts';
import type { FunctionDeclaration } from './declaration.ts';

/** A registry of several libraries. Two functions of one name are a mistake of the host, hence an exception. */
export function createRegistry(...libraries: readonly (readonly FunctionDeclaration[])[]): Registry {
  const functions = new Map<string, FunctionDeclaration>();
  for (const declaration of libraries.flat()) {
    if (functions.has(declaration.name)) throw new Error(`the function \`${declaration.name}\` is declared twice`);
    functions.set(declaration.name, declaration);
  }
  return { functions };
}
