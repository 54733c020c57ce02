/** One editing session: the buffer, what the server knows of the draft, saving, and the copy in this browser. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { createDraft, draftQuery, draftsQuery, saveDraft } from '../../../api/authoring.ts';
import type { ChangedFile, Draft, RulesetFiles } from '../../../api/authoring-types.ts';
import { DraftBuffer } from './buffer.ts';
import { dropLocalCopy, readLocalCopy, writeLocalCopy } from './local-copy.ts';

/** What the server knows of the draft; `id` is null until it was saved once. */
interface DraftHead {
  readonly id: string | null;
  readonly name: string;
  readonly description: string;
  readonly revision: number;
  readonly updatedBy: string | null;
  readonly updatedAt: string | null;
}

export interface Session {
  readonly buffer: DraftBuffer;
  readonly head: DraftHead;
  /** When the unsaved work that was found in this browser was written, or null. */
  readonly restoredAt: string | null;
  /** Hash of the ruleset whose files are the base. */
  readonly hash: string;
  /** False where this browser keeps no copy of unsaved work. */
  readonly kept: boolean;
  /** Save under a name; throws a Problem, of status 409 where somebody else saved it meanwhile. */
  save(name: string, description: string, asNew: boolean): Promise<Draft>;
  /** Throw away what the server does not have. */
  discard(): void;
  /** Work on from newer files in force. */
  rebase(files: RulesetFiles): void;
}

/** Typing has paused for this long: then the copy is written. */
const keepMillis = 300;

export function useSession(files: RulesetFiles, draft: Draft | null): Session {
  const queries = useQueryClient();
  const [opened] = useState(() => open(files, draft));
  const { buffer } = opened;
  const [head, setHead] = useState<DraftHead>(opened.head);
  const [restoredAt, setRestoredAt] = useState(opened.restoredAt);
  const [hash, setHash] = useState(files.hash);
  const [kept, setKept] = useState(true);
  const saved = useRef<readonly ChangedFile[]>(draft?.files ?? []);
  const latest = useRef(head);
  latest.current = head;
  useSyncExternalStore(buffer.subscribe, buffer.version);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const keep = (): void => {
      clearTimeout(timer);
      const { id, revision } = latest.current;
      if (buffer.dirty) setKept(writeLocalCopy(id, revision, buffer.changes()));
      else dropLocalCopy(id);
    };
    const stop = buffer.subscribe(() => {
      clearTimeout(timer);
      timer = setTimeout(keep, keepMillis);
    });
    // A tab that is closed does not wait for a timer.
    window.addEventListener('pagehide', keep);
    return () => {
      keep();
      stop();
      window.removeEventListener('pagehide', keep);
    };
  }, [buffer]);

  const save = useCallback(
    async (name: string, description: string, asNew: boolean): Promise<Draft> => {
      const before = latest.current;
      const sent = buffer.changes();
      const content = { name, description, baseHash: hash, files: sent };
      const result =
        before.id === null || asNew ? await createDraft(content) : await saveDraft(before.id, before.revision, content);
      saved.current = result.files;
      latest.current = headOf(result);
      setHead(latest.current);
      setRestoredAt(null);
      buffer.markSaved(result.files);
      dropLocalCopy(before.id);
      queries.setQueryData(draftQuery(result.id).queryKey, result);
      void queries.invalidateQueries({ queryKey: draftsQuery.queryKey });
      return result;
    },
    [buffer, hash, queries],
  );
  const discard = useCallback(() => {
    buffer.replace(saved.current);
    dropLocalCopy(latest.current.id);
    setRestoredAt(null);
  }, [buffer]);
  const rebase = useCallback(
    (newer: RulesetFiles) => {
      setHash(newer.hash);
      buffer.rebase(presentOf(newer));
    },
    [buffer],
  );
  return { buffer, head, restoredAt, hash, kept, save, discard, rebase };
}

function open(files: RulesetFiles, draft: Draft | null) {
  const buffer = new DraftBuffer(presentOf(files), draft?.files ?? []);
  const copy = readLocalCopy(draft?.id ?? null);
  const head = draft === null ? newHead : headOf(draft);
  if (copy === null) return { buffer, head, restoredAt: null };
  buffer.replace(copy.files);
  // The work began with that revision: where the server has a newer one, saving says so.
  return { buffer, head: { ...head, revision: copy.revision }, restoredAt: buffer.dirty ? copy.at : null };
}

const newHead: DraftHead = { id: null, name: '', description: '', revision: 0, updatedBy: null, updatedAt: null };

function headOf({ id, name, description, revision, updatedBy, updatedAt }: Draft): DraftHead {
  return { id, name, description, revision, updatedBy, updatedAt };
}

/** Files that are too large for an editor are left as they are. */
function presentOf({ files }: RulesetFiles): ReadonlyMap<string, string> {
  return new Map(files.flatMap(({ path, text }) => (text === null ? [] : [[path, text] as const])));
}
