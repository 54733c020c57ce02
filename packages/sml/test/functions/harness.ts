/** Calls a declared function directly, as a compiled ruleset would, with a context that records failures. */
import type {
  Action,
  Call,
  CallSite,
  EvaluationContext,
  Expression,
  FunctionDeclaration,
  Outcome,
  ServiceKey,
  Span,
  Value,
} from '../../src/index.ts';
import { FAILED, standardFunctions } from '../../src/index.ts';

export const EVENT_TIME = Date.UTC(2026, 0, 2, 3, 4, 5);

const declarations = new Map(standardFunctions().map((declaration) => [declaration.name, declaration]));

export interface Given {
  readonly assignedTo?: string | null;
  readonly services?: readonly (readonly [ServiceKey<unknown>, unknown])[];
  readonly config?: Readonly<Record<string, unknown>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly declaration?: FunctionDeclaration;
  readonly action?: Partial<Action>;
}

export interface Called {
  /** FAILED where the site has errors and the call was not made. */
  readonly outcome: Outcome;
  /** `kind: message` of unexpected failures. */
  readonly failures: readonly string[];
  /** `message [hint]` of static errors. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

export function declarationOf(name: string): FunctionDeclaration {
  const declaration = declarations.get(name);
  if (declaration === undefined) throw new Error(`no function ${name}`);
  return declaration;
}

/** Binds a call with the given arguments; everything constant is bound, the rest passed. */
export function bindFunction(name: string, args: Readonly<Record<string, Value>>, given: Given = {}) {
  const declaration = given.declaration ?? declarationOf(name);
  const errors: string[] = [];
  const warnings: string[] = [];
  const source = { path: 'main.sml', text: `${name}()` };
  const span: Span = { source, line: 1, column: 0, start: 0, end: source.text.length };
  const literal: Expression = { kind: 'none', span };
  const constants = new Map<string, Value>();
  for (const parameter of declaration.parameters) {
    const value = args[parameter.name] ?? parameter.default;
    if (parameter.constant === true && value !== undefined) constants.set(parameter.name, value);
  }
  const call: Call = {
    kind: 'call',
    span,
    function: { kind: 'name', span, name },
    arguments: Object.keys(args).map((key) => ({ name: key, value: literal, span, nameSpan: span })),
  };
  const site: CallSite = {
    call,
    statement: { kind: 'call-statement', span, call },
    constants,
    argument: (key) => (key in args ? literal : undefined),
    assignedTo: given.assignedTo === undefined ? 'Feature' : given.assignedTo,
    resultType: null,
    secret: false,
    check: {},
    ruleset: {
      config: given.config ?? {},
      file: (path) => given.files?.[path],
      paths: Object.keys(given.files ?? {}),
    },
    error: (message, _span, hint) => errors.push(hint === undefined ? message : `${message} [${hint}]`),
    warning: (code, message) => warnings.push(`${code} ${message}`),
  };
  return { bound: declaration.bind(site), declaration, errors, warnings };
}

export function callFunction(name: string, args: Readonly<Record<string, Value>>, given: Given = {}): Called {
  const { bound, declaration, errors, warnings } = bindFunction(name, args, given);
  const failures: string[] = [];
  if (errors.length > 0) return { outcome: FAILED, failures, errors, warnings };
  const values = bound.arguments.map((argument) => {
    const parameter = declaration.parameters.find((one) => one.name === argument);
    return args[argument] ?? parameter?.default ?? null;
  });
  const outcome = bound.call(contextOf(given, failures), ...(values as never[]));
  return { outcome, failures, errors, warnings };
}

export function contextOf(given: Given, failures: string[]): EvaluationContext {
  return {
    action: {
      id: '1',
      actionId: 1,
      name: 'act',
      timeMillis: EVENT_TIME,
      data: {},
      secretData: null,
      ...given.action,
    },
    timeMillis: EVENT_TIME,
    position: 1,
    service<T>(key: ServiceKey<T>): T {
      const found = given.services?.find(([one]) => one === key);
      if (found === undefined) throw new Error(`no service ${key.name}`);
      return found[1] as T;
    },
    fail(kind, message) {
      failures.push(`${kind}: ${message}`);
      return FAILED;
    },
  };
}

/** The value of a call that must not fail. */
export function resultOf(name: string, args: Readonly<Record<string, Value>>, given: Given = {}): Value | 'FAILED' {
  const { outcome } = callFunction(name, args, given);
  return outcome === FAILED ? 'FAILED' : outcome;
}
