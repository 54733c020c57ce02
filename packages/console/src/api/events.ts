/** Events: the filtered stream, one event with its explanation, and counts over event time. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { address, get } from './client.ts';
import { actions, eventDetail, eventPage, timeSeries } from './types.ts';

/** What to look for; times are ISO 8601, '' means no condition. */
export interface EventFilter {
  readonly q: string;
  readonly action: string;
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

/** Rows asked for at once: about two screens, so that scrolling meets loaded rows. */
const pageRows = 80;

/** Newest first. `columns` names features to send beside the summary's own. */
export function eventsQuery(filter: EventFilter, columns: readonly string[]) {
  return infiniteQueryOptions({
    queryKey: ['events', filter, columns],
    queryFn: ({ pageParam, signal }) => {
      const features = columns.join(',');
      return get(eventPage, address('/v1/events', { ...filter, features, limit: pageRows, cursor: pageParam }), signal);
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  });
}

export function eventQuery(eventId: string) {
  return queryOptions({
    queryKey: ['event', eventId],
    queryFn: ({ signal }) => get(eventDetail, `/v1/events/${encodeURIComponent(eventId)}`, signal),
    staleTime: 30_000,
  });
}

/** `feature:Name` is one series for each value of a feature. */
export type SeriesBy = 'rule' | 'action' | 'none' | `feature:${string}`;

export function timeSeriesQuery(by: SeriesBy, filter: Partial<EventFilter> = {}, interval: number | 'auto' = 'auto') {
  return queryOptions({
    queryKey: ['timeseries', by, filter, interval],
    queryFn: ({ signal }) => get(timeSeries, address('/v1/timeseries', { by, ...filter, interval }), signal),
    placeholderData: keepPreviousData,
  });
}

export type ExportFormat = 'csv' | 'spreadsheet' | 'ndjson' | 'parquet';

/** The link to all events of a filter as a file, with these features or with all. */
export function exportAddress(filter: EventFilter, format: ExportFormat, columns: readonly string[]): string {
  const spreadsheet = format === 'spreadsheet';
  return address('/v1/export', {
    ...filter,
    columns: columns.join(','),
    format: spreadsheet ? 'csv' : format,
    spreadsheet: spreadsheet ? 'true' : '',
  });
}

export const actionsQuery = queryOptions({
  queryKey: ['actions'],
  queryFn: ({ signal }) => get(actions, '/v1/actions', signal),
  staleTime: 30_000,
});
