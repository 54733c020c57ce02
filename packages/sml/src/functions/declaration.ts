/**
 * The plugin interface: how a function of the language is declared. A declaration is data and one `bind`; the standard
 * library, `memory` and every plugin use the same, and the core knows none of them by name except the engine's own
 * (`category: 'engine'`).
 */
import type { Call, Expression, Statement } from '../ast/nodes.ts';
import type { Span } from '../ast/span.ts';
import type { SmlType } from '../types/types.ts';
import type { EffectValue, Failed, Outcome, Value } from '../values/values.ts';

/**
 * What a function depends on beside its arguments.
 * - `pure`: nothing; equal calls may be shared and constants folded.
 * - `event`: the action (its JSON, name, id, time).
 * - `memory`: reads or writes what rules remember. Always evaluated when reached; its result is recorded as an observation.
 * - `impure`: the outside world (network, randomness). Its result is recorded as an observation and journaled, so that a replay reads it.
 * - `effect`: pure, and returns an effect.
 */
export type Purity = 'pure' | 'event' | 'memory' | 'impure' | 'effect';

export interface Parameter {
  readonly name: string;
  readonly type: SmlType;
  /** The reference's `ConstExpr[T]`: a literal, a negated number, or a name assigned directly to a literal. */
  readonly constant?: boolean;
  /** Absent: the argument is required. */
  readonly default?: Value;
  readonly doc: string;
}

export interface FunctionExample {
  /** Statements; the documentation shows them and the tests run them. */
  readonly source: string;
  /** The event's JSON; `{}` when absent. */
  readonly data?: unknown;
  /** Text of `config.yaml`; none when absent. */
  readonly config?: string;
  /** Further files of the ruleset by path (`lists/words.yaml`). */
  readonly files?: Readonly<Record<string, string>>;
  /** The features expected, as they are exported. */
  readonly features: Readonly<Record<string, unknown>>;
}

export type QueryNeed = 'row' | 'input' | 'state';

export interface FunctionDeclaration {
  readonly name: string;
  readonly category: string;
  /** One sentence; then optional further paragraphs. */
  readonly doc: string;
  readonly examples?: readonly FunctionExample[];
  readonly parameters: readonly Parameter[];
  /** Type of further keyword arguments (`ExperimentWhen`'s buckets); none are accepted when absent. */
  readonly extraParameters?: SmlType;
  /** `dynamic`: decided by the annotation of the assignment, which is then required. */
  readonly result: SmlType | 'dynamic';
  readonly purity: Purity;
  /** Relative cost of one call; 1 is a comparison, 10 a short string operation, 100 a regular expression. */
  readonly cost: number;
  /**
   * What a call may come to of itself when all its arguments are there: `never` a failure, a `silent` one (FAILED without a
   * record), or a `reported` one, which is counted. The compiler may skip or share a call that reports nothing, where its
   * result is not needed. Absent: `never` for effects, `reported` for all others.
   */
  readonly failure?: 'never' | 'silent' | 'reported';
  /** The result depends on nothing but the action's name: rules are then compiled for each name with the result known. */
  readonly perActionName?: boolean;
  /** Effects: a further exported feature that lists this kind of effect as text when fired (`__verdicts` is the model). */
  readonly effectFeature?: { readonly name: string; text(effect: EffectValue): string };
  /**
   * What a query over decided events needs beside the stored row to make the call (see `checkQuery`): nothing (`row`), the event's
   * JSON (`input`), or what the host knows of the event's time (`state`). Absent: `row` for pure functions, `input` for those of the
   * event; calls of any other function cannot be made afterwards.
   */
  readonly query?: QueryNeed;
  /** Takes many calls at once where the host can batch (async look-ups). */
  readonly batchable?: boolean;
  /** Set where the result may arrive later; see `BoundCall.prepare`. */
  readonly async?: boolean;
  /** Called once per call site when the ruleset is checked. Reports through `site`; work done here is not done per event. */
  bind(site: CallSite): BoundCall;
}

/** What `bind` may know of the place that calls the function. */
export interface CallSite {
  readonly call: Call;
  /** Constant parameters' values by name, defaults filled in; a constant that could not be resolved is absent and already reported. */
  readonly constants: ReadonlyMap<string, Value>;
  /** The statement that the call stands in, for hints that show how to rewrite it. */
  readonly statement: Statement;
  /**
   * The expression passed for a parameter, for checks that look at syntax. For a constant parameter, the literal that it resolved
   * to: problems with its value are reported there.
   */
  argument(name: string): Expression | undefined;
  /** The name this call is assigned to, or null. */
  readonly assignedTo: string | null;
  /** The type decided by the assignment's annotation, for `dynamic` results. */
  readonly resultType: SmlType | null;
  /** True where the annotation says `Secret` or `ExtractSecret`: JSON is then read from the action's secret data. */
  readonly secret: boolean;
  /** One object for all sites of a check: under it, as a weak key, functions may keep what their calls have to know of each other. */
  readonly check: object;
  /** The ruleset's configuration and side files (`lists/*.yaml`), for functions that use them. */
  readonly ruleset: RulesetFiles;
  error(message: string, span: Span, hint?: string): void;
  warning(code: string, message: string, span: Span, hint?: string): void;
}

/** Read-only view of the files that came with the rules. */
export interface RulesetFiles {
  /** Parsed top-level configuration, merged from `config.yaml` and `config/*.yaml`. */
  readonly config: Readonly<Record<string, unknown>>;
  /**
   * Text of any other file of the ruleset by path, or undefined. What a function asks for while it is bound counts for the versions of
   * the rules that call it; one that learns the path from the event asks then for all that it may be.
   */
  file(path: string): string | undefined;
  /** Paths of all files. */
  readonly paths: readonly string[];
}

/**
 * A call ready to run. `arguments` names, in order, the non-constant parameters (then any extra ones) that `call` takes
 * positionally after the context. A parameter whose type does not admit None never receives null: the engine fails the node first.
 */
export interface BoundCall {
  readonly arguments: readonly string[];
  readonly call: (context: EvaluationContext, ...values: never[]) => Outcome;
  /**
   * JavaScript source of an expression equal to `call`, over `$0`, `$1`, … (arguments, each used once) — for functions small
   * enough that a call costs more than they do. Optional; `call` stays the definition.
   */
  readonly inline?: string;
  /**
   * For `async` functions: fetch what `call` needs, so that `call` with the same arguments then answers without waiting.
   * Without it having run, `call` answers from what the service already knows, or fails.
   */
  readonly prepare?: (context: EvaluationContext, ...values: never[]) => Promise<void>;
  /** As `FunctionDeclaration.failure`, where this call is known to be better behaved than its function in general. */
  readonly failure?: 'never' | 'silent' | 'reported';
  /**
   * For conditions: literals, folded by `foldText`, of which at least one must occur in the first argument, folded, for the
   * call to be true. The compiler looks for those of all calls at once, and makes only the calls that may be true.
   */
  readonly requiredLiterals?: readonly string[];
}

/** What a function sees of the event under evaluation. Everything outside comes in here as an argument. */
export interface EvaluationContext {
  readonly action: Action;
  /** Event time in milliseconds since the epoch; windows, ages and expiry use this and no other clock. */
  readonly timeMillis: number;
  /** Position of the event in the journal: the same call on the same position counts once. */
  readonly position: number;
  /** A service that the host provides (memory, label store, lists), by key. Throws a MissingService when the host has none. */
  service<T>(key: ServiceKey<T>): T;
  /**
   * Record an unexpected failure (`ValueError`, …) and return FAILED; of several of one call the first counts. An expected failure
   * returns FAILED and records nothing.
   */
  fail(kind: string, message: string): Failed;
}

/** A typed key under which a host provides a service. Compared by identity. */
export class ServiceKey<T> {
  readonly name: string;
  /** Only for the type. */
  declare readonly type: T;
  constructor(name: string) {
    this.name = name;
  }
}

/** One event as the language sees it. */
export interface Action {
  /** The event's id, unique in the journal. */
  readonly id: string;
  /** The reference's numeric action id; null where the event's id is not an integer. */
  readonly actionId: number | bigint | null;
  readonly name: string;
  readonly timeMillis: number;
  /** Parsed losslessly (`parseJson`): integers beyond 2^53 are bigints, `5.0` is an IntegralFloat. */
  readonly data: JsonObject;
  readonly secretData: JsonObject | null;
}

export type JsonValue =
  | null
  | boolean
  | string
  | number
  | bigint
  | import('../values/values.ts').IntegralFloat
  | JsonValue[]
  | JsonObject;
export interface JsonObject {
  [key: string]: JsonValue;
}
