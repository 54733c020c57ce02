/** Versions of the ruleset: what differs between two of them, and one of them put back in force. */
import { RolloutError, type RulesetFilesByPath } from '@lapwing/pipeline';
import type { Ruleset } from '@lapwing/sml';
import { createTwoFilesPatch } from 'diff';
import type { System } from '../system/system.ts';
import { PATCH_EDITS_MAX } from './limits.ts';
import { describeRules } from './rule-effects.ts';
import { inForce } from './staging.ts';

export interface RulesetDiff {
  readonly from: string;
  readonly to: string;
  readonly files: readonly FileDiff[];
  readonly rules: readonly RuleDiff[];
}

interface FileDiff {
  readonly path: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** As `diff -u` prints it. */
  readonly patch: string;
}

interface RuleDiff {
  readonly name: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly description: string;
  /** Effects that come and go with it, in words. */
  readonly effectsAdded: readonly string[];
  readonly effectsRemoved: readonly string[];
}

/** Lines around a change. */
const CONTEXT_LINES = 3;

/** A version by its hash or the beginning of it: one that was in force, or the candidate. Throws a RolloutError where there is not one such. */
export function findVersion({ pipeline }: System, prefix: string): string {
  const { candidate, versions } = pipeline.rollout;
  return oneOf([...versions, ...(candidate === null ? [] : [candidate])], prefix);
}

/** … one that was in force. A candidate has never been: it goes in force by its states, which may need a second person. */
export function findEarlierVersion({ pipeline }: System, prefix: string): string {
  return oneOf(pipeline.rollout.versions, prefix);
}

function oneOf(versions: readonly { readonly hash: string }[], prefix: string): string {
  const hashes = [...new Set(versions.map(({ hash }) => hash))];
  const found = prefix === '' ? [] : hashes.filter((hash) => hash.startsWith(prefix));
  if (found.length === 1) return found[0]!;
  if (found.length > 1) throw new RolloutError(`${prefix} is the beginning of ${found.length} versions`);
  throw new RolloutError(`${prefix} is no version that was in force here`);
}

/** The version that was in force before the one that is; a RolloutError where there was none. */
export function previousVersion({ pipeline }: System): string {
  const now = pipeline.active?.ruleset.program.hash;
  const before = pipeline.rollout.versions.find(({ hash }) => hash !== now);
  if (before === undefined) throw new RolloutError('no other version was in force before');
  return before.hash;
}

export async function diffVersions(system: System, from: string, to: string): Promise<RulesetDiff> {
  const { pipeline } = system;
  const [before, after] = [await pipeline.rulesetFiles(from), await pipeline.rulesetFiles(to)];
  const [old, young] = [await pipeline.rulesetByHash(from), await pipeline.rulesetByHash(to)];
  return { from, to, files: diffFiles(before, after), rules: diffRules(system, old, young) };
}

function diffFiles(before: RulesetFilesByPath, after: RulesetFilesByPath): FileDiff[] {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return paths.flatMap((path): FileDiff[] => {
    const [old, young] = [before[path], after[path]];
    if (old === young) return [];
    const change = old === undefined ? 'added' : young === undefined ? 'removed' : 'changed';
    const name = (text: string | undefined) => (text === undefined ? '/dev/null' : path);
    const patch = createTwoFilesPatch(name(old), name(young), old ?? '', young ?? '', undefined, undefined, {
      context: CONTEXT_LINES,
      headerOptions: { includeIndex: false, includeUnderline: false, includeFileHeaders: true },
      maxEditLength: PATCH_EDITS_MAX,
    });
    return [{ path, change, patch: patch ?? tooLong(path, old, young) }];
  });
}

function tooLong(path: string, old = '', young = ''): string {
  const lines = (text: string) => (text.match(/^./gm)?.length ?? 0).toLocaleString('en');
  return `--- ${path}\n+++ ${path}\n(${lines(old)} lines before, ${lines(young)} now: they differ too much to be listed)\n`;
}

function diffRules(system: System, before: Ruleset, after: Ruleset): RuleDiff[] {
  const rulesOf = (ruleset: Ruleset) => new Map(ruleset.rules.map((rule) => [rule.name, rule]));
  const [old, young] = [rulesOf(before), rulesOf(after)];
  const { irreversible } = system.config;
  const [oldEffects, youngEffects] = [describeRules(before, irreversible), describeRules(after, irreversible)];
  return [...new Set([...old.keys(), ...young.keys()])].sort().flatMap((name): RuleDiff[] => {
    const [was, is] = [old.get(name), young.get(name)];
    const [did, does] = [oldEffects.get(name)?.effects ?? [], youngEffects.get(name)?.effects ?? []];
    const effectsAdded = does.filter((effect) => !did.includes(effect));
    const effectsRemoved = did.filter((effect) => !does.includes(effect));
    // What a rule does stands outside of it, so its version does not tell.
    const same = was?.version === is?.version && effectsAdded.length === 0 && effectsRemoved.length === 0;
    if (same) return [];
    const change = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed';
    return [{ name, change, description: (is ?? was)!.description, effectsAdded, effectsRemoved }];
  });
}

/**
 * Put a version back in force. Where the files on disk say otherwise, it is pinned over them: they are passed over until they
 * change, or until somebody has them followed again. Throws a RolloutError where it is in force already.
 */
export async function rollBack(
  system: System,
  hash: string,
  by: string,
  reason: string,
): Promise<{ readonly pinned: boolean }> {
  const { pipeline, rules } = system;
  if (reason.trim() === '') throw new RolloutError('say why: every change of the rules in force has a reason');
  if (inForce(system).ruleset.program.hash === hash) throw new RolloutError('this version is in force already');
  const ruleset = await pipeline.rulesetByHash(hash);
  const pinned = rules.filesHash !== null && rules.filesHash !== hash;
  const how = pinned && rules.filesHash !== null ? { pinnedOver: rules.filesHash } : {};
  await pipeline.activate(ruleset, await pipeline.rulesetFiles(hash), by, reason, how);
  return { pinned };
}

/** Put what the files say in force again. Throws a RulesError where they do not compile, a RolloutError where they are in force. */
export async function followFiles(system: System, by: string, reason: string): Promise<void> {
  if (reason.trim() === '') throw new RolloutError('say why: every change of the rules in force has a reason');
  if (system.rules.pinnedOver === null) throw new RolloutError('the files are followed already');
  await system.rules.load(reason, by);
}
