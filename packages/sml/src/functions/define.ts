/** Short forms for declaring functions whose calls need no work of their own when the ruleset is checked. */
import { IntegralFloat, type Value } from '../values/values.ts';
import type { BoundCall, CallSite, FunctionDeclaration, Parameter } from './declaration.ts';

export interface SimpleFunction extends Omit<FunctionDeclaration, 'bind'> {
  /** Takes the non-constant parameters in declared order. */
  readonly run: BoundCall['call'];
  /** As `BoundCall.inline`. */
  readonly inline?: string;
}

/** A declaration whose every call is the same function of its arguments. */
export function simpleFunction({ run, inline, ...declaration }: SimpleFunction): FunctionDeclaration {
  const names = runtimeArguments(declaration.parameters);
  const bound: BoundCall = { arguments: names, call: run, ...(inline === undefined ? {} : { inline }) };
  return { ...declaration, bind: () => bound };
}

/** Names of the parameters that a call passes at run time, in order. */
function runtimeArguments(parameters: readonly Parameter[]): string[] {
  return parameters.filter((parameter) => parameter.constant !== true).map((parameter) => parameter.name);
}

/** A constant string argument; undefined where it could not be resolved (already reported). */
export function constantString(site: CallSite, name: string): string | undefined {
  const value = site.constants.get(name);
  return typeof value === 'string' ? value : undefined;
}

/** A constant bool argument, false where it could not be resolved. */
export function constantBool(site: CallSite, name: string): boolean {
  return site.constants.get(name) === true;
}

/** A constant number argument of either kind. */
export function constantNumber(site: CallSite, name: string): number | undefined {
  return numberOf(site.constants.get(name));
}

/** The items of a constant list of strings. */
export function constantStrings(site: CallSite, name: string): readonly string[] | undefined {
  const value = site.constants.get(name);
  if (!Array.isArray(value)) return undefined;
  return value.every((item) => typeof item === 'string') ? value : undefined;
}

/** An int or float as a JavaScript number; a huge int loses digits. */
function numberOf(value: Value | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  return value instanceof IntegralFloat ? value.value : undefined;
}

/** The span to report a parameter's problem at: its value, or the call where it was left out. */
export function argumentSpan(site: CallSite, name: string) {
  return site.argument(name)?.span ?? site.call.span;
}
