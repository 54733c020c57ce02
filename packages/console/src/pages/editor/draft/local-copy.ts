/** Unsaved work, kept in this browser so that a reload, a crash or an ended session loses nothing. */
import * as v from 'valibot';
import type { ChangedFile } from '../../../api/authoring-types.ts';

const schema = v.object({
  at: v.string(),
  /** Revision of the draft that the work began with; 0 for one that was never saved. */
  revision: v.number(),
  files: v.array(v.object({ path: v.string(), text: v.nullable(v.string()), base: v.nullable(v.string()) })),
});
export type LocalCopy = v.InferOutput<typeof schema>;

const keyOf = (draftId: string | null): string => `lapwing.editor.${draftId ?? 'new'}`;

export function readLocalCopy(draftId: string | null): LocalCopy | null {
  try {
    const text = localStorage.getItem(keyOf(draftId));
    if (text === null) return null;
    const parsed = v.safeParse(schema, JSON.parse(text));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

/** False where the browser keeps nothing: storage may be full or forbidden. */
export function writeLocalCopy(draftId: string | null, revision: number, files: readonly ChangedFile[]): boolean {
  try {
    const copy: LocalCopy = { at: new Date().toISOString(), revision, files: [...files] };
    localStorage.setItem(keyOf(draftId), JSON.stringify(copy));
    return true;
  } catch {
    return false;
  }
}

export function dropLocalCopy(draftId: string | null): void {
  try {
    localStorage.removeItem(keyOf(draftId));
  } catch {
    // Where nothing may be stored, nothing is there.
  }
}
