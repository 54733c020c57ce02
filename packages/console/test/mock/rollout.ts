/** Rollouts of the mock platform: states that can be changed, a proposal of somebody else, a candidate, versions. */
import type { State } from '../../src/api/rollout.ts';
import { rules } from './ruleset.ts';

interface Said {
  rule: string;
  version: string;
  state: State;
  percent: number | null;
  setting: string;
  by: string;
  approvedBy: string | null;
  reason: string;
  at: string;
}

interface Proposal {
  id: number;
  kind: 'rule';
  rule: string;
  version: string;
  state: State;
  percent: number | null;
  setting: string;
  by: string;
  reason: string;
  at: string;
  status: 'open' | 'approved' | 'rejected';
  approvalsNeeded: number;
  approvals: { by: string; reason: string; at: string }[];
}

export interface RolloutAnswer {
  readonly status: number;
  readonly body: unknown;
}

const printed = (state: State, percent: number | null): string => (percent === null ? state : `${state}:${percent}%`);
const CANDIDATE = 'c4d1d47e0c4d1d47e0c4d1d47e0c4d1d47e0c4d1d47e0c4d1d47e0c4d1d47e00';
const EARLIER = 'ea51e500ea51e500ea51e500ea51e500ea51e500ea51e500ea51e500ea51e500';
const PATCH = `--- rules/spam.sml
+++ rules/spam.sml
@@ -4,5 +4,5 @@
 NewAccountBurst = Rule(
   when_all=[
-    PostsLastHour > 20,
+    PostsLastHour > 12,
     AccountAgeDays < 2,
   ],
`;

export class MockRollout {
  readonly #iso: (agoMillis: number) => string;
  readonly #me: string;
  #said: Said[] = [];
  #proposals: Proposal[] = [];
  #candidate: { state: State; percent: number | null } | null = { state: 'shadow', percent: null };
  #pinnedOver: string | null = null;
  #versions: { hash: string; by: string; reason: string; ago: number }[];
  #backtest: { startedAtMillis: number; asked: number } | null = null;

  constructor(endMillis: number, active: string, me: string) {
    this.#me = me;
    this.#iso = (ago) => new Date(endMillis - ago).toISOString();
    this.#versions = [
      { hash: active, by: 'files', reason: 'the files changed', ago: 7_200_000 },
      { hash: EARLIER, by: 'ana@lapwing.example', reason: 'fewer false alarms', ago: 90_000_000 },
    ];
    const [first, second] = rules;
    this.#put({
      ...setting('shadow', null),
      rule: second!.name,
      by: 'ana@lapwing.example',
      reason: 'new, let us see',
      ago: 3_600_000,
    });
    this.#propose(first!.name, 'canary', 10, 'ana@lapwing.example', 'precise enough');
  }

  get(path: readonly string[], query: URLSearchParams): unknown {
    switch (path.join('/')) {
      case 'rollout':
        return {
          rules: rules.map(({ name }) => this.#rule(name)),
          candidate: this.#candidateView(),
          proposals: this.#proposals,
          pinnedOver: this.#pinnedOver,
        };
      case 'rollout/history':
        return { items: this.#said.filter(({ rule }) => rule === query.get('rule')).toReversed() };
      case 'rollout/compare':
        return this.#comparison(query.get('of') ?? 'rules', query.get('rule'));
      case 'rollout/backtest':
        return { backtest: this.#newestBacktest() };
      case 'ruleset/versions':
        return {
          active: this.#versions[0]!.hash,
          pinnedOver: this.#pinnedOver,
          items: this.#versions.map(({ hash, by, reason, ago }, index) => ({
            hash,
            position: 9000 - index,
            at: this.#iso(ago),
            by,
            approvedBy: null,
            reason,
            rules: rules.length,
            pinnedOver: index === 0 ? this.#pinnedOver : null,
            fromCandidate: false,
          })),
        };
      case 'ruleset/diff':
        return {
          files: [{ path: 'rules/spam.sml', change: 'changed', patch: PATCH }],
          rules: [{ name: rules[0]!.name, change: 'changed', effectsAdded: ['verdict limit'], effectsRemoved: [] }],
        };
      default:
        return undefined;
    }
  }

  post(path: readonly string[], body: Record<string, unknown>): RolloutAnswer | undefined {
    const reason = String(body['reason'] ?? '');
    const where = path.join('/');
    if (where === 'rollout/backtest') {
      this.#backtest = { startedAtMillis: Date.parse(this.#iso(0)), asked: 0 };
      return { status: 202, body: {} };
    }
    if (reason.trim() === '' || reason === 'refuse this')
      return problem(409, 'say why: every change of a state has a reason');
    if (path[1] === 'rules') return this.#change(path[2] ?? '', body, reason);
    if (path[1] === 'proposals') return this.#decide(Number(path[2]), path[3] ?? '', reason);
    if (where === 'rollout/candidate/withdraw') {
      this.#candidate = null;
      return { status: 204, body: null };
    }
    if (where === 'rollout/candidate/state') {
      this.#candidate = body['state'] === 'live' ? null : settingOf(body);
      return { status: 200, body: { status: 'done' } };
    }
    if (where === 'ruleset/rollback') {
      this.#pinnedOver = this.#versions[0]!.hash;
      this.#versions = [{ hash: String(body['hash']), by: this.#me, reason, ago: 0 }, ...this.#versions];
      return { status: 200, body: {} };
    }
    if (where === 'ruleset/follow-files') {
      this.#versions = [{ hash: this.#pinnedOver!, by: this.#me, reason, ago: 0 }, ...this.#versions];
      this.#pinnedOver = null;
      return { status: 200, body: {} };
    }
    return undefined;
  }

  #change(rule: string, body: Record<string, unknown>, reason: string): RolloutAnswer {
    const { state, percent } = settingOf(body);
    const final = this.#rule(rule).irreversible.length > 0;
    if (final && (state === 'live' || state === 'canary')) {
      const proposal = this.#propose(rule, state, percent, this.#me, reason);
      return { status: 202, body: { status: 'proposed', proposal } };
    }
    this.#put({ ...setting(state, percent), rule, by: this.#me, reason, ago: 0 });
    return { status: 200, body: { status: 'done' } };
  }

  #decide(id: number, decision: string, reason: string): RolloutAnswer {
    const proposal = this.#proposals.find((known) => known.id === id)!;
    proposal.status = decision === 'approve' ? 'approved' : 'rejected';
    if (decision === 'approve') {
      const { rule, state, percent, by } = proposal;
      this.#put({ ...setting(state, percent), rule, by, reason: proposal.reason, ago: 0, approvedBy: this.#me });
      proposal.approvals.push({ by: this.#me, reason, at: this.#iso(0) });
    }
    return { status: 200, body: proposal };
  }

  #put(given: {
    rule: string;
    state: State;
    percent: number | null;
    setting: string;
    by: string;
    reason: string;
    ago: number;
    approvedBy?: string;
  }): void {
    const { ago, approvedBy = null, ...rest } = given;
    this.#said.push({ ...rest, approvedBy, version: 'v1', at: this.#iso(ago - this.#said.length) });
  }

  #propose(rule: string, state: State, percent: number | null, by: string, reason: string): Proposal {
    const proposal: Proposal = {
      id: 100 + this.#proposals.length,
      kind: 'rule',
      rule,
      version: 'v1',
      ...setting(state, percent),
      by,
      reason,
      at: this.#iso(600_000),
      status: 'open',
      approvalsNeeded: 1,
      approvals: [],
    };
    this.#proposals.push(proposal);
    return proposal;
  }

  #rule(name: string) {
    const said = this.#said.findLast(({ rule }) => rule === name) ?? null;
    const { state, percent } = said ?? { state: 'live' as const, percent: null };
    const final = name === rules[0]!.name || name === rules[1]!.name;
    return {
      name,
      version: 'v1',
      ...setting(state, percent),
      effects: ['label +spammer', ...(final ? ['verdict ban'] : [])],
      irreversible: final ? ['verdict ban'] : [],
      said,
    };
  }

  #candidateView() {
    if (this.#candidate === null) return null;
    const { state, percent } = this.#candidate;
    const who = {
      by: 'ana@lapwing.example',
      approvedBy: null,
      reason: 'catch bursts sooner',
      at: this.#iso(5_400_000),
    };
    const since = { startedAt: this.#iso(5_400_000), counters: 'fork', rules: rules.length };
    return { hash: CANDIDATE, ...setting(state, percent), ...since, ...who };
  }

  #comparison(of: string, only: string | null) {
    const names = rules.map(({ name }) => name).filter((name) => only === null || name === only);
    const precision = { value: 0.882, low: 0.657, high: 0.967, judged: 17 };
    return {
      events: 4812,
      withHits: 61,
      notes: only === null ? [] : ['Only the newest 61 events with hits were compared.'],
      rules: names.map((rule, index) => ({
        rule,
        live: { hits: of === 'rules' ? 0 : 40, entities: 12, precision: null },
        shadow: { hits: 61 - index, entities: 23, precision: index < 2 ? precision : null },
        both: of === 'rules' ? 0 : 40 - index * 20,
        newlyAffected: {
          entities: 23 - index,
          samples: ['ann', 'bob', 'cid'].map((entityId, i) => ({
            entityType: 'User',
            entityId,
            outcome: i === 0 ? 'bad' : 'unknown',
            hits: 3 - i,
            eventId: `evt-${i + 1}`,
            time: this.#iso(60_000),
          })),
        },
        noLongerAffected: { entities: index, samples: [] },
      })),
    };
  }

  /** Runs for one question, then is there. */
  #newestBacktest() {
    if (this.#backtest === null) return null;
    const { startedAtMillis } = this.#backtest;
    const done = this.#backtest.asked++ > 0;
    return {
      startedBy: this.#me,
      startedAtMillis,
      endedAtMillis: done ? startedAtMillis + 2000 : null,
      share: done ? null : 0.4,
      error: null,
      report: done
        ? {
            events: 4812,
            rules: rules.map(({ name }) => ({
              name,
              candidate: { hits: 58, precision: { value: 0.9, low: 0.7, high: 0.97, judged: 20 } },
              baseline: null,
            })),
          }
        : null,
    };
  }
}

function setting(state: State, percent: number | null) {
  return { state, percent, setting: printed(state, percent) };
}

function settingOf(body: Record<string, unknown>): { state: State; percent: number | null } {
  const { state, percent } = body;
  return { state: state as State, percent: typeof percent === 'number' ? percent : null };
}

function problem(status: number, detail: string): RolloutAnswer {
  return { status, body: { type: 'about:blank', title: 'Conflict', status, detail } };
}
