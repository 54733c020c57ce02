/**
 * `JsonData` and `EntityJson`: reading the event's JSON. The compiler knows these calls (`json` on the bound call) and shares
 * the traversal between them; `call` is their definition.
 */
import { coerceJson, hasType } from '../json/coerce.ts';
import { findFirst, type JsonPath, PathFailure } from '../json/path.ts';
import { PathSyntaxError, parseJsonPath } from '../json/path-parse.ts';
import { ANY, BOOL, entityOf, NONE, type SmlType, STR, unionOf, variable } from '../types/types.ts';
import type { FailAt } from '../values/arithmetic.ts';
import { EntityValue, FAILED, type Outcome } from '../values/values.ts';
import type {
  BoundCall,
  CallSite,
  EvaluationContext,
  FunctionDeclaration,
  JsonValue,
  Parameter,
} from './declaration.ts';

/** What the compiler needs to know of one call of `JsonData` or `EntityJson`. */
export interface JsonCall {
  readonly path: JsonPath;
  readonly pathText: string;
  /** The type that the JSON value must have or become: for entities, that of the id. */
  readonly type: SmlType;
  /** Not null: the value becomes the id of an entity of this type. */
  readonly entityType: string | null;
  readonly secret: boolean;
}

export interface BoundJsonCall extends BoundCall {
  readonly json: JsonCall;
}

/** The JSON part of a bound call, where it is one of this file's functions. */
export function jsonCallOf(bound: BoundCall): JsonCall | null {
  return 'json' in bound ? (bound as BoundJsonCall).json : null;
}

/**
 * A JSON value (undefined: the path found nothing) under the call's type. The declared type decides about None, `required`
 * about what is missing, `coerce` about conversions; under `Secret` there are none, as in the reference.
 */
export function readJson(
  call: JsonCall,
  value: JsonValue | undefined,
  required: boolean,
  coerce: boolean,
  fail: FailAt,
  site: number,
): Outcome {
  const { type } = call;
  if (value === undefined) {
    if (hasType(type, null)) return null;
    return required ? fail(site, 'MissingJsonPath', `Missing Json data at path \`${call.pathText}\`.`) : FAILED;
  }
  if (hasType(type, value)) return value;
  if (value === null && !required) return FAILED;
  if (coerce && value !== null && !call.secret) {
    const coerced = coerceJson(type, value);
    if ('value' in coerced) return coerced.value;
    if (coerced.failure === 'OverflowError') {
      return fail(site, 'OverflowError', 'cannot convert float infinity to integer');
    }
  }
  return fail(site, 'InvalidJsonType', `Invalid type in Json data at path \`${call.pathText}\`.`);
}

const path: Parameter = {
  name: 'path',
  type: STR,
  constant: true,
  doc: "Where the value is: `$.user.id`, `$.tags[0]`, `$.embed.['$type']`. The first match counts.",
};
const options: readonly Parameter[] = [
  {
    name: 'required',
    type: BOOL,
    default: true,
    doc: 'Whether a missing value is an error. When false, a missing or null value fails silently.',
  },
  {
    name: 'coerce_type',
    type: BOOL,
    default: true,
    doc: 'Whether a value of another type is converted, as Python would, to the declared one.',
  },
];

export const jsonFunctions = (): FunctionDeclaration[] => [
  {
    name: 'JsonData',
    category: 'engine',
    doc: "A value from the event's JSON. The variable's annotation says its type.",
    examples: [
      {
        source: "Size: int = JsonData(path='$.file.size')\nName: Optional[str] = JsonData(path='$.file.name')",
        data: { file: { size: '12' } },
        features: { Size: 12, Name: null },
      },
    ],
    parameters: [path, ...options],
    result: 'dynamic',
    purity: 'event',
    cost: 3,
    bind: (site) => bindJson(site, null, site.resultType ?? ANY),
  },
  {
    name: 'EntityJson',
    category: 'engine',
    doc: "An entity whose id is a value from the event's JSON. The annotation says the id's type.",
    examples: [
      {
        source: "UserId: Entity[int] = EntityJson(type='User', path='$.user')",
        data: { user: '12' },
        features: { UserId: 12 },
      },
    ],
    parameters: [
      { name: 'type', type: STR, constant: true, doc: "The entity's type, such as `User`." },
      path,
      ...options,
    ],
    result: entityOf(variable('T')),
    purity: 'event',
    cost: 3,
    bind(site) {
      const type = site.constants.get('type');
      return bindJson(site, typeof type === 'string' ? type : '', idType(site.resultType));
    },
  },
];

/** `Entity[int]` → int; `Optional[Entity[int]]` → Optional[int]. */
function idType(type: SmlType | null): SmlType {
  if (type?.kind === 'entity') return type.id;
  if (type?.kind === 'union') return unionOf(...type.members.map(idType));
  return type?.kind === 'none' ? NONE : STR;
}

function bindJson(site: CallSite, entityType: string | null, type: SmlType): BoundJsonCall {
  const pathText = site.constants.get('path');
  const json: JsonCall = {
    path: typeof pathText === 'string' ? readPath(site, pathText) : { kind: 'root' },
    pathText: String(pathText),
    type,
    entityType,
    secret: site.secret,
  };
  return {
    arguments: ['required', 'coerce_type'],
    call: (context: EvaluationContext, required: boolean, coerce: boolean) => callJson(json, context, required, coerce),
    json,
  };
}

function callJson(json: JsonCall, context: EvaluationContext, required: boolean, coerce: boolean): Outcome {
  const fail: FailAt = (_site, kind, message) => context.fail(kind, message);
  const data = json.secret ? (context.action.secretData ?? {}) : context.action.data;
  let found: JsonValue | undefined;
  try {
    found = findFirst(json.path, data);
  } catch (error) {
    if (error instanceof PathFailure) return context.fail(error.kind, error.message);
    throw error;
  }
  const value = readJson(json, found, required, coerce, fail, 0);
  return json.entityType === null ? value : makeEntity(json.entityType, value);
}

/** An entity of a value read as its id; None and failures stay what they are. */
export function makeEntity(type: string, id: Outcome): Outcome {
  return typeof id === 'string' || typeof id === 'number' || typeof id === 'bigint' ? new EntityValue(type, id) : id;
}

function readPath(site: CallSite, text: string): JsonPath {
  try {
    return parseJsonPath(text);
  } catch (error) {
    if (!(error instanceof PathSyntaxError)) throw error;
    const name = site.call.function.kind === 'name' ? site.call.function.name : 'JsonData';
    const span = site.argument('path')?.span ?? site.call.span;
    site.error(`failed to validate argument \`path\` for \`${name}(...)\``, span, `error: ${error.message}`);
    return { kind: 'root' };
  }
}
