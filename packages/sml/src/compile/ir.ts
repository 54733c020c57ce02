/**
 * The compiler's intermediate form: a graph of nodes, one per distinct computation. Facts that decide how a node may be run
 * (what it can be, how it can fail, what it costs) are computed when it is made.
 */
import type { BinaryOperator, Call } from '../ast/nodes.ts';
import type { JsonCall } from '../functions/json-data.ts';
import type { JsonPath } from '../json/path.ts';
import type { CheckedCall } from '../program/program.ts';
import type { SmlType } from '../types/types.ts';
import {
  EntityValue,
  ExperimentValue,
  IntegralFloat,
  RuleValue,
  TimeDeltaValue,
  type Value,
} from '../values/values.ts';

/** What a node's value is known to be. `num` is an int or a float; `raw` is JSON before it has been given a type. */
export type Kind =
  | 'none'
  | 'bool'
  | 'int'
  | 'num'
  | 'str'
  | 'list'
  | 'rule'
  | 'entity'
  | 'timedelta'
  | 'experiment'
  | 'effect'
  | 'any'
  | 'raw';

/** A node's failure of its own, its inputs being there (FunctionDeclaration.failure). */
export type OwnFailure = 'never' | 'silent' | 'reported';

export type Operation =
  | { readonly op: 'const'; readonly value: Value }
  | { readonly op: 'data'; readonly secret: boolean }
  /** The input where it is a JSON object, else an empty one. */
  | { readonly op: 'object' }
  | { readonly op: 'field'; readonly name: string }
  /** Inputs: the JSON value; then `required` and `coerce_type`. */
  | { readonly op: 'json'; readonly call: JsonCall; readonly rest: JsonPath | null }
  | { readonly op: 'make-entity'; readonly type: string }
  | { readonly op: 'unwrap' }
  | { readonly op: 'binary'; readonly operator: BinaryOperator }
  | { readonly op: 'negate' }
  | { readonly op: 'not' }
  | { readonly op: 'equal'; readonly negated: boolean }
  | { readonly op: 'order'; readonly operator: '<' | '<=' | '>' | '>=' }
  | { readonly op: 'in'; readonly negated: boolean }
  | { readonly op: 'and' | 'or' }
  | { readonly op: 'list' }
  /** Texts around the inputs: one more than there are inputs. */
  | { readonly op: 'format'; readonly texts: readonly string[] }
  /** Inputs: the conditions, or one list of them; then the names of the description, whose failure fails the rule. */
  | { readonly op: 'rule'; readonly rule: number; readonly conditions: number; readonly list: boolean }
  /** The rule as a value. Inputs: the rule; then the names of its description. */
  | { readonly op: 'rule-value'; readonly rule: number; readonly names: readonly string[] }
  | {
      readonly op: 'call';
      readonly call: Call;
      readonly checked: CheckedCall;
      /** Per input: whether the parameter takes None, and so a failed input as None. */
      readonly admitsNone: readonly boolean[];
      /** Index of the observation site, -1 for pure and event functions. */
      readonly observation: number;
      /** The annotation that a dynamic result is checked against. */
      readonly resultType: SmlType | null;
    };

export interface Node {
  readonly id: number;
  readonly operation: Operation;
  readonly inputs: readonly Node[];
  readonly kind: Kind;
  /** The value may be None. */
  readonly nullable: boolean;
  readonly own: OwnFailure;
  /** The inputs whose failure fails this node. */
  readonly propagates: readonly Node[];
  /** The node may be FAILED for any reason. */
  readonly mayFail: boolean;
  /** Has to run whenever it is reached: it reports, or reads or writes what is outside of the event. */
  readonly observable: boolean;
  readonly cost: number;
  /** Where it reports failures and is measured: an index of the site table. */
  readonly site: number;
  /** The file whose evaluation computes it. */
  readonly file: string;
  /** Number of texts joined in the value at most, each no longer than an event: bounds the length of texts. */
  readonly growth: number;
}

/** What a new node is, beyond its operation. Absent facts are the harmless ones. */
export interface Facts {
  readonly kind: Kind;
  readonly nullable?: boolean;
  readonly own?: OwnFailure;
  readonly propagates?: readonly Node[];
  readonly observable?: boolean;
  readonly cost?: number;
  readonly site?: number;
  readonly growth?: number;
}

/** Kind and nullability of a declared type. */
export function kindOf(type: SmlType): { readonly kind: Kind; readonly nullable: boolean } {
  switch (type.kind) {
    case 'any':
    case 'variable':
      return { kind: 'any', nullable: true };
    case 'float':
      return { kind: 'num', nullable: false };
    case 'none':
      return { kind: 'none', nullable: true };
    case 'union': {
      const members = type.members.map(kindOf);
      const kinds = new Set(members.filter((member) => member.kind !== 'none').map((member) => member.kind));
      const nullable = members.some((member) => member.nullable);
      return { kind: joinKinds([...kinds]), nullable };
    }
    default:
      return { kind: type.kind, nullable: false };
  }
}

/** The kind of a value that is one of several kinds. */
export function joinKinds(kinds: readonly Kind[]): Kind {
  const [first = 'none'] = kinds;
  if (kinds.every((kind) => kind === first)) return first;
  return kinds.every((kind) => kind === 'int' || kind === 'num') ? 'num' : 'any';
}

export function kindOfValue(value: Value): Kind {
  if (value === null) return 'none';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'str';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'num';
  if (value instanceof IntegralFloat) return 'num';
  if (Array.isArray(value)) return 'list';
  if (value instanceof EntityValue) return 'entity';
  if (value instanceof RuleValue) return 'rule';
  if (value instanceof TimeDeltaValue) return 'timedelta';
  return value instanceof ExperimentValue ? 'experiment' : 'effect';
}

/** The constant that a node is, undefined where it is none. */
export function constantOf(node: Node): Value | undefined {
  return node.operation.op === 'const' ? node.operation.value : undefined;
}
