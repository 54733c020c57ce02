/** From cells back to the values that rules saw. */
import {
  admitsNone,
  EntityValue,
  ExperimentValue,
  FAILED,
  IntegralFloat,
  makeFloat,
  type Outcome,
  parseJsonValue,
  type QueryFeature,
  RuleValue,
  type SmlType,
  TimeDeltaValue,
  type Value,
} from '@lapwing/sml';
import type { Cell } from '../read/results.ts';
import { withNote } from './exact.ts';

/** The feature's outcome in the event: FAILED where the column is empty and the feature cannot be None. */
export function restoreFeature(feature: QueryFeature, cell: Cell, note: string | undefined): Outcome {
  if (cell === null) {
    if (note?.startsWith('!') === true) return FAILED;
    return admitsNone(feature.type) ? null : FAILED;
  }
  const value = restoreValue(feature.type, cell, feature);
  const exact = value !== FAILED && note !== undefined ? withNote(value, note) : value;
  if (feature.entityType === null || exact === FAILED || exact === null) return exact;
  const isId = typeof exact === 'string' || typeof exact === 'number' || typeof exact === 'bigint';
  return isId ? new EntityValue(feature.entityType, exact) : exact;
}

function restoreValue(type: SmlType, cell: Cell, feature: QueryFeature): Outcome {
  switch (type.kind) {
    case 'int':
      return integer(cell);
    case 'float':
      return typeof cell === 'number' ? makeFloat(cell) : typeof cell === 'bigint' ? makeFloat(Number(cell)) : FAILED;
    case 'timedelta':
      return typeof cell === 'number' ? new TimeDeltaValue(cell) : FAILED;
    case 'rule':
      return typeof cell === 'boolean' ? new RuleValue(feature.ruleIndex, cell) : FAILED;
    case 'entity':
      return restoreValue(type.id, cell, feature);
    case 'list':
      return restoreList(type.item, cell, feature);
    case 'experiment':
      return Array.isArray(cell) ? experiment(cell.map(String)) : FAILED;
    case 'union': {
      const [first, ...others] = type.members.filter((member) => member.kind !== 'none');
      if (first !== undefined && others.length === 0) return restoreValue(first, cell, feature);
      return typeof cell === 'string' ? fromJson(cell) : FAILED;
    }
    case 'any':
    case 'variable':
    case 'effect':
      return typeof cell === 'string' ? fromJson(cell) : FAILED;
    default:
      return typeof cell === 'string' || typeof cell === 'boolean' ? cell : FAILED;
  }
}

/** Integers that no number column holds come as their digits. */
function integer(cell: Cell): Outcome {
  if (typeof cell === 'number' || typeof cell === 'bigint') return cell;
  if (typeof cell !== 'string' || !/^-?\d+$/.test(cell)) return FAILED;
  const number = Number(cell);
  return Number.isSafeInteger(number) ? number : BigInt(cell);
}

function restoreList(item: SmlType, cell: Cell, feature: QueryFeature): Outcome {
  if (!Array.isArray(cell)) return FAILED;
  const list: Value[] = [];
  for (const inside of cell as readonly Cell[]) {
    const value = inside === null ? null : restoreValue(item, inside, feature);
    if (value === FAILED) return FAILED;
    list.push(value);
  }
  return list;
}

function experiment([name = '', id = '', type = '', bucket = '', index, version, revision]: readonly string[]): Value {
  return new ExperimentValue(name, new EntityValue(type, id), bucket, Number(index), Number(version), Number(revision));
}

function fromJson(text: string): Outcome {
  const parsed = parseJsonValue(text);
  return isValue(parsed) ? parsed : FAILED;
}

function isValue(json: unknown): json is Value {
  if (Array.isArray(json)) return json.every(isValue);
  return (
    json === null || json instanceof IntegralFloat || ['string', 'number', 'bigint', 'boolean'].includes(typeof json)
  );
}
