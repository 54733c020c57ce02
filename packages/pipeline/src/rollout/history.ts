/** What a ledger keeps of the past: plain data that checkpoints hold and people read. */
import type { RolloutAction, RolloutState, StateSetting } from '../control/rollout-entries.ts';

/** The state of one rule, and who put it there. */
export interface RuleRecord extends StateSetting {
  readonly rule: string;
  /** The rule's version at that time; '' where nobody knew it. */
  readonly version: string;
  /** A person, or `files`. */
  readonly by: string;
  /** Those who approved it, where somebody had to. */
  readonly approvedBy: string | null;
  readonly reason: string;
  /** By the clock. */
  readonly atMillis: number;
  readonly position: number;
}

/** One activation of a ruleset. */
export interface VersionRecord {
  readonly hash: string;
  readonly position: number;
  readonly atMillis: number;
  readonly by: string;
  readonly approvedBy: string | null;
  readonly reason: string;
  readonly rules: number;
  /** See `Activation`. */
  readonly pinnedOver: string | null;
  readonly fromCandidate: boolean;
}

export interface CandidateRecord {
  readonly hash: string;
  readonly state: Extract<RolloutState, 'shadow' | 'canary'>;
  readonly percent: number | null;
  /** Since it has been evaluated. */
  readonly position: number;
  readonly startedAtMillis: number;
  readonly counters: 'fork' | 'empty';
  readonly by: string;
  readonly approvedBy: string | null;
  readonly reason: string;
  readonly atMillis: number;
}

export interface Approval {
  readonly by: string;
  readonly reason: string;
  readonly atMillis: number;
}

export interface ProposalRecord {
  /** Its position in the journal. */
  readonly id: number;
  readonly action: RolloutAction;
  readonly by: string;
  readonly reason: string;
  readonly atMillis: number;
  /** `void`: what it was about has gone meanwhile. */
  readonly status: 'open' | 'approved' | 'rejected' | 'void';
  /** People who have to approve it, none of them its author: two where a program made it, which stands for nobody. */
  readonly approvalsNeeded: number;
  readonly approvals: readonly Approval[];
  readonly rejectedBy: string | null;
  readonly rejectedReason: string | null;
  readonly decidedAtMillis: number | null;
}

/** The whole of a ledger as it is saved. */
export interface SavedLedger {
  readonly form: 1;
  readonly rules: readonly RuleRecord[];
  readonly history: readonly RuleRecord[];
  readonly versions: readonly VersionRecord[];
  readonly proposals: readonly ProposalRecord[];
  readonly candidate: CandidateRecord | null;
  /** Of the ruleset in force: versions of its rules, and what its files declare of them. */
  readonly ruleVersions: readonly (readonly [string, string])[];
  readonly declared: readonly (readonly [string, StateSetting])[];
}

/** Written by `RolloutLedger.save` and checksummed with the checkpoint; the form tells older programs that they do not know it. */
export function isSavedLedger(value: unknown): value is SavedLedger {
  return typeof value === 'object' && value !== null && 'form' in value && value.form === 1;
}
