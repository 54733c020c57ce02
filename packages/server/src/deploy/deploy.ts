/**
 * Putting a draft in force: its files are written to the rules' directory and activated, with who and why.
 *
 * - D1 What is put in force is exactly what was looked at: the files in force with the draft's changes.
 * - D2 A file that somebody else has changed since the draft took it is a conflict; nothing is written then.
 * - D3 The files of the directory are those in force before and after; a crash in between leaves one or the other (write-files.ts).
 */
import { loadRulesetDirectory } from '@lapwing/sml/load';
import { applyOverlay, type FilesByPath, isTestPath } from '../authoring/overlay.ts';
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

export type DeployRefusalKind = 'unwritable' | 'conflict' | 'pending-edit' | 'invalid' | 'nothing';

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
    const present = await loadRulesetDirectory(rulesDirectory);
    // An edit there that was refused, or that is about to be loaded, would go in force with the draft.
    if (present.hash !== pipeline.active?.ruleset.program.hash) {
      throw new DeployRefused(
        'pending-edit',
        'the directory of the rules holds an edit that is not in force: mend or take back that one first',
      );
    }
    const before: FilesByPath = { ...Object.fromEntries(present.texts), ...(await readTests(rulesDirectory)) };
    const conflicts = conflictsOf(files, before);
    if (conflicts.length > 0)
      throw new DeployRefused('conflict', 'somebody else has changed these files meanwhile', conflicts);
    const changes = files.filter(({ path, text }) => text !== (before[path] ?? null));
    if (changes.length === 0) throw new DeployRefused('nothing', 'the draft is what is in force');

    const after = applyOverlay(before, Object.fromEntries(changes.map(({ path, text }) => [path, text])));
    const rulesAfter = Object.fromEntries(Object.entries(after).filter(([path]) => !isTestPath(path)));
    const compiled = compiler(system.registry)(rulesAfter);
    if (!compiled.ok) throw new DeployRefused('invalid', 'the draft does not compile', [compiled.diagnostics]);
    await writeFilesAsOne(dataDirectory, await placed(rulesDirectory, changes));
    const activated = compiled.ruleset.program.hash !== pipeline.active?.ruleset.program.hash;
    await pipeline.activate(compiled.ruleset, rulesAfter, by, reason);
    rules.refused = null;
    return { hash: compiled.ruleset.program.hash, position: pipeline.active?.position ?? 0, activated };
  });
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

async function placed(rulesDirectory: string, changes: readonly ChangedFile[]): Promise<FileChange[]> {
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
