/** Which values may fail at run time, and what fails with them (sml.md §1.6). */
import type { Call, Expression, Name } from '../ast/nodes.ts';
import type { Definition } from '../program/program.ts';
import { admitsNone } from '../types/compatibility.ts';
import type { SmlType } from '../types/types.ts';
import type { BoundSite } from './calls.ts';
import { isDynamic, parameterType } from './functions.ts';
import { definitionKey } from './walk.ts';

/** Definitions followed from one expression; beyond that, nothing is said of it. */
const REACH = 2000;

export interface FailureContext {
  readonly calls: ReadonlyMap<Call, BoundSite>;
  /** By key, each after those that it uses. */
  readonly definitions: ReadonlyMap<string, Definition>;
  typeOf(expression: Expression): SmlType;
}

export class FailureAnalysis {
  private readonly context: FailureContext;
  /** Definitions that fail of themselves: because their JSON is not there, or an optional value has no default. */
  private readonly sources = new Set<string>();

  constructor(context: FailureContext) {
    this.context = context;
    for (const [key, { statement }] of context.definitions)
      if (this.failsItself(statement.value)) this.sources.add(key);
  }

  /** Keys of the definitions whose failure makes the expression fail; null where there are too many to follow. */
  strictlyNeeds(expression: Expression): ReadonlySet<string> | null {
    const needed = new Set<string>();
    const pending: Expression[] = [expression];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      if (node.kind !== 'name') {
        pending.push(...strictParts(node, this.context.calls));
        continue;
      }
      const key = keyOf(node);
      if (needed.has(key)) continue;
      if (needed.size === REACH) return null;
      needed.add(key);
      const definition = this.context.definitions.get(key);
      if (definition !== undefined) pending.push(definition.statement.value);
    }
    return needed;
  }

  /** The definitions at which a failure of the expression would begin. */
  failureSources(expression: Expression): readonly string[] {
    return [...(this.strictlyNeeds(expression) ?? [])].filter((key) => this.sources.has(key));
  }

  private failsItself(value: Expression): boolean {
    const site = value.kind === 'call' ? this.context.calls.get(value) : undefined;
    if (value.kind !== 'call' || site === undefined) return false;
    if (isDynamic(site.declaration)) return !admitsNone(this.context.typeOf(value));
    if (site.declaration.name !== 'ResolveOptional') return false;
    if (value.arguments.some((argument) => argument.name === 'default_value')) return false;
    const optional = value.arguments.find((argument) => argument.name === 'optional_value')?.value;
    return optional !== undefined && admitsNone(this.context.typeOf(optional));
  }
}

const keyOf = (name: Name): string => definitionKey(name.span.source.path, name.name);

/** The parts whose failure is the failure of the whole. */
function strictParts(expression: Expression, calls: ReadonlyMap<Call, BoundSite>): readonly Expression[] {
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
      const declaration = calls.get(expression)?.declaration;
      if (declaration === undefined) return [];
      return expression.arguments
        .filter(({ name }) => !admitsNone(parameterType(declaration, name) ?? { kind: 'any' }))
        .map((argument) => argument.value);
    }
    default:
      return [];
  }
}
