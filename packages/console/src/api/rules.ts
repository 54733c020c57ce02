/** The ruleset: its rules, its features, and whether the newest edit was refused. */
import { queryOptions } from '@tanstack/react-query';
import * as v from 'valibot';
import { get, send } from './client.ts';
import { features, rules, ruleset } from './types.ts';

export const rulesQuery = queryOptions({
  queryKey: ['rules'],
  queryFn: ({ signal }) => get(rules, '/v1/rules', signal),
  staleTime: 5_000,
});

export const featuresQuery = queryOptions({
  queryKey: ['features'],
  queryFn: ({ signal }) => get(features, '/v1/features', signal),
  staleTime: 60_000,
});

const counter = v.object({ function: v.string(), path: v.string(), line: v.number() });
const backfill = v.object({
  state: v.picklist(['none', 'running', 'done', 'stopped', 'failed']),
  by: v.optional(v.string(), ''),
  share: v.optional(v.number(), 0),
  events: v.optional(v.number(), 0),
  keys: v.optional(v.nullable(v.number()), null),
  partial: v.optional(v.nullable(v.boolean()), null),
  problem: v.optional(v.nullable(v.string()), null),
  offer: v.optional(v.nullable(v.object({ rulesetHash: v.string(), counters: v.array(counter) })), null),
});
export type Backfill = v.InferOutput<typeof backfill>;

export const backfillQuery = queryOptions({
  queryKey: ['backfill'],
  queryFn: ({ signal }) => get(backfill, '/v1/ruleset/backfill', signal),
  refetchInterval: ({ state }) => (state.data?.state === 'running' ? 500 : 10_000),
});

export async function startBackfill(reason: string): Promise<void> {
  await send(v.unknown(), 'POST', '/v1/ruleset/backfill', { reason });
}

export async function stopBackfill(): Promise<void> {
  await send(v.unknown(), 'DELETE', '/v1/ruleset/backfill');
}

export const rulesetQuery = queryOptions({
  queryKey: ['ruleset'],
  queryFn: ({ signal }) => get(ruleset, '/v1/ruleset', signal),
  refetchInterval: 10_000,
});
