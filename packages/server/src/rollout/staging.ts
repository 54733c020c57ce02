/**
 * Changes of states as people ask for them: done at once, or proposed where they make something act that cannot be taken back.
 *
 * - S1 More reach of irreversible effects needs two signed-in people: who proposes and who approves; a program counts as nobody.
 * - S2 Less reach never waits: stopping a rule is one person's word.
 */
import {
  isLast,
  LIVE,
  type ProposalRecord,
  type RolloutAction,
  RolloutError,
  type RulesetFilesByPath,
  reachOf,
  type StateSetting,
} from '@lapwing/pipeline';
import type { Ruleset } from '@lapwing/sml';
import { compiler } from '../system/rules.ts';
import type { System } from '../system/system.ts';
import { describeRules } from './rule-effects.ts';

/** Who asks. A program acts for whoever holds its key, so it counts as nobody where two people are needed. */
export interface Actor {
  readonly name: string;
  readonly isPerson: boolean;
}

export type Change =
  | { readonly status: 'done'; readonly position: number }
  | { readonly status: 'proposed'; readonly proposal: ProposalRecord; readonly irreversible: readonly string[] };

/** Throws a RolloutError where there is no such rule or nothing changes. */
export async function changeRule(
  system: System,
  rule: string,
  setting: StateSetting,
  { name: by, isPerson }: Actor,
  reason: string,
): Promise<Change> {
  const { ruleset } = inForce(system);
  const { rollout } = system.pipeline;
  const version = ruleset.rules.find(({ name }) => name === rule)?.version;
  if (version === undefined) throw new RolloutError(`there is no rule ${rule} in the ruleset in force`);
  const action: RolloutAction = { kind: 'rule', rule, version, ...setting };
  const irreversible = describeRules(ruleset, system.config.irreversible).get(rule)?.irreversible ?? [];
  if (irreversible.length === 0 || reachOf(setting) <= reachOf(rollout.stateOf(rule))) {
    return { status: 'done', position: await system.pipeline.changeRollout(by, reason, action) };
  }
  return propose(system, action, by, isPerson, reason, irreversible);
}

/** Throws a RolloutError where it is not the candidate or nothing changes. */
export async function changeCandidate(
  system: System,
  hash: string,
  { state, percent }: { readonly state: 'shadow' | 'canary' | 'live'; readonly percent: number | null },
  { name: by, isPerson }: Actor,
  reason: string,
): Promise<Change> {
  const { rollout } = system.pipeline;
  const action: RolloutAction = { kind: 'candidate', hash, state, percent };
  rollout.checkAction(action);
  if (reason.trim() === '') throw new RolloutError('say why: every change of a state has a reason');
  const now = rollout.candidate ?? LIVE;
  const irreversible = irreversibleNews(system, inForce(system).ruleset, await system.pipeline.rulesetByHash(hash));
  if (irreversible.length > 0 && reachOf(action) > reachOf(now)) {
    return propose(system, action, by, isPerson, reason, irreversible);
  }
  if (state === 'live') return { status: 'done', position: await putInForce(system, hash, by, reason, {}) };
  return { status: 'done', position: await system.pipeline.changeRollout(by, reason, action) };
}

async function propose(
  system: System,
  action: RolloutAction,
  by: string,
  isPerson: boolean,
  reason: string,
  irreversible: readonly string[],
): Promise<Change> {
  const approvalsNeeded = isPerson ? 1 : 2;
  const id = await system.pipeline.changeRollout(by, reason, { kind: 'propose', action, approvalsNeeded });
  return { status: 'proposed', proposal: system.pipeline.rollout.openProposal(id), irreversible };
}

/** Throws a RolloutError where this person cannot approve it. True where that was the last approval that it needed. */
export async function approve(system: System, id: number, by: string, reason: string): Promise<boolean> {
  const { rollout } = system.pipeline;
  if (reason.trim() === '') throw new RolloutError('say why: every change of a state has a reason');
  const proposal = rollout.checkApproval(id, by);
  const { action } = proposal;
  if (action.kind === 'candidate' && action.state === 'live' && isLast(proposal)) {
    await putInForce(system, action.hash, by, reason, { approves: id });
  } else await system.pipeline.changeRollout(by, reason, { kind: 'approve', proposal: id });
  return isLast(proposal);
}

/** Evaluate other rules on every event beside those in force. Throws a RolloutError with diagnostics where they do not compile. */
export async function startCandidate(
  system: System,
  files: RulesetFilesByPath,
  counters: 'fork' | 'empty',
  by: string,
  reason: string,
): Promise<Ruleset> {
  const compiled = compiler(system.registry)(files);
  if (!compiled.ok) throw new RolloutError(`the rules do not compile:\n${compiled.diagnostics}`);
  await system.pipeline.startCandidate(compiled.ruleset, files, { by, reason, counters });
  return compiled.ruleset;
}

/** A candidate in force, over the files where those say otherwise. */
async function putInForce(
  system: System,
  hash: string,
  by: string,
  reason: string,
  how: { readonly approves?: number },
): Promise<number> {
  const { pipeline, rules } = system;
  const ruleset = await pipeline.rulesetByHash(hash);
  const files = await pipeline.rulesetFiles(hash);
  const pinned = rules.filesHash === null || rules.filesHash === hash ? {} : { pinnedOver: rules.filesHash };
  await pipeline.activate(ruleset, files, by, reason, { fromCandidate: true, ...pinned, ...how });
  return inForce(system).position;
}

/** Irreversible effects of a ruleset that another one has not, or of rules that were changed: with their rules. */
export function irreversibleNews({ config }: System, before: Ruleset, after: Ruleset): readonly string[] {
  const versions = new Map(before.rules.map(({ name, version }) => [name, version]));
  const [did, does] = [describeRules(before, config.irreversible), describeRules(after, config.irreversible)];
  return after.rules.flatMap(({ name, version }) => {
    const known = did.get(name)?.irreversible ?? [];
    const all = does.get(name)?.irreversible ?? [];
    // A rule's version does not tell what it does: that stands outside of it.
    const news = versions.get(name) === version ? all.filter((effect) => !known.includes(effect)) : all;
    return news.length === 0 ? [] : [`${name}: ${news.join(', ')}`];
  });
}

export function inForce({ pipeline }: System): { readonly ruleset: Ruleset; readonly position: number } {
  const { active } = pipeline;
  if (active === null) throw new RolloutError('no ruleset is in force');
  return active;
}
