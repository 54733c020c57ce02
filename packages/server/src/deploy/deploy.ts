/**
 * Putting a draft in force: its files are written to the rules' directory and activated, with who and why.
 *
 * - D1 What is put in force is exactly what was looked at: the files in force with the draft's changes.
 * - D2 A file that somebody else has changed since the draft took it is a conflict; nothing is written then.
 * - D3 The files of the directory are those in force before and after; a crash in between leaves one or the other (write-files.ts).
 * - D4 It reaches no further than states of rules let one person go: what cannot be taken back goes through shadow (rollout/staging.ts).
 */
import type { Ruleset } from '@lapwing/sml';
import { loadRulesetDirectory } from '@lapwing/sml/load';
import { applyOverlay, type FilesByPath, isTestPath } from '../authoring/overlay.ts';
import { irreversibleNews, startCandidate } from '../rollout/staging.ts';
import { compiler } from '../system/rules.ts';
import type { System } from '../system/system.ts';
import { placeOf, readTests, unwritable } from './directory.ts';
import { type FileChange, writeFilesAsOne } from './write-files.ts';

export interface ChangedFile {
  readonly path: string;
  /** Null: the file goes. */
  readonly text: string | null;
  /** What the author began with; null where there was no such file. */
  readonly base: string | null;
}

export interface Deployment {
  readonly files: readonly ChangedFile[];
  readonly by: string;
  readonly reason: string;
}

export interface Deployed {
  readonly hash: string;
  /** Journal position from which it decides. */
  readonly position: number;
  /** False where nothing of the rules changed: tests alone, say. */
  readonly activated: boolean;
}

export type DeployRefusalKind = 'unwritable' | 'conflict' | 'pending-edit' | 'invalid' | 'nothing' | 'second-person';

export class DeployRefused extends Error {
  override readonly name = 'DeployRefused';
  readonly kind: DeployRefusalKind;
  /** Paths, or the rendered diagnostics. */
  readonly errors: readonly string[];
  constructor(kind: DeployRefusalKind, message: string, errors: readonly string[] = []) {
    super(message);
    this.kind = kind;
    this.errors = errors;
  }
}

/** Throws a DeployRefused, or what the disk or the journal throws. */
export function deploy(system: System, { files, by, reason }: Deployment): Promise<Deployed> {
  const { pipeline, rules, dataDirectory } = system;
  const { rulesDirectory } = system.config;
  return rules.exclusively(async () => {
    const reasonNot = await unwritable(rulesDirectory);
    if (reasonNot !== null) throw new DeployRefused('unwritable', reasonNot);
    const { ruleset } = activeOf(system);
    const tests = await readTests(rulesDirectory);
    const held: FilesByPath = { ...(await filesHeld(system)), ...tests };
    const before: FilesByPath = { ...(await pipeline.rulesetFiles(ruleset.program.hash)), ...tests };
    const after = changed(files, before);
    const compiled = compileOf(system, after);
    refuseUnseen(system, ruleset, compiled);
    const changes = changesBetween(held, after);
    await writeFilesAsOne(dataDirectory, await placed(rulesDirectory, changes));
    const activated = compiled.program.hash !== ruleset.program.hash;
    rules.filesHash = compiled.program.hash;
    rules.refused = null;
    await pipeline.activate(compiled, withoutTests(after), by, reason);
    return { hash: compiled.program.hash, position: activeOf(system).position, activated };
  });
}

/** Evaluate a draft on every event beside the rules in force. Nothing is written. Throws a DeployRefused or a RolloutError. */
export async function deployInShadow(system: System, { files, by, reason }: Deployment): Promise<string> {
  const { hash } = activeOf(system).ruleset.program;
  const present = await system.pipeline.rulesetFiles(hash);
  const after = changed(
    files.filter(({ path }) => !isTestPath(path)),
    present,
  );
  const compiled = compileOf(system, after);
  await startCandidate(system, withoutTests(after), 'fork', by, reason);
  return compiled.program.hash;
}

function activeOf({ pipeline }: System) {
  if (pipeline.active === null) throw new DeployRefused('invalid', 'no ruleset is in force');
  return pipeline.active;
}

/**
 * What the directory holds, which is about to become what is in force and the draft. An edit there that was refused, or that is about
 * to be loaded, would be lost or slip in; one that a person has put another ruleset over is known, and kept with all rulesets.
 */
async function filesHeld({ config, pipeline, rules }: System): Promise<FilesByPath> {
  const present = await loadRulesetDirectory(config.rulesDirectory);
  const { hash } = pipeline.active?.ruleset.program ?? {};
  const passedOver =
    rules.pinnedOver === present.hash && (await pipeline.rulesetFiles(present.hash).catch(() => null)) !== null;
  if (present.hash === hash || passedOver) return Object.fromEntries(present.texts);
  throw new DeployRefused(
    'pending-edit',
    'the directory of the rules holds an edit that is not in force: mend or take back that one first',
  );
}

/** The files with the draft's changes. */
function changed(files: readonly ChangedFile[], before: FilesByPath): FilesByPath {
  const conflicts = conflictsOf(files, before);
  if (conflicts.length > 0) {
    throw new DeployRefused('conflict', 'somebody else has changed these files meanwhile', conflicts);
  }
  const changes = files.filter(({ path, text }) => text !== (before[path] ?? null));
  if (changes.length === 0) throw new DeployRefused('nothing', 'the draft is what is in force');
  return applyOverlay(before, Object.fromEntries(changes.map(({ path, text }) => [path, text])));
}

function compileOf({ registry }: System, files: FilesByPath): Ruleset {
  const compiled = compiler(registry)(withoutTests(files));
  if (compiled.ok) return compiled.ruleset;
  throw new DeployRefused('invalid', 'the draft does not compile', [compiled.diagnostics]);
}

/** What cannot be taken back needs two people, and a draft has one: as a candidate, it goes in force when somebody else approves. */
function refuseUnseen(system: System, before: Ruleset, after: Ruleset): void {
  const news = irreversibleNews(system, before, after);
  if (news.length === 0) return;
  const message =
    'it would do what cannot be taken back, which needs a second person: run it in shadow, and propose it from there';
  throw new DeployRefused('second-person', message, news);
}

const withoutTests = (files: FilesByPath): FilesByPath =>
  Object.fromEntries(Object.entries(files).filter(([path]) => !isTestPath(path)));

function changesBetween(
  held: FilesByPath,
  after: FilesByPath,
): { readonly path: string; readonly text: string | null }[] {
  const paths = [...new Set([...Object.keys(held), ...Object.keys(after)])].sort();
  return paths.filter((path) => held[path] !== after[path]).map((path) => ({ path, text: after[path] ?? null }));
}

/** Files whose text is no longer what the author began with; what is already as the author wants it is no conflict. */
export function conflictsOf(files: readonly ChangedFile[], present: FilesByPath): string[] {
  return files
    .filter(({ path, text, base }) => {
      const now = present[path] ?? null;
      return now !== base && now !== text;
    })
    .map(({ path }) => path);
}

async function placed(
  rulesDirectory: string,
  changes: readonly { readonly path: string; readonly text: string | null }[],
): Promise<FileChange[]> {
  const result: FileChange[] = [];
  for (const { path, text } of changes) {
    try {
      result.push({ file: await placeOf(rulesDirectory, path), text });
    } catch (error) {
      throw new DeployRefused('unwritable', error instanceof Error ? error.message : String(error));
    }
  }
  return result;
}
