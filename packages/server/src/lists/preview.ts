/** What an import would do to a list: read line by line, without keeping decisions waiting. */
import {
  type ListEntry,
  ListError,
  type ListFormat,
  type ListImportMode,
  type ListStore,
  readEntries,
} from '@lapwing/memory';
import { pacer } from './pacing.ts';

/** Lines and entries that a preview shows; the counts cover all. */
const SHOWN = 100;
const SAMPLE = 20;
/** Lines between two looks at the clock. */
const LINES_A_LOOK = 64;

export interface ImportPreview {
  /** Entries of the file, without those that were said again later in it. */
  readonly entries: number;
  readonly repeated: number;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly unchanged: number;
  readonly invalid: number;
  readonly problems: readonly { readonly line: number; readonly problem: string }[];
  readonly samples: {
    readonly added: readonly string[];
    readonly changed: readonly string[];
    readonly removed: readonly string[];
  };
}

/** The entries are in normal form. Throws a ListError where the file is none of its format. */
export async function previewImport(
  lists: ListStore,
  list: string,
  mode: ListImportMode,
  format: ListFormat,
  text: string,
): Promise<{ readonly preview: ImportPreview; readonly entries: readonly ListEntry[] }> {
  const pause = pacer();
  const byValue = new Map<string, ListEntry>();
  const problems: { line: number; problem: string }[] = [];
  let invalid = 0;
  let read = 0;
  const refuse = (line: number, problem: string) => {
    invalid++;
    if (problems.length < SHOWN) problems.push({ line, problem });
  };
  for (const item of readEntries(text, format)) {
    if (++read % LINES_A_LOOK === 0) await pause();
    if ('problem' in item) {
      refuse(item.line, item.problem);
      continue;
    }
    try {
      const value = lists.normalize(list, item.entry.value);
      byValue.set(value, { ...item.entry, value });
    } catch (error) {
      if (!(error instanceof ListError)) throw error;
      refuse(item.line, error.message.replace(`${list}: `, ''));
    }
  }
  const tally = new Tally();
  let looked = 0;
  for (const entry of byValue.values()) {
    if (++looked % LINES_A_LOOK === 0) await pause();
    const before = lists.entry(list, entry.value);
    if (mode === 'remove') tally.note(before === null ? 'unchanged' : 'removed', entry.value);
    else if (before === null) tally.note('added', entry.value);
    else tally.note(isSame(before, entry) ? 'unchanged' : 'changed', entry.value);
  }
  if (mode === 'replace') {
    for (const { value } of lists.each(list)) {
      if (++looked % LINES_A_LOOK === 0) await pause();
      if (!byValue.has(value)) tally.note('removed', value);
    }
  }
  const { counts, samples } = tally;
  return {
    preview: { entries: byValue.size, repeated: read - invalid - byValue.size, ...counts, invalid, problems, samples },
    entries: [...byValue.values()],
  };
}

function isSame(a: ListEntry, b: ListEntry): boolean {
  return a.expiresAtMillis === b.expiresAtMillis && a.note === b.note;
}

type Fate = 'added' | 'changed' | 'removed' | 'unchanged';

class Tally {
  readonly counts = { added: 0, changed: 0, removed: 0, unchanged: 0 };
  readonly samples: Record<'added' | 'changed' | 'removed', string[]> = { added: [], changed: [], removed: [] };

  note(fate: Fate, value: string): void {
    this.counts[fate]++;
    if (fate !== 'unchanged' && this.samples[fate].length < SAMPLE) this.samples[fate].push(value);
  }
}
