/** The brakes: caps, the halt, what is held, alerts, protected entities; and undo batches. */
import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import * as v from 'valibot';
import { address, get, send } from './client.ts';

const maybeText = v.optional(v.nullable(v.string()), null);
const made = v.object({ by: v.string(), reason: v.string(), at: v.string() });
const maybeMade = v.optional(v.nullable(made), null);

const cause = v.picklist(['halt', 'protected', 'emergency', 'cap']);
export type HoldCause = v.InferOutput<typeof cause>;

const cap = v.object({
  scope: v.picklist(['rule', 'each-rule', 'platform']),
  rule: maybeText,
  effects: v.string(),
  spanSeconds: v.number(),
  limit: v.nullable(v.number()),
  changed: maybeMade,
  usedMost: v.number(),
  used: v.array(v.object({ rule: maybeText, used: v.number() })),
});
export type Cap = v.InferOutput<typeof cap>;

const counts = v.object({
  total: v.number(),
  rules: v.array(v.object({ rule: v.string(), cause, count: v.number() })),
});

const brakes = v.object({
  at: v.string(),
  halted: maybeMade,
  caps: v.array(cap),
  stopped: v.array(
    v.object({
      rule: v.string(),
      version: v.string(),
      owner: maybeText,
      at: v.string(),
      hits: v.number(),
      events: v.number(),
    }),
  ),
  protected: v.array(v.object({ type: v.string(), id: v.string(), changed: maybeMade })),
  onProtected: v.picklist(['hold', 'refuse']),
  held: counts,
  refused: counts,
  beyond: v.optional(counts, { total: 0, rules: [] }),
  heldLimits: v.optional(v.object({ perRule: v.number(), inAll: v.number() }), { perRule: 100_000, inAll: 1_000_000 }),
});
export type BrakesState = v.InferOutput<typeof brakes>;

const heldEffect = v.object({
  id: v.string(),
  kind: v.string(),
  summary: v.string(),
  rules: v.array(v.object({ name: v.string(), reason: v.string() })),
  eventId: v.string(),
  heldAt: v.string(),
  heldRule: v.string(),
  cause,
  detail: v.string(),
  entity: v.optional(v.object({ type: v.string(), id: v.string() })),
  label: v.optional(v.string()),
});
export type HeldEffect = v.InferOutput<typeof heldEffect>;

const heldPage = v.object({ items: v.array(heldEffect), next: maybeText });
const settled = v.object({ settled: v.number(), notHeld: v.array(v.string()) });

const alerts = v.object({
  open: v.optional(v.number(), 0),
  items: v.array(
    v.object({
      id: v.string(),
      kind: v.picklist(['emergency', 'anomaly', 'cap']),
      rule: maybeText,
      owner: maybeText,
      at: v.string(),
      message: v.string(),
      seen: maybeMade,
    }),
  ),
});
const acknowledged = v.object({ acknowledged: v.number(), notOpen: v.array(v.string()) });
export type Alert = v.InferOutput<typeof alerts>['items'][number];

const outcome = v.picklist(['reversed', 'other-reason', 'person-decided', 'nothing-left', 'changed-meanwhile']);
export type UndoOutcome = v.InferOutput<typeof outcome>;
const undoCounts = {
  effects: v.number(),
  verdicts: v.number(),
  plugins: v.number(),
  unreadable: v.number(),
  outcomes: v.record(v.string(), v.number()),
};
const undoneLabels = v.array(
  v.object({ entityType: v.string(), entityId: v.string(), label: v.string(), outcome, effects: v.number() }),
);
const forecast = v.object({ ...undoCounts, labels: undoneLabels, complete: v.boolean() });
export type Forecast = v.InferOutput<typeof forecast>;

const batch = v.object({
  ...undoCounts,
  id: v.string(),
  scope: v.variant('of', [
    v.object({ of: v.literal('rule'), rule: v.string(), version: maybeText }),
    v.object({ of: v.literal('ruleset'), hash: v.string() }),
    v.object({ of: v.literal('person'), person: v.string() }),
  ]),
  from: v.string(),
  to: v.string(),
  by: v.string(),
  reason: v.string(),
  at: v.string(),
  state: v.picklist(['running', 'done', 'cancelled']),
  progress: v.number(),
});
export type UndoBatch = v.InferOutput<typeof batch>;

/** Often enough that nobody works on for long under a halt without knowing. */
const pollMillis = 5_000;

export const brakesQuery = queryOptions({
  queryKey: ['brakes', 'state'],
  queryFn: ({ signal }) => get(brakes, '/v1/brakes', signal),
  refetchInterval: pollMillis,
});

export function heldQuery(rule: string) {
  return infiniteQueryOptions({
    queryKey: ['brakes', 'held', rule],
    queryFn: ({ pageParam, signal }) =>
      get(heldPage, address('/v1/brakes/held', { limit: 20, rule, cursor: pageParam }), signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: pollMillis,
  });
}

export const alertsQuery = (state: 'open' | 'all') =>
  queryOptions({
    queryKey: ['brakes', 'alerts', state],
    queryFn: ({ signal }) => get(alerts, address('/v1/brakes/alerts', { limit: 50, state }), signal),
    placeholderData: keepPreviousData,
    refetchInterval: pollMillis,
  });

export const undoQuery = queryOptions({
  queryKey: ['brakes', 'undo'],
  queryFn: ({ signal }) => get(v.object({ items: v.array(batch) }), '/v1/undo', signal),
  // A batch that runs is watched.
  refetchInterval: ({ state }) =>
    state.data?.items.some((item) => item.state === 'running') === true ? 500 : pollMillis,
});

/** After a change, everything about brakes is asked again. */
export async function refreshBrakes(queries: QueryClient): Promise<void> {
  await queries.invalidateQueries({ queryKey: ['brakes'] });
}

export type HeldSelection = { readonly ids: readonly string[] } | { readonly rule: string; readonly cause: HoldCause };

export async function settleHeld(how: 'release' | 'drop', selection: HeldSelection, reason: string): Promise<number> {
  return (await send(settled, 'POST', `/v1/brakes/held/${how}`, { ...selection, reason })).settled;
}

/** Returns how many were open. */
export async function acknowledgeAlerts(which: readonly string[] | 'all', reason: string): Promise<number> {
  const body = which === 'all' ? { all: true, reason } : { ids: which, reason };
  return (await send(acknowledged, 'POST', '/v1/brakes/alerts/acknowledge', body)).acknowledged;
}

/** A change that is answered with what it was about. */
export async function changeBrakes(
  what: 'halt' | 'resume' | 'reset' | 'protect' | 'unprotect' | 'caps' | 'caps/unset',
  body: Readonly<Record<string, unknown>>,
): Promise<void> {
  await send(v.unknown(), 'POST', `/v1/brakes/${what}`, body);
}

export interface UndoScope {
  readonly rule: string;
  readonly version?: string;
  readonly from: string;
  readonly to: string;
}

export function forecastUndo(scope: UndoScope): Promise<Forecast> {
  return send(forecast, 'POST', '/v1/undo/forecast', scope);
}

export function beginUndo(scope: UndoScope, reason: string): Promise<UndoBatch> {
  return send(batch, 'POST', '/v1/undo', { ...scope, reason });
}
