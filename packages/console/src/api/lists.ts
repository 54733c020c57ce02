/** Lists that rules look things up in: entries of any version, changes with their reasons, imports. */
import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query';
import { address, get, send, upload } from './client.ts';
import {
  diff,
  entries,
  imported,
  type ListImport,
  type ListTest,
  list,
  lists,
  tested,
  versioned,
  versions,
} from './list-types.ts';

const path = (name: string, rest = ''): string => `/v1/lists/${encodeURIComponent(name)}${rest}`;

export const listsQuery = queryOptions({
  queryKey: ['lists'],
  queryFn: ({ signal }) => get(lists, '/v1/lists', signal),
});

export function listQuery(name: string) {
  return queryOptions({
    queryKey: ['list', name],
    queryFn: ({ signal }) => get(list, path(name), signal),
    // An import by somebody else ends.
    refetchInterval: (query) => (query.state.data?.importing == null ? false : 1_000),
  });
}

export interface EntryFilter {
  readonly search: string;
  readonly status: string;
  /** '' for the newest. */
  readonly version: string;
}

export function entriesQuery(name: string, filter: EntryFilter) {
  return infiniteQueryOptions({
    queryKey: ['list', name, 'entries', filter],
    queryFn: ({ pageParam, signal }) =>
      get(entries, address(path(name, '/entries'), { ...filter, limit: 100, cursor: pageParam }), signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: (before) => before,
  });
}

export function versionsQuery(name: string) {
  return infiniteQueryOptions({
    queryKey: ['list', name, 'versions'],
    queryFn: ({ pageParam, signal }) =>
      get(versions, address(path(name, '/versions'), { limit: 20, cursor: pageParam }), signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  });
}

export function diffQuery(name: string, from: number, to: number) {
  return queryOptions({
    queryKey: ['list', name, 'diff', from, to],
    queryFn: ({ signal }) => get(diff, address(path(name, '/diff'), { from, to, limit: 500 }), signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** After a change, everything about lists is asked again. */
export async function refreshLists(queries: QueryClient): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: ['lists'] }),
    queries.invalidateQueries({ queryKey: ['list'] }),
  ]);
}

export interface NewList {
  readonly name: string;
  readonly kind: string;
  readonly owner?: string;
  readonly description: string;
  readonly maxDistance?: number;
  readonly reason: string;
}

export const createList = (body: NewList) => send(versioned, 'POST', '/v1/lists', body);

export interface EntryRequest {
  readonly value: string;
  readonly expiresAfterSeconds?: number;
  readonly note: string;
}

export const addEntries = (name: string, added: readonly EntryRequest[], reason: string) =>
  send(versioned, 'POST', path(name, '/entries'), { entries: added, reason });

export const removeEntries = (name: string, values: readonly string[], reason: string) =>
  send(versioned, 'POST', path(name, '/entries/remove'), { values, reason });

export const rollBack = (name: string, version: number, reason: string) =>
  send(versioned, 'POST', path(name, '/rollback'), { version, reason });

export const testValue = (name: string, value: string): Promise<ListTest> =>
  send(tested, 'POST', path(name, '/test'), { value });

export interface ImportRequest {
  readonly text: string;
  readonly format: string;
  readonly mode: string;
  /** Null asks what would change. */
  readonly reason: string | null;
  readonly skipInvalid: boolean;
  /** What the preview was made of; null for a preview. */
  readonly ifVersion: number | null;
}

export function importList(
  name: string,
  { text, format, mode, reason, skipInvalid, ifVersion }: ImportRequest,
): Promise<ListImport> {
  const query = {
    format,
    mode,
    reason,
    ifVersion,
    dryRun: reason === null ? 'true' : null,
    invalid: skipInvalid ? 'skip' : null,
  };
  return upload(imported, address(path(name, '/import'), query), text);
}

export const exportAddress = (name: string, format: string, version: string): string =>
  address(path(name, '/export'), { format, version });
