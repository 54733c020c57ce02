/** Which wider column takes an integer that does not fit: BIGINT, then DECIMAL(38,0), then its digits as text. */
import type { Value } from '@lapwing/sml';
import { type ColumnType, columnList, DECIMAL, VARCHAR } from './column-type.ts';

const DECIMAL_BOUND = 10n ** 38n;

/** The next type of the chain that holds `value`, or null where the value is no integer and so does not belong there. */
export function roomierType(type: ColumnType, value: Value): ColumnType | null {
  if (type.kind === 'list') {
    if (!Array.isArray(value)) return null;
    let item: ColumnType | null = type.item;
    for (const member of value as readonly Value[]) {
      if (member !== null && item !== null && !holdsInteger(item, member)) item = roomierType(item, member);
    }
    return item === null || item === type.item ? null : columnList(item);
  }
  if ((type.kind !== 'bigint' && type.kind !== 'decimal') || !isInteger(value)) return null;
  const integer = BigInt(value);
  return type.kind === 'bigint' && integer < DECIMAL_BOUND && integer > -DECIMAL_BOUND ? DECIMAL : VARCHAR;
}

const isInteger = (value: Value): value is number | bigint =>
  typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value));

function holdsInteger(type: ColumnType, value: Value): boolean {
  if (type.kind === 'list') return roomierType(type, value) === null;
  if (!isInteger(value)) return type.kind !== 'bigint' && type.kind !== 'decimal';
  if (type.kind === 'bigint') return BigInt.asIntN(64, BigInt(value)) === BigInt(value);
  if (type.kind === 'decimal') return BigInt(value) < DECIMAL_BOUND && BigInt(value) > -DECIMAL_BOUND;
  return true;
}
