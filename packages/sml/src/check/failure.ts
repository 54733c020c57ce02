/** Which values may fail at run time, and what fails with them (sml.md §1.6). Knows definitions by name. */
import type { Call, Expression } from '../ast/nodes.ts';
import { admitsNone } from '../types/compatibility.ts';
import type { SmlType } from '../types/types.ts';
import type { BoundSite } from './calls.ts';
import { isDynamic, parameterType } from './functions.ts';

export interface FailureContext {
  readonly calls: ReadonlyMap<Call, BoundSite>;
  typeOf(expression: Expression): SmlType;
  /** What a name stands for, or undefined. Locals are looked up in the file of the name. */
  definition(name: Extract<Expression, { kind: 'name' }>): Expression | undefined;
}

/** Answers questions about failure, remembering what it found about definitions. */
export class FailureAnalysis {
  private readonly context: FailureContext;
  private readonly failing = new Map<Expression, boolean>();
  private readonly needed = new Map<Expression, ReadonlySet<string>>();

  constructor(context: FailureContext) {
    this.context = context;
  }

  /** Whether evaluating the expression may fail for an ordinary event: because its JSON is not there, in the end. */
  mayFail(expression: Expression): boolean {
    if (expression.kind === 'name') return this.nameMayFail(expression);
    if (expression.kind === 'call') return this.callMayFail(expression);
    return strictParts(expression, this.context).some((part) => this.mayFail(part));
  }

  /** Names whose failure makes the expression fail, through definitions too. */
  strictNames(expression: Expression): ReadonlySet<string> {
    const known = this.needed.get(expression);
    if (known !== undefined) return known;
    const names = new Set<string>();
    this.needed.set(expression, names);
    if (expression.kind === 'name') {
      names.add(expression.name);
      const value = this.context.definition(expression);
      if (value !== undefined) for (const name of this.strictNames(value)) names.add(name);
    } else
      for (const part of strictParts(expression, this.context))
        for (const name of this.strictNames(part)) names.add(name);
    return names;
  }

  private nameMayFail(name: Extract<Expression, { kind: 'name' }>): boolean {
    const value = this.context.definition(name);
    if (value === undefined) return false;
    const known = this.failing.get(value);
    if (known !== undefined) return known;
    this.failing.set(value, false);
    const fails = this.mayFail(value);
    this.failing.set(value, fails);
    return fails;
  }

  private callMayFail(call: Call): boolean {
    const site = this.context.calls.get(call);
    if (site === undefined) return false;
    if (isDynamic(site.declaration)) return !admitsNone(this.context.typeOf(call));
    if (site.declaration.name === 'ResolveOptional') {
      const fallback = call.arguments.find((argument) => argument.name === 'default_value')?.value;
      const value = call.arguments.find((argument) => argument.name === 'optional_value')?.value;
      if (fallback !== undefined) return this.mayFail(fallback);
      return value !== undefined && (admitsNone(this.context.typeOf(value)) || this.mayFail(value));
    }
    return strictParts(call, this.context).some((part) => this.mayFail(part));
  }
}

/** The parts whose failure is the failure of the whole. */
function strictParts(expression: Expression, context: FailureContext): readonly Expression[] {
  switch (expression.kind) {
    case 'list':
      return expression.items;
    case 'format-string':
      return expression.parts.filter((part) => typeof part !== 'string');
    case 'binary':
      return [expression.left, expression.right];
    case 'unary':
      return [expression.operand];
    case 'comparison':
      switch (expression.operator) {
        case '==':
        case '!=':
          return [];
        case 'in':
        case 'not in':
          return [expression.right];
        default:
          return [expression.left, expression.right];
      }
    case 'call': {
      const declaration = context.calls.get(expression)?.declaration;
      if (declaration === undefined) return [];
      return expression.arguments
        .filter(({ name }) => !admitsNone(parameterType(declaration, name) ?? { kind: 'any' }))
        .map((argument) => argument.value);
    }
    default:
      return [];
  }
}
