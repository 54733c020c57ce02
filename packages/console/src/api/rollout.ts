/** From draft to live: states of rules, proposals, the candidate, comparisons, and versions of the ruleset. */
import { type QueryClient, queryOptions } from '@tanstack/react-query';
import * as v from 'valibot';
import { address, get, send } from './client.ts';
import { nothing } from './types.ts';

const text = v.string();
const maybeText = v.nullable(v.string());
const number = v.number();
const strings = v.array(text);

export const states = ['draft', 'shadow', 'canary', 'live', 'disabled'] as const;
export type State = (typeof states)[number];
const setting = { state: v.picklist(states), percent: v.nullable(number), setting: text };

const said = v.object({
  rule: text,
  version: text,
  ...setting,
  by: text,
  approvedBy: maybeText,
  reason: text,
  at: text,
});

const stagedRule = v.object({
  name: text,
  version: text,
  ...setting,
  effects: strings,
  irreversible: strings,
  said: v.nullable(said),
});
export type StagedRule = v.InferOutput<typeof stagedRule>;

const candidate = v.object({
  hash: text,
  ...setting,
  startedAt: text,
  counters: text,
  rules: number,
  by: text,
  approvedBy: maybeText,
  reason: text,
  at: text,
});
export type Candidate = v.InferOutput<typeof candidate>;

const proposal = v.object({
  id: number,
  kind: v.picklist(['rule', 'candidate']),
  rule: v.optional(text),
  candidate: v.optional(text),
  ...setting,
  by: text,
  reason: text,
  at: text,
  status: v.picklist(['open', 'approved', 'rejected', 'void']),
  approvalsNeeded: number,
  approvals: v.array(v.object({ by: text, reason: text, at: text })),
});
export type Proposal = v.InferOutput<typeof proposal>;

const rollout = v.object({
  rules: v.array(stagedRule),
  candidate: v.nullable(candidate),
  proposals: v.array(proposal),
  pinnedOver: maybeText,
});

const precision = v.nullable(v.object({ value: number, low: number, high: number, judged: number }));
export type Precision = v.InferOutput<typeof precision>;
const figures = v.object({ hits: number, entities: number, precision });
const affected = v.object({
  entities: number,
  samples: v.array(
    v.object({ entityType: text, entityId: text, outcome: text, hits: number, eventId: text, time: text }),
  ),
});
const comparison = v.object({
  events: number,
  withHits: number,
  notes: strings,
  rules: v.array(
    v.object({
      rule: text,
      live: figures,
      shadow: figures,
      both: number,
      newlyAffected: affected,
      noLongerAffected: affected,
    }),
  ),
});
type Comparison = v.InferOutput<typeof comparison>;
export type RuleComparison = Comparison['rules'][number];

const backtest = v.object({
  startedBy: text,
  startedAtMillis: number,
  endedAtMillis: v.nullable(number),
  share: v.nullable(number),
  error: maybeText,
  report: v.nullable(
    v.object({
      events: number,
      rules: v.array(
        v.object({
          name: text,
          candidate: v.nullable(v.object({ hits: number, precision })),
          baseline: v.nullable(v.object({ hits: number })),
        }),
      ),
    }),
  ),
});
export type Backtest = v.InferOutput<typeof backtest>;

const change = v.object({ status: v.picklist(['done', 'proposed']), proposal: v.optional(proposal) });
export type Change = v.InferOutput<typeof change>;

const version = v.object({
  hash: text,
  position: number,
  at: text,
  by: text,
  approvedBy: maybeText,
  reason: text,
  rules: number,
  pinnedOver: maybeText,
  fromCandidate: v.boolean(),
});
export type Version = v.InferOutput<typeof version>;
const versions = v.object({ active: maybeText, pinnedOver: maybeText, items: v.array(version) });

const diff = v.object({
  files: v.array(v.object({ path: text, change: text, patch: text })),
  rules: v.array(
    v.object({
      name: text,
      change: v.picklist(['added', 'removed', 'changed']),
      effectsAdded: strings,
      effectsRemoved: strings,
    }),
  ),
});

export type Of = 'rules' | 'candidate';

export const rolloutQuery = queryOptions({
  queryKey: ['rollout', 'states'],
  queryFn: ({ signal }) => get(rollout, '/v1/rollout', signal),
  refetchInterval: 10_000,
});

export const historyQuery = (rule: string) =>
  queryOptions({
    queryKey: ['rollout', 'history', rule],
    queryFn: ({ signal }) => get(v.object({ items: v.array(said) }), address('/v1/rollout/history', { rule }), signal),
  });

export const comparisonQuery = (of: Of, rule?: string) =>
  queryOptions({
    queryKey: ['rollout', 'compare', of, rule ?? ''],
    queryFn: ({ signal }) => get(comparison, address('/v1/rollout/compare', { of, rule }), signal),
  });

/** How often a running backtest is asked for. */
const runningMillis = 1000;

export const backtestQuery = (of: Of) =>
  queryOptions({
    queryKey: ['rollout', 'backtest', of],
    queryFn: ({ signal }) =>
      get(v.object({ backtest: v.nullable(backtest) }), address('/v1/rollout/backtest', { of }), signal),
    refetchInterval: (query) => {
      const newest = query.state.data?.backtest ?? null;
      return newest !== null && newest.endedAtMillis === null ? runningMillis : false;
    },
  });

export const versionsQuery = queryOptions({
  queryKey: ['rollout', 'versions'],
  queryFn: ({ signal }) => get(versions, '/v1/ruleset/versions', signal),
  refetchInterval: 10_000,
});

export const diffQuery = (from: string, to: string) =>
  queryOptions({
    queryKey: ['ruleset-diff', from, to],
    queryFn: ({ signal }) => get(diff, address('/v1/ruleset/diff', { from, to }), signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

export interface StateRequest {
  readonly state: State;
  readonly percent: number | null;
  readonly reason: string;
}

export function putRule(rule: string, body: StateRequest): Promise<Change> {
  return send(change, 'POST', `/v1/rollout/rules/${encodeURIComponent(rule)}/state`, body);
}

export function putCandidate(hash: string, body: StateRequest): Promise<Change> {
  return send(change, 'POST', '/v1/rollout/candidate/state', { hash, ...body });
}

export function withdrawCandidate(reason: string): Promise<unknown> {
  return send(nothing, 'POST', '/v1/rollout/candidate/withdraw', { reason });
}

export function decideProposal(id: number, decision: 'approve' | 'reject', reason: string): Promise<Proposal> {
  return send(proposal, 'POST', `/v1/rollout/proposals/${id}/${decision}`, { reason });
}

export function beginBacktest(of: Of): Promise<unknown> {
  return send(nothing, 'POST', '/v1/rollout/backtest', { of });
}

export function rollBack(hash: string, reason: string): Promise<unknown> {
  return send(nothing, 'POST', '/v1/ruleset/rollback', { hash, reason });
}

export function followFiles(reason: string): Promise<unknown> {
  return send(nothing, 'POST', '/v1/ruleset/follow-files', { reason });
}

/** After a change, everything about the rules and their stages is asked again. */
export async function refreshRollout(queries: QueryClient): Promise<void> {
  await Promise.all([['rollout'], ['ruleset'], ['rules']].map((queryKey) => queries.invalidateQueries({ queryKey })));
}
