/**
 * The states of rules and of the candidate, and how they came about: a fold over the journal's control entries (P3).
 *
 * - R1 The newest word holds. A person's word is their entry; files speak when what they declare of a rule changes.
 * - R2 Nothing that needs a second person happens by the word of one: a proposal is done when enough others have approved it, once.
 * - R3 A rule of which nobody has said anything is live, unless the files say `new_rules: shadow` or `changed_rules: shadow`.
 */
import type { Ruleset } from '@lapwing/sml';
import type { Activation } from '../control/entries.ts';
import type { CandidateEntry, RolloutAction, RolloutEntry, StateSetting } from '../control/rollout-entries.ts';
import type { Fold } from '../run/folds.ts';
import { declaredOf } from './declared.ts';
import {
  type Approval,
  type CandidateRecord,
  isSavedLedger,
  type ProposalRecord,
  type RuleRecord,
  type SavedLedger,
  type VersionRecord,
} from './history.ts';
import { HISTORY_MAX, PROPOSALS_MAX, PROPOSALS_OPEN_MAX, RULES_REMEMBERED_MAX, VERSIONS_MAX } from './limits.ts';
import { LIVE, sameSetting } from './setting.ts';

/** Where an entry stands in the journal, and when it was written. */
export interface Place {
  readonly position: number;
  readonly atMillis: number;
}

type Who = Pick<RuleRecord, 'by' | 'approvedBy' | 'reason'>;

/** Why a change cannot be made; the message is for people. */
export class RolloutError extends Error {
  override readonly name = 'RolloutError';
}

export class RolloutLedger implements Fold {
  readonly name = 'rollout';
  readonly #rules = new Map<string, RuleRecord>();
  #history: RuleRecord[] = [];
  #versions: VersionRecord[] = [];
  #proposals: ProposalRecord[] = [];
  #candidate: CandidateRecord | null = null;
  #ruleVersions: ReadonlyMap<string, string> = new Map();
  #declared: ReadonlyMap<string, StateSetting> = new Map();
  /** Grows with every change of a state: what was derived from states has to be derived anew. */
  revision = 0;

  stateOf(rule: string): StateSetting {
    return this.#rules.get(rule) ?? LIVE;
  }

  /** Who put a rule into its state; null where nobody has said anything of it. */
  recordOf(rule: string): RuleRecord | null {
    return this.#rules.get(rule) ?? null;
  }

  /** Changes of states, newest first; of one rule or all. */
  history(rule?: string): readonly RuleRecord[] {
    return this.#history.filter((record) => rule === undefined || record.rule === rule).reverse();
  }

  /** Activations, newest first. */
  get versions(): readonly VersionRecord[] {
    return this.#versions.toReversed();
  }

  get candidate(): CandidateRecord | null {
    return this.#candidate;
  }

  /** Newest first. */
  get proposals(): readonly ProposalRecord[] {
    return this.#proposals.toReversed();
  }

  /** The hash of the files that are passed over, where a person put an earlier ruleset in force; else null. */
  get pinnedOver(): string | null {
    return this.#versions.at(-1)?.pinnedOver ?? null;
  }

  /** Throws a RolloutError where `apply` would change nothing because of what the entry says. To be asked before it is journaled. */
  check({ by, reason, change }: Pick<RolloutEntry, 'by' | 'reason' | 'change'>): void {
    if (reason.trim() === '') throw new RolloutError('say why: every change of a state has a reason');
    switch (change.kind) {
      case 'rule':
      case 'candidate':
        this.checkAction(change);
        break;
      case 'withdraw':
        this.#theCandidate(change.hash);
        break;
      case 'propose':
        this.checkAction(change.action);
        if (this.#proposals.filter(({ status }) => status === 'open').length >= PROPOSALS_OPEN_MAX) {
          throw new RolloutError(`${PROPOSALS_OPEN_MAX} proposals wait for approval: approve or reject some first`);
        }
        break;
      case 'approve': {
        const proposal = this.checkApproval(change.proposal, by);
        if (isLast(proposal) && proposal.action.state === 'live' && proposal.action.kind === 'candidate') {
          throw new RolloutError('the last approval of a candidate puts it in force');
        }
        break;
      }
      case 'reject':
        this.openProposal(change.proposal);
        break;
    }
  }

  /** Throws a RolloutError where this person cannot approve the proposal, or it cannot be done any more. */
  checkApproval(id: number, by: string): ProposalRecord {
    const proposal = this.openProposal(id);
    if (proposal.by === by) throw new RolloutError('a proposal is approved by somebody else than who made it');
    if (proposal.approvals.some((approval) => approval.by === by)) {
      throw new RolloutError('you have approved this already: it needs another person as well');
    }
    this.checkAction(proposal.action);
    return proposal;
  }

  /** Throws a RolloutError where an action is about a rule or candidate that is not there, or changes nothing. */
  checkAction(action: RolloutAction): void {
    if (action.kind === 'candidate') {
      const { state, percent } = this.#theCandidate(action.hash);
      if (sameSetting({ state, percent }, action)) throw new RolloutError('the candidate is in this state already');
      return;
    }
    const version = this.#ruleVersions.get(action.rule);
    if (version === undefined) throw new RolloutError(`there is no rule ${action.rule} in the ruleset in force`);
    if (version !== action.version) {
      throw new RolloutError(
        `${action.rule} has changed meanwhile: it was version ${action.version} and is ${version}`,
      );
    }
    if (sameSetting(this.stateOf(action.rule), action))
      throw new RolloutError(`${action.rule} is in this state already`);
  }

  openProposal(id: number): ProposalRecord {
    const proposal = this.#proposals.find((known) => known.id === id);
    if (proposal === undefined) throw new RolloutError(`there is no proposal ${id}`);
    if (proposal.status !== 'open') throw new RolloutError(`proposal ${id} is ${proposal.status} already`);
    return proposal;
  }

  /** Apply an entry. One that `check` refuses changes nothing, live and in a replay alike; the refusal is returned. */
  apply(entry: RolloutEntry, position: number): RolloutError | null {
    try {
      this.check(entry);
    } catch (error) {
      if (error instanceof RolloutError) return error;
      throw error;
    }
    const { by, reason, change, atMillis } = entry;
    const place: Place = { position, atMillis };
    switch (change.kind) {
      case 'rule':
      case 'candidate':
        this.#act(change, { by, approvedBy: null, reason }, place);
        break;
      case 'withdraw':
        this.#endCandidate();
        break;
      case 'propose': {
        const { action, approvalsNeeded } = change;
        const asked = { id: position, action, by, reason, atMillis, status: 'open' as const, approvalsNeeded };
        this.#proposals.push({
          ...asked,
          approvals: [],
          rejectedBy: null,
          rejectedReason: null,
          decidedAtMillis: null,
        });
        trim(this.#proposals, PROPOSALS_MAX);
        break;
      }
      case 'approve': {
        const approved = this.#approve(change.proposal, { by, reason, atMillis });
        if (approved.status !== 'approved') break;
        const who = { by: approved.by, approvedBy: approversOf(approved), reason: approved.reason };
        this.#act(approved.action, who, place);
        break;
      }
      case 'reject':
        this.#replace(change.proposal, (proposal) => ({
          ...proposal,
          status: 'rejected',
          rejectedBy: by,
          rejectedReason: reason,
          decidedAtMillis: atMillis,
        }));
        break;
    }
    this.revision++;
    return null;
  }

  /** A candidate begins. Replaces one that was there. */
  startCandidate({ hash, by, reason, counters, atMillis }: CandidateEntry, position: number): void {
    this.#endCandidate();
    const who = { by, approvedBy: null, reason, atMillis };
    this.#candidate = { hash, state: 'shadow', percent: null, position, startedAtMillis: atMillis, counters, ...who };
    this.revision++;
  }

  /** A ruleset is in force behind `place`. */
  activate(ruleset: Ruleset, entry: Activation, { position, atMillis }: Place): void {
    const place: Place = { position, atMillis };
    const declared = declaredOf(ruleset);
    const before = this.#ruleVersions;
    // What a person put in force on purpose is not made to start over.
    const deliberate = entry.pinnedOver !== undefined || entry.fromCandidate === true;
    for (const { name, version } of ruleset.rules) {
      const said = declared.rules.get(name);
      const saidBefore = this.#declared.get(name);
      const byFiles = (setting: StateSetting, reason: string) =>
        this.#set(name, version, setting, { by: 'files', approvedBy: null, reason }, place);
      if (said !== undefined) {
        if (saidBefore === undefined || !sameSetting(said, saidBefore)) byFiles(said, said.reason || entry.reason);
      } else if (saidBefore !== undefined) byFiles(LIVE, 'the files say nothing of it any more');
      else if (deliberate) continue;
      else if (!before.has(name)) {
        if (declared.newRules === 'shadow' && !this.#rules.has(name)) {
          byFiles({ state: 'shadow', percent: null }, 'a new rule begins in shadow');
        }
      } else if (
        before.get(name) !== version &&
        declared.changedRules === 'shadow' &&
        this.stateOf(name).state === 'live'
      ) {
        byFiles({ state: 'shadow', percent: null }, 'a rule that was changed begins in shadow');
      }
    }
    this.#declared = new Map([...declared.rules].map(([name, { state, percent }]) => [name, { state, percent }]));
    this.#ruleVersions = new Map(ruleset.rules.map(({ name, version }) => [name, version]));
    const { hash, by, reason, pinnedOver = null, fromCandidate = false, approves } = entry;
    const open = this.#proposals.find(({ id, status }) => id === approves && status === 'open');
    const proposal = open === undefined ? null : this.#approve(open.id, { by, reason, atMillis });
    const who =
      proposal === null
        ? { by, approvedBy: null, reason }
        : { by: proposal.by, approvedBy: approversOf(proposal), reason: proposal.reason };
    this.#versions.push({ hash, ...place, ...who, rules: ruleset.rules.length, pinnedOver, fromCandidate });
    trim(this.#versions, VERSIONS_MAX);
    // A candidate that is in force by now has nothing to be compared with.
    if (this.#candidate?.hash === hash) this.#endCandidate();
    this.#voidWhatIsGone(atMillis);
    this.#forgetGoneRules();
    this.revision++;
  }

  save(): SavedLedger {
    return {
      form: 1,
      rules: [...this.#rules.values()],
      history: this.#history,
      versions: this.#versions,
      proposals: this.#proposals,
      candidate: this.#candidate,
      ruleVersions: [...this.#ruleVersions],
      declared: [...this.#declared],
    };
  }

  load(saved: unknown): void {
    if (!isSavedLedger(saved)) throw new TypeError('the state of rollouts is of no known form');
    this.#rules.clear();
    for (const record of saved.rules) this.#rules.set(record.rule, record);
    this.#history = [...saved.history];
    this.#versions = [...saved.versions];
    this.#proposals = [...saved.proposals];
    this.#candidate = saved.candidate;
    this.#ruleVersions = new Map(saved.ruleVersions);
    this.#declared = new Map(saved.declared);
    this.revision++;
  }

  #act(action: RolloutAction, who: Who, place: Place): void {
    if (action.kind === 'rule') {
      const { rule, version, state, percent } = action;
      this.#set(rule, version, { state, percent }, who, place);
    } else if (action.state !== 'live') {
      const { state, percent } = action;
      this.#candidate = { ...this.#theCandidate(action.hash), state, percent, ...who, atMillis: place.atMillis };
    }
  }

  #set(rule: string, version: string, { state, percent }: StateSetting, who: Who, { position, atMillis }: Place): void {
    const record: RuleRecord = { rule, version, state, percent, ...who, atMillis, position };
    // The rule that was spoken of last comes last.
    this.#rules.delete(rule);
    this.#rules.set(rule, record);
    this.#history.push(record);
    trim(this.#history, HISTORY_MAX);
  }

  #theCandidate(hash: string): CandidateRecord {
    if (this.#candidate?.hash === hash) return this.#candidate;
    throw new RolloutError(`${hash} is not the candidate`);
  }

  #endCandidate(): void {
    const ended = this.#candidate;
    this.#candidate = null;
    if (ended === null) return;
    this.#proposals = this.#proposals.map((proposal) =>
      proposal.status === 'open' && proposal.action.kind === 'candidate' ? { ...proposal, status: 'void' } : proposal,
    );
  }

  /** The proposal with one more approval; the last one needed approves it. */
  #approve(id: number, approval: Approval): ProposalRecord {
    return this.#replace(id, (proposal) => {
      const approvals = [...proposal.approvals, approval];
      if (approvals.length < proposal.approvalsNeeded) return { ...proposal, approvals };
      return { ...proposal, approvals, status: 'approved', decidedAtMillis: approval.atMillis };
    });
  }

  #replace(id: number, change: (proposal: ProposalRecord) => ProposalRecord): ProposalRecord {
    const index = this.#proposals.findIndex((proposal) => proposal.id === id);
    const changed = change(this.#proposals[index]!);
    this.#proposals = this.#proposals.with(index, changed);
    return changed;
  }

  /** Proposals about a version of a rule that is not in force any more. */
  #voidWhatIsGone(atMillis: number): void {
    this.#proposals = this.#proposals.map((proposal) => {
      const { action, status } = proposal;
      if (status !== 'open' || action.kind !== 'rule') return proposal;
      if (this.#ruleVersions.get(action.rule) === action.version) return proposal;
      return { ...proposal, status: 'void', decidedAtMillis: atMillis };
    });
  }

  #forgetGoneRules(): void {
    for (const rule of this.#rules.keys()) {
      if (this.#rules.size <= RULES_REMEMBERED_MAX) return;
      if (!this.#ruleVersions.has(rule)) this.#rules.delete(rule);
    }
  }
}

/** Whether one more approval is enough. */
export const isLast = ({ approvals, approvalsNeeded }: ProposalRecord): boolean =>
  approvals.length + 1 >= approvalsNeeded;

const approversOf = ({ approvals }: ProposalRecord): string => approvals.map(({ by }) => by).join(', ');

/** Drop the oldest. */
function trim(items: unknown[], most: number): void {
  if (items.length > most) items.splice(0, items.length - most);
}
