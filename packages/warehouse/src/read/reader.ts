/** Every question that can be asked of a warehouse. */
import type { Readable } from 'node:stream';
import { type ExportOptions, exportFile, exportStream } from '../export/export.ts';
import type { Predicate } from '../translate/predicate.ts';
import { type AggregateQuery, aggregateSql } from './aggregate.ts';
import type { StoredEvent } from './event-rows.ts';
import { type EventsPage, type EventsQuery, eventAt, eventById, listEvents } from './events.ts';
import type { Filter } from './filter.ts';
import type { ResultTable } from './results.ts';
import { type SelectOptions, selectRows } from './select.ts';
import type { QueryOptions, Session, SqlOptions } from './session.ts';
import type { RowSource } from './source.ts';
import { type ShadowRowsQuery, type StagedRows, stagedRows } from './staged.ts';
import { type TimeSeries, type TimeSeriesQuery, timeSeries } from './time-series.ts';
import { type EntitySummary, entitySummary, type Top, type TopQuery, topN } from './top.ts';
import { type RuleHits, ruleHits, type Totals, totals } from './totals.ts';
import type { TimeRange } from './view.ts';

export class Reader {
  private readonly session: Session;
  private readonly exports: string;

  /** `exports`: where the session's engine may write files. */
  constructor(session: Session, exports: string) {
    this.session = session;
    this.exports = exports;
  }

  /**
   * Run one SELECT over the table `events` as an analyst would. Rejects with a WarehouseError whose kind says why: `syntax`,
   * `refused` (it would do more than read events), `invalid`, `timeout`, `cancelled`.
   */
  sql(text: string, options?: SqlOptions): Promise<ResultTable> {
    return this.session.sql(text, options);
  }

  /** A page of events, newest first. */
  events(query: EventsQuery = {}): Promise<EventsPage> {
    return listEvents(this.session, query);
  }

  /** The event with this id, or null. */
  event(eventId: string, options?: QueryOptions): Promise<StoredEvent | null> {
    return eventById(this.session, eventId, options);
  }

  /** The event at this journal position, or null. */
  eventAt(position: number, options?: QueryOptions): Promise<StoredEvent | null> {
    return eventAt(this.session, position, options);
  }

  /** Events with hits, live or in shadow, from a journal position on. */
  stagedRows(query: ShadowRowsQuery): Promise<StagedRows> {
    return stagedRows(this.session, query);
  }

  /** Counts of events per bucket of event time. */
  timeSeries(query: TimeSeriesQuery): Promise<TimeSeries> {
    return timeSeries(this.session, query);
  }

  /** The most frequent rules, actions, verdicts or values of a feature. */
  topN(query: TopQuery): Promise<Top> {
    return topN(this.session, query);
  }

  /** Where an entity occurs; `features` are the names of the features of its type. */
  entity(features: readonly string[], id: string, options?: QueryOptions & TimeRange): Promise<EntitySummary> {
    return entitySummary(this.session, features, id, options);
  }

  /** Numbers over the events of a filter: by groups, by time, against the time before. See `aggregateSql` for its columns. */
  aggregate(query: AggregateQuery): Promise<ResultTable> {
    return this.session.ask(query, async (question) => question.run(await aggregateSql(question, query)));
  }

  /** All rows of a source as bytes in a format, made as they are read; destroying the stream cancels. */
  exportStream(source: RowSource, options: ExportOptions): Promise<Readable> {
    return exportStream(this.session, this.exports, source, options);
  }

  /** All rows of a source as a Parquet file, which is complete or not there; resolves to their number. */
  exportFile(source: RowSource, path: string, options: QueryOptions = {}): Promise<number> {
    return exportFile(this.session, this.exports, source, path, options);
  }

  /** Events for which a predicate holds (all, without one), newest first, as a table. */
  select(where: Predicate | undefined, options?: SelectOptions): Promise<ResultTable> {
    return selectRows(this.session, where, options);
  }

  /** Counts over all events of a filter. */
  totals(filter?: Filter & QueryOptions): Promise<Totals> {
    return totals(this.session, filter);
  }

  /** How often each rule was true, and when last; the most frequent first. */
  ruleHits(filter?: Filter & QueryOptions): Promise<RuleHits[]> {
    return ruleHits(this.session, filter);
  }
}
