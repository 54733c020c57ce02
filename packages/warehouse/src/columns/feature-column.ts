/** From a feature's static type to the type of its column. */
import type { SmlType } from '@lapwing/sml';
import { BIGINT, BOOLEAN, type ColumnType, columnList, DOUBLE, JSON_TEXT, VARCHAR } from './column-type.ts';

/** The column that stores values of this type. `Optional[T]` is T, since NULL is in every column; other unions are JSON text. */
export function columnTypeOf(type: SmlType): ColumnType {
  switch (type.kind) {
    case 'str':
    case 'none':
      return VARCHAR;
    case 'int':
      return BIGINT;
    case 'float':
    case 'timedelta':
      return DOUBLE;
    case 'bool':
    case 'rule':
      return BOOLEAN;
    case 'entity':
      return columnTypeOf(type.id);
    case 'list':
      return columnList(columnTypeOf(type.item));
    case 'experiment':
      return columnList(VARCHAR);
    case 'union': {
      const [first, ...others] = type.members.filter((member) => member.kind !== 'none');
      return first === undefined ? VARCHAR : others.length === 0 ? columnTypeOf(first) : JSON_TEXT;
    }
    case 'any':
    case 'variable':
    case 'effect':
      return JSON_TEXT;
    default:
      return type satisfies never;
  }
}
