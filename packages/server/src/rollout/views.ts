/** States, proposals and versions as the API shows them. */
import {
  type CandidateRecord,
  type ProposalRecord,
  printSetting,
  type RolloutAction,
  type RuleRecord,
  type StateSetting,
  type VersionRecord,
} from '@lapwing/pipeline';
import type { System } from '../system/system.ts';
import { describeRules } from './rule-effects.ts';
import { inForce } from './staging.ts';

const iso = (millis: number) => new Date(millis).toISOString();

const settingView = ({ state, percent }: StateSetting) => ({
  state,
  percent,
  setting: printSetting({ state, percent }),
});

/** Every rule in force with its state, and what it does. */
export function rulesView(system: System) {
  const { ruleset } = inForce(system);
  const { rollout } = system.pipeline;
  const effects = describeRules(ruleset, system.config.irreversible);
  return ruleset.rules.map(({ name, version }) => ({
    name,
    version,
    ...settingView(rollout.stateOf(name)),
    ...effects.get(name)!,
    said: recordView(rollout.recordOf(name)),
  }));
}

export function recordView(record: RuleRecord | null) {
  if (record === null) return null;
  const { rule, version, by, approvedBy, reason, atMillis, position } = record;
  return { rule, version, ...settingView(record), by, approvedBy, reason, at: iso(atMillis), position };
}

export function candidateView(record: CandidateRecord | null, rules: number) {
  if (record === null) return null;
  const { hash, position, startedAtMillis, counters, by, approvedBy, reason, atMillis } = record;
  const since = { position, startedAt: iso(startedAtMillis) };
  return { hash, ...settingView(record), ...since, counters, rules, by, approvedBy, reason, at: iso(atMillis) };
}

export function proposalView(proposal: ProposalRecord) {
  const { id, action, by, reason, atMillis, status, approvalsNeeded, rejectedBy, rejectedReason } = proposal;
  return {
    id,
    ...actionView(action),
    by,
    reason,
    at: iso(atMillis),
    status,
    approvalsNeeded,
    approvals: proposal.approvals.map((approval) => ({
      by: approval.by,
      reason: approval.reason,
      at: iso(approval.atMillis),
    })),
    rejectedBy,
    rejectedReason,
    decidedAt: proposal.decidedAtMillis === null ? null : iso(proposal.decidedAtMillis),
  };
}

function actionView(action: RolloutAction) {
  const { kind, state, percent } = action;
  const what = kind === 'rule' ? { rule: action.rule, version: action.version } : { candidate: action.hash };
  return { kind, ...what, ...settingView({ state, percent }) };
}

export function versionView({
  hash,
  position,
  atMillis,
  by,
  approvedBy,
  reason,
  rules,
  pinnedOver,
  fromCandidate,
}: VersionRecord) {
  return { hash, position, at: iso(atMillis), by, approvedBy, reason, rules, pinnedOver, fromCandidate };
}
