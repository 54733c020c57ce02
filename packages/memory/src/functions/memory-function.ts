/** How the functions of this room are declared: common parameters, and one way to bind them. */
import {
  BOOL,
  type CallSite,
  type EvaluationContext,
  type Failed,
  FLOAT,
  type FunctionDeclaration,
  type FunctionExample,
  INT,
  IntegralFloat,
  listOf,
  type Outcome,
  optional,
  type Parameter,
  ServiceKey,
  type SmlType,
  STR,
  TimeDeltaValue,
} from '@lapwing/sml';
import { type Definition, define } from '../keyed/definition.ts';
import type { KeyedState } from '../keyed/state.ts';
import { WINDOW_SECONDS_MAX } from '../limits.ts';
import type { Memory } from '../memory.ts';

/** Lists as a look-up asks them. */
export type ListLookup = Pick<Memory['lists'], 'match'>;

/** The part of memory that functions of the language reach. */
export const MEMORY = new ServiceKey<Pick<Memory, 'keyed' | 'attached' | 'newestMillis'> & { readonly lists: ListLookup }>('memory');

/** Any number as the language passes it; a duration counts as its seconds. */
export type Numeric = number | bigint | IntegralFloat | TimeDeltaValue;

export function toNumber(value: Numeric): number {
  if (typeof value === 'number') return value;
  if (value instanceof IntegralFloat) return value.value;
  if (value instanceof TimeDeltaValue) return value.seconds;
  return Number(value);
}

export const KEY: Parameter = { name: 'key', type: STR, doc: 'What is counted: usually an f-string over features.' };
export const VALUE: Parameter = { name: 'value', type: STR, doc: 'The value to be told apart.' };
export const AMOUNT: Parameter = { name: 'value', type: FLOAT, doc: 'The number that the event adds.' };
export const WHEN: Parameter = {
  name: 'when_all',
  type: listOf(BOOL),
  default: [],
  doc: 'The call is made only when all of these hold; otherwise nothing is remembered, and the result is that of nothing.',
};
export const seconds = (name: string, doc: string, defaultSeconds?: number): Parameter => ({
  name,
  type: FLOAT,
  ...(defaultSeconds === undefined ? {} : { default: new IntegralFloat(defaultSeconds) }),
  doc: `${doc} In seconds of event time.`,
});
export const WINDOW: Parameter = seconds('window_seconds', 'Length of the window.');
export const HALF_LIFE: Parameter = seconds('half_life_seconds', 'After this time an event counts half.');
export const whole = (name: string, value: number, doc: string): Parameter => ({
  name,
  type: INT,
  default: value,
  doc,
});
export const optionalFloat: SmlType = optional(FLOAT);

interface MemoryFunction {
  readonly name: string;
  readonly doc: string;
  readonly examples: readonly FunctionExample[];
  /** Without `when_all`, which comes last. */
  readonly parameters: readonly Parameter[];
  readonly result: SmlType;
  readonly cost: number;
  /** The result where `when_all` does not hold. */
  readonly idle: Outcome;
  /** Position of a parameter that is the result instead. */
  readonly idleParameter?: number;
  /** Parameters that come after `when_all`, accepted and unused. */
  readonly ignored?: readonly Parameter[];
  /** Replaces the usual `when_all`. */
  readonly when?: Parameter;
  /** Called once per call site; the result takes the parameters in order. */
  readonly make: () => (state: KeyedState, context: EvaluationContext, ...values: never[]) => Outcome;
}

/** A function that reads or changes what rules remember. Durations given as literals are checked with the ruleset. */
export function memoryFunction(options: MemoryFunction): FunctionDeclaration {
  const {
    name,
    doc,
    examples,
    parameters,
    result,
    cost,
    idle,
    idleParameter,
    ignored = [],
    when = WHEN,
    make,
  } = options;
  const durations = parameters.filter(({ name: parameter }) => parameter.endsWith('_seconds'));
  return {
    name,
    category: 'Memory',
    doc,
    examples,
    parameters: [...parameters, when, ...ignored],
    result,
    purity: 'memory',
    cost,
    bind: (site) => {
      for (const duration of durations) checkDuration(site, duration.name);
      const run = make();
      return {
        arguments: ['when_all', ...parameters.map((parameter) => parameter.name)],
        call: (
          context: EvaluationContext,
          conditions: readonly boolean[],
          a: never,
          b: never,
          c: never,
          d: never,
          e: never,
        ) => {
          if (!conditions.includes(false)) return run(context.service(MEMORY).keyed, context, a, b, c, d, e);
          return idleParameter === undefined ? idle : [a, b, c, d, e][idleParameter]!;
        },
      };
    },
  };
}

function checkDuration(site: CallSite, name: string): void {
  const argument = site.argument(name);
  if (argument?.kind !== 'int' && argument?.kind !== 'float') return;
  if (isDuration(Number(argument.value))) return;
  const what = name.replace(/_seconds$/, '').replaceAll('_', ' ');
  site.error(`invalid ${what}`, argument.span, `must be more than 0 and at most ${WINDOW_SECONDS_MAX} seconds`);
}

function isDuration(value: number): boolean {
  return value > 0 && value <= WINDOW_SECONDS_MAX;
}

/**
 * Definitions of one call site, by up to three numbers. A call site nearly always passes the same, so the last one is kept.
 */
export class DefinitionSource<Parameters extends Readonly<Record<string, number>>> {
  readonly #kind: string;
  readonly #parameters: (a: number, b: number, c: number) => Parameters;
  #a = Number.NaN;
  #b = 0;
  #c = 0;
  #last: Definition<Parameters> | null = null;

  constructor(kind: string, parameters: (a: number, b: number, c: number) => Parameters) {
    this.#kind = kind;
    this.#parameters = parameters;
  }

  of(a = 0, b = 0, c = 0): Definition<Parameters> {
    if (this.#last === null || a !== this.#a || b !== this.#b || c !== this.#c) {
      this.#last = define(this.#kind, this.#parameters(a, b, c));
      this.#a = a;
      this.#b = b;
      this.#c = c;
    }
    return this.#last;
  }
}

/** Windows of a kind by their length in seconds. */
export const windowSource = (kind: string) => new DefinitionSource(kind, (a) => ({ windowMillis: a * 1000 }));
export const halfLifeSource = (kind: string) => new DefinitionSource(kind, (a) => ({ halfLifeMillis: a * 1000 }));

/** A duration in seconds, or null after recording why it is none. */
export function durationOf(context: EvaluationContext, value: Numeric, what = 'window'): number | null {
  const duration = toNumber(value);
  if (isDuration(duration)) return duration;
  context.fail('ValueError', `a ${what} of ${duration} seconds is not within (0, ${WINDOW_SECONDS_MAX}]`);
  return null;
}

/** A finite number, or null after recording that it is none. */
export function amountOf(context: EvaluationContext, value: Numeric): number | null {
  const amount = toNumber(value);
  if (Number.isFinite(amount)) return amount;
  context.fail('ValueError', `${amount} cannot be counted`);
  return null;
}

/** A whole number within bounds, or the failure that it is none. */
export function wholeOf(
  context: EvaluationContext,
  name: string,
  value: Numeric,
  least: number,
  most: number,
): number | Failed {
  const number = toNumber(value);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  return context.fail('ValueError', `${name} of ${number} is not within ${least} to ${most}`);
}
