/** Features as the rules computed them, from the warehouse's cells: a column of doubles does not know 5.0 from 5, its type does. */
import { IntegralFloat, type Ruleset, type SmlType } from '@lapwing/sml';
import type { StoredEvent } from '@lapwing/warehouse';

/** Value of a stored feature, or null where it has none. */
export function featureValue(stored: StoredEvent, { name, type }: Ruleset['features'][number]): unknown {
  return exact(type, stored.features[name] ?? null);
}

function exact(type: SmlType, cell: unknown): unknown {
  switch (type.kind) {
    case 'float':
      return typeof cell === 'number' && Number.isInteger(cell) ? new IntegralFloat(cell) : cell;
    case 'list':
      return Array.isArray(cell) ? cell.map((item) => exact(type.item, item)) : cell;
    case 'union': {
      const [only, ...others] = type.members.filter(({ kind }) => kind !== 'none');
      return only === undefined || others.length > 0 ? cell : exact(only, cell);
    }
    default:
      return cell;
  }
}
