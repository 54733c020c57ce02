/** Decided events as columns: written as Parquet, asked in SQL or SML. */
export { WarehouseError, type WarehouseErrorKind } from './errors.ts';
export type { WarehouseOptions } from './options.ts';
export type { StoredEvent } from './read/event-rows.ts';
export type { EventsPage, EventsQuery } from './read/events.ts';
export type { Filter } from './read/filter.ts';
export type { Group } from './read/group.ts';
export type { Cell, ResultColumn, ResultTable } from './read/results.ts';
export type { SelectOptions } from './read/select.ts';
export type { QueryOptions, SqlOptions } from './read/session.ts';
export type { ShadowRowsQuery, StagedRows } from './read/staged.ts';
export type { TimeSeries, TimeSeriesQuery } from './read/time-series.ts';
export type { EntitySummary, Top, TopItem, TopQuery } from './read/top.ts';
export type { RuleHits, Totals } from './read/totals.ts';
export type { TimeRange } from './read/view.ts';
export type { Row, RowBatch, ShadowRow } from './rows.ts';
export type { Predicate, PredicateFeature, Residual } from './translate/predicate.ts';
export { type TranslatedQuery, translateQuery } from './translate/query.ts';
export { translateExpression } from './translate/translate.ts';
export {
  openWarehouse,
  openWarehouseReader,
  type Warehouse,
  type WarehouseMetrics,
  type WarehouseReader,
} from './warehouse.ts';
export type { AppendResult } from './write/writer.ts';
