/**
 * Run-time values of SML. Python's int and float differ observably (`5` and `5.0` print, export and coerce differently), so
 * the representation carries the kind:
 *
 * - V1 int: a JS number while it is a safe integer, else a bigint; a bigint never holds a safe integer.
 * - V2 float: a JS number while it is not an integer (0.5, NaN, Infinity), else an {@link IntegralFloat} (5.0, -0.0, 1e20).
 * - V3 str: a well-formed JS string, counted and sliced in code points. None: null. list: an array, never mutated.
 */
export type Value =
  | null
  | boolean
  | string
  | number
  | bigint
  | IntegralFloat
  | EntityValue
  | RuleValue
  | EffectValue
  | TimeDeltaValue
  | ExperimentValue
  | readonly Value[];

/** A Python float whose value is integral (V2). */
export class IntegralFloat {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** `EntityT(type, id)`; equal when type and id are equal. */
export class EntityValue {
  readonly type: string;
  readonly id: string | number | bigint;
  constructor(type: string, id: string | number | bigint) {
    this.type = type;
    this.id = id;
  }
}

/**
 * The result of `Rule(…)`. `ruleIndex` points into `Ruleset.rules`, which holds name and description; `features` are the
 * printed values of the `{Name}`s in the description.
 */
export class RuleValue {
  readonly ruleIndex: number;
  readonly value: boolean;
  readonly features: Readonly<Record<string, string>>;
  constructor(ruleIndex: number, value: boolean, features: Readonly<Record<string, string>> = {}) {
    this.ruleIndex = ruleIndex;
    this.value = value;
    this.features = features;
  }
}

/** A duration in seconds; unwraps to float. */
export class TimeDeltaValue {
  readonly seconds: number;
  constructor(seconds: number) {
    this.seconds = seconds;
  }
}

/** One entity's place in an experiment; unwraps to a list of seven strings. `bucketIndex` is -1 outside of it. */
export class ExperimentValue {
  readonly name: string;
  readonly entity: EntityValue;
  readonly bucket: string;
  readonly bucketIndex: number;
  readonly version: number;
  readonly revision: number;
  constructor(
    name: string,
    entity: EntityValue,
    bucket: string,
    bucketIndex: number,
    version: number,
    revision: number,
  ) {
    this.name = name;
    this.entity = entity;
    this.bucket = bucket;
    this.bucketIndex = bucketIndex;
    this.version = version;
    this.revision = revision;
  }
}

/** What an effect function returns: data, applied by others after the evaluation. */
export interface EffectValue {
  readonly effect: string;
}

/**
 * The state of a node that could not be computed. A single object, so that compiled code tests it by identity; why it failed
 * is recorded in the evaluation's errors (unexpected failures) or found by explaining the event.
 */
export const FAILED: unique symbol = Symbol('failed');
export type Failed = typeof FAILED;

/** A node's state: its value, or failed. */
export type Outcome = Value | Failed;
