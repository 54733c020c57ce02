/** Shares out of the warehouse: who acted is one feature, on what another, and when is the event's time. */
import type { ShareColumns } from '@lapwing/networks';
import type { Filter, QueryOptions, RowSource } from '@lapwing/warehouse';

/** Who writes rows into a Parquet file: the warehouse, or a reader of it. */
interface RowWriter {
  exportFile(source: RowSource, path: string, options?: QueryOptions): Promise<number>;
}

export interface WarehouseShares {
  readonly filter: Filter;
  /** Features: who acted, and on what; of a feature that is a list, each item is an object. */
  readonly actor: string;
  readonly object: string;
}

/** Write them into a Parquet file; resolves to the number of events and to what the columns mean. Rejects as queries do. */
export async function exportShares(
  writer: RowWriter,
  { filter, actor, object }: WarehouseShares,
  path: string,
  options: QueryOptions = {},
): Promise<{ readonly events: number; readonly columns: ShareColumns }> {
  const events = await writer.exportFile(
    { kind: 'events', filter, columns: [...new Set([actor, object])] },
    path,
    options,
  );
  return { events, columns: { actor, object, time: '__time', message: '__position' } };
}
