/** Totals, and what needs attention. */
import { queryOptions } from '@tanstack/react-query';
import { get, send } from './client.ts';
import { nothing, outbox, overview } from './types.ts';

/** Often enough for totals to feel live; the rate itself comes over the event stream. */
const refreshMillis = 5_000;

export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: ({ signal }) => get(overview, '/v1/overview', signal),
  refetchInterval: refreshMillis,
});

export const outboxQuery = queryOptions({
  queryKey: ['outbox'],
  queryFn: ({ signal }) => get(outbox, '/v1/outbox', signal),
  refetchInterval: 10_000,
});

export function retryDelivery(id: string): Promise<unknown> {
  return send(nothing, 'POST', `/v1/outbox/${encodeURIComponent(id)}/retry`);
}
