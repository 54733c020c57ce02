/** Column types as the DuckDB client names them. */
import { BIGINT, BOOLEAN, DECIMAL, DOUBLE, type DuckDBType, LIST, TIMESTAMP, VARCHAR } from '@duckdb/node-api';
import type { ColumnType } from '../columns/column-type.ts';

/** The engine's type for a column's type. */
export function duckdbType(type: ColumnType): DuckDBType {
  switch (type.kind) {
    case 'boolean':
      return BOOLEAN;
    case 'bigint':
      return BIGINT;
    case 'decimal':
      return DECIMAL(38, 0);
    case 'double':
      return DOUBLE;
    case 'varchar':
    case 'json':
      return VARCHAR;
    case 'timestamp':
      return TIMESTAMP;
    case 'list':
      return LIST(duckdbType(type.item));
    default:
      return type satisfies never;
  }
}
