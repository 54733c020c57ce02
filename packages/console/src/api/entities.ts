/** Entities: labels with their history, what they did, and label changes by people. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { address, get, send } from './client.ts';
import { entity, eventPage, labelOutcome } from './types.ts';

function path(type: string, id: string): string {
  return `/v1/entities/${encodeURIComponent(type)}/${encodeURIComponent(id)}`;
}

export function entityQuery(type: string, id: string) {
  return queryOptions({
    queryKey: ['entity', type, id],
    queryFn: ({ signal }) => get(entity, path(type, id), signal),
  });
}

/** As it was at a past moment of event time. */
export function entityAtQuery(type: string, id: string, at: string) {
  return queryOptions({
    queryKey: ['entity', type, id, 'at', at],
    queryFn: ({ signal }) => get(entity, address(path(type, id), { at }), signal),
    staleTime: 60_000,
  });
}

export function entityEventsQuery(type: string, id: string) {
  return infiniteQueryOptions({
    queryKey: ['entity-events', type, id],
    queryFn: ({ pageParam, signal }) =>
      get(eventPage, address(`${path(type, id)}/events`, { limit: 50, cursor: pageParam }), signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  });
}

export interface LabelRequest {
  readonly label: string;
  readonly change: 'add' | 'remove';
  readonly reason: string;
  readonly expiresAfterSeconds?: number;
}

export async function changeLabel(type: string, id: string, body: LabelRequest): Promise<string> {
  return (await send(labelOutcome, 'POST', `${path(type, id)}/labels`, body)).outcome;
}
