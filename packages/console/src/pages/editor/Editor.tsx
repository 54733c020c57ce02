/** One editing session on the screen: head, files, text, and the tools below it. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { deployDraft, rulesetFilesQuery } from '../../api/authoring.ts';
import type { DeployState, Draft, Position, RulesetFiles } from '../../api/authoring-types.ts';
import { describeError, Problem } from '../../api/problem.ts';
import { rulesetQuery } from '../../api/rules.ts';
import { Button } from '../../kit/Button.tsx';
import { Empty } from '../../kit/States.tsx';
import { useToast } from '../../kit/Toasts.tsx';
import { useShortcuts } from '../../lib/keys.ts';
import { type CodeHandle, CodeView } from './code/CodeView.tsx';
import { LanguageClient } from './code/client.ts';
import { DeployDialog } from './DeployDialog.tsx';
import { ConflictDialog, NewFileDialog, RenameDialog, SaveDialog } from './dialogs.tsx';
import { dropLocalCopy } from './draft/local-copy.ts';
import { useSession } from './draft/useSession.ts';
import { EditorHead } from './EditorHead.tsx';
import { FileHead } from './FileHead.tsx';
import { FileTree } from './FileTree.tsx';
import { type PanelName, panelName } from './PanelTabs.tsx';
import { useTests } from './panels/TestsPanel.tsx';
import { Tools, type ToolsSize } from './Tools.tsx';
import { problemsOf, useDiagnostics } from './useDiagnostics.ts';
import { useEditorActions } from './useEditorActions.ts';

interface EditorProps {
  readonly files: RulesetFiles;
  readonly draft: Draft | null;
  readonly onCreated: (id: string) => void;
}

type Overlay =
  | { readonly kind: 'none' | 'new-file' | 'deploy' }
  | { readonly kind: 'save'; readonly asNew: boolean; readonly error: string | null; readonly next: Next }
  | { readonly kind: 'rename'; readonly name: string; readonly position: Position }
  | { readonly kind: 'conflict'; readonly detail: string };

/** What follows a save. */
type Next = 'stay' | 'deploy';

const entryPoint = 'main.sml';
const none: readonly never[] = [];
const shortHash = 12;

export function Editor({ files, draft, onCreated }: EditorProps) {
  const search = useSearch({ from: '/inside/rules/editor' });
  const navigate = useNavigate({ from: '/rules/editor' });
  const queries = useQueryClient();
  const notify = useToast();
  const session = useSession(files, draft);
  const { buffer, head } = session;
  const [client] = useState(() => new LanguageClient(buffer));
  const diagnostics = useDiagnostics(client);
  const problems = useMemo(() => problemsOf(diagnostics.files), [diagnostics.files]);
  const tests = useTests(buffer);
  const [overlay, setOverlay] = useState<Overlay>({ kind: 'none' });
  const [busy, setBusy] = useState(false);
  const [size, setSize] = useState<ToolsSize>('normal');
  const code = useRef<CodeHandle>(null);
  const pending = useRef<Position | null>(null);
  const inForce = useQuery(rulesetQuery);
  const path = search.file ?? (buffer.text(entryPoint) === null ? (buffer.paths()[0] ?? entryPoint) : entryPoint);
  const text = buffer.text(path);
  const close = useCallback(() => setOverlay({ kind: 'none' }), []);

  const change = useCallback(
    (part: typeof search) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true }),
    [navigate],
  );
  const open = useCallback((file: string) => change({ file, line: '' }), [change]);
  const goTo = useCallback(
    (file: string, position: Position): void => {
      if (file === path) {
        code.current?.goTo(position);
        return;
      }
      pending.current = position;
      open(file);
    },
    [path, open],
  );
  const { line } = search;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another file, or another line in the address, is what moves the cursor
  useEffect(() => {
    const wanted = pending.current ?? (line === undefined ? null : { line: Number(line) - 1, character: 0 });
    pending.current = null;
    if (wanted !== null && wanted.line >= 0) code.current?.goTo(wanted);
  }, [path, line]);

  const show = (name: PanelName): void => {
    change({ panel: name === 'problems' ? '' : name });
    setSize((before) => (before === 'closed' ? 'normal' : before));
  };
  const save = async (name: string, description: string, asNew: boolean, next: Next): Promise<void> => {
    setBusy(true);
    try {
      const result = await session.save(name, description, asNew);
      if (result.id !== search.draft) {
        onCreated(result.id);
        change({ draft: result.id });
      }
      setOverlay({ kind: next === 'deploy' ? 'deploy' : 'none' });
      notify(`Saved as revision ${result.revision}`);
    } catch (error) {
      const { title, detail } = describeError(error);
      if (error instanceof Problem && error.status === 409) setOverlay({ kind: 'conflict', detail: detail ?? title });
      else if (head.id === null || asNew) setOverlay({ kind: 'save', asNew, error: detail ?? title, next });
      else notify(`Not saved: ${detail ?? title}`);
    } finally {
      setBusy(false);
    }
  };
  const startSave = (next: Next = 'stay'): void => {
    if (head.id === null) setOverlay({ kind: 'save', asNew: false, error: null, next });
    else if (buffer.dirty) void save(head.name, head.description, false, next);
    else if (next === 'deploy') setOverlay({ kind: 'deploy' });
    else notify('There is nothing new to save');
  };
  const deploy = async (reason: string, state: DeployState): Promise<void> => {
    if (head.id === null) return;
    const { hash, activated } = await deployDraft(head.id, head.revision, reason, state);
    setOverlay({ kind: 'none' });
    void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'draft' });
    if (state === 'shadow') {
      notify('It runs in shadow: here is what it would have done');
      void navigate({ to: '/rules', search: {} });
      return;
    }
    dropLocalCopy(head.id);
    notify(activated ? `In force as ${hash.slice(0, shortHash)}` : 'Written; the rules themselves are as before');
    await queries.refetchQueries({ queryKey: rulesetFilesQuery.queryKey });
    change({ draft: '' });
  };
  const actions = useEditorActions({
    path,
    buffer,
    client,
    problems,
    cursor: () => code.current?.cursor() ?? 0,
    goTo,
    save: () => startSave(),
    askName: (name, position) => setOverlay({ kind: 'rename', name, position }),
  });
  const { applyEdit, told } = actions;
  const takeIn = (): void =>
    void told(async () => {
      session.rebase(await queries.query({ ...rulesetFilesQuery, staleTime: 0 }));
      if (buffer.conflicts().length > 0) show('changes');
    });
  const takeTheirs = (): void => {
    session.discard();
    // A page of its own, on what the server has now.
    window.location.reload();
  };
  useShortcuts([
    { keys: 'mod+s', label: 'Save the draft', run: () => startSave() },
    { keys: 'e', label: 'Into the text', run: () => code.current?.focus() },
  ]);

  return (
    <div className="editor" data-panel={size}>
      <EditorHead
        session={session}
        unwritable={files.unwritable}
        busy={busy}
        onSave={() => startSave()}
        onSaveAs={() => setOverlay({ kind: 'save', asNew: true, error: null, next: 'stay' })}
        onDeploy={() => startSave('deploy')}
      />
      {inForce.data !== undefined && inForce.data.active.hash !== session.hash && (
        <div className="strip strip-blue" role="status">
          The rules in force have changed since you opened these files.
          <Button small onClick={takeIn}>
            Take them in
          </Button>
        </div>
      )}
      <FileTree
        buffer={buffer}
        tooLarge={files.files.flatMap((file) => (file.text === null ? [file.path] : []))}
        selected={path}
        diagnostics={diagnostics.files}
        onOpen={open}
        onNew={() => setOverlay({ kind: 'new-file' })}
      />
      <section className="editor-text" aria-label="Text">
        <FileHead path={path} buffer={buffer} onFormat={actions.format} />
        {text === null ? (
          <NoText known={buffer.inForce(path) !== null} />
        ) : (
          <CodeView
            ref={code}
            path={path}
            buffer={buffer}
            client={client}
            actions={actions}
            diagnostics={diagnostics.files?.[path] ?? none}
            onFix={applyEdit}
          />
        )}
      </section>
      <Tools
        session={session}
        diagnostics={diagnostics}
        problems={problems}
        tests={tests}
        selected={panelName(search.panel)}
        size={size}
        eventId={search.event ?? ''}
        onSelect={show}
        onSize={setSize}
        onEventId={(event) => change({ event })}
        onGoTo={goTo}
        onOpen={open}
        onFix={applyEdit}
        onSave={() => startSave()}
      />
      {overlay.kind === 'save' && (
        <SaveDialog
          name={head.name}
          description={head.description}
          asNew={overlay.asNew}
          error={overlay.error}
          busy={busy}
          onClose={close}
          onSave={(name, description) => void save(name, description, overlay.asNew, overlay.next)}
        />
      )}
      {overlay.kind === 'new-file' && (
        <NewFileDialog
          taken={buffer.paths().filter((file) => buffer.text(file) !== null)}
          onClose={close}
          onCreate={(file) => {
            buffer.set(file, '');
            close();
            open(file);
          }}
        />
      )}
      {overlay.kind === 'rename' && (
        <RenameDialog
          name={overlay.name}
          onRename={(name) => actions.renameTo(name, overlay.position)}
          onClose={close}
        />
      )}
      {overlay.kind === 'conflict' && (
        <ConflictDialog
          detail={overlay.detail}
          onClose={close}
          onTakeTheirs={takeTheirs}
          onSaveAsNew={() => setOverlay({ kind: 'save', asNew: true, error: null, next: 'stay' })}
        />
      )}
      {overlay.kind === 'deploy' && <DeployDialog session={session} tests={tests} onClose={close} onDeploy={deploy} />}
    </div>
  );
}

function NoText({ known }: { readonly known: boolean }) {
  return known ? (
    <Empty title="The draft deletes this file">Its text comes back with “Undo all” above.</Empty>
  ) : (
    <Empty title="There is no such file">Choose one of the files of the ruleset.</Empty>
  );
}
