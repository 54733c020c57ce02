/** Decided events as columns: written as Parquet, asked in SQL or SML. */
export { WarehouseError, type WarehouseErrorKind } from './errors.ts';
export type { ExportFormat, ExportOptions } from './export/export.ts';
export { type CsvOptions, csvHeader, csvRow, ndjsonRow } from './export/text.ts';
export type { WarehouseOptions } from './options.ts';
export type { AggregateQuery } from './read/aggregate.ts';
export type { StoredEvent } from './read/event-rows.ts';
export type { EventsPage, EventsQuery } from './read/events.ts';
export type { Filter } from './read/filter.ts';
export type { Group } from './read/group.ts';
export type { Measure } from './read/measure.ts';
export type { Cell, ResultColumn, ResultTable } from './read/results.ts';
export type { SelectOptions } from './read/select.ts';
export type { Progress, QueryOptions, SqlOptions } from './read/session.ts';
export type { RowSource } from './read/source.ts';
export type { ShadowRowsQuery, StagedRows } from './read/staged.ts';
export type { TimeSeries, TimeSeriesQuery } from './read/time-series.ts';
export type { EntitySummary, Top, TopItem, TopQuery } from './read/top.ts';
export type { RuleHits, Totals } from './read/totals.ts';
export type { TimeRange } from './read/view.ts';
export { parseGroup, parseMeasure } from './read/words.ts';
export type { Row, RowBatch, ShadowRow } from './rows.ts';
export type { Predicate, PredicateFeature, Residual } from './translate/predicate.ts';
export {
  askedSql,
  explainPredicate,
  type TranslatedQuery,
  type TranslateOptions,
  translateQuery,
} from './translate/query.ts';
export type { Surroundings } from './translate/surroundings.ts';
export {
  openWarehouse,
  openWarehouseReader,
  type Warehouse,
  type WarehouseMetrics,
  type WarehouseReader,
} from './warehouse.ts';
export type { AppendResult } from './write/writer.ts';
