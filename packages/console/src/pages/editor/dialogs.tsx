/** The editor's small questions: a name for the draft, a new file, a new name, and whose text counts. */
import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { TextField } from '../../kit/Field.tsx';
import './dialogs.css';

interface FormDialogProps {
  readonly title: string;
  readonly action: string;
  readonly error: string | null;
  readonly busy?: boolean;
  readonly ready: boolean;
  readonly onClose: () => void;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}

function FormDialog({ title, action, error, busy, ready, onClose, onSubmit, children }: FormDialogProps) {
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (ready && busy !== true) onSubmit();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form className="dialog-form" onSubmit={submit}>
        {children}
        <p className="form-error" role="alert">
          {error}
        </p>
        <div className="dialog-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" tone="primary" disabled={!ready || busy === true}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface SaveDialogProps {
  readonly name: string;
  readonly description: string;
  readonly asNew: boolean;
  readonly error: string | null;
  readonly busy: boolean;
  readonly onClose: () => void;
  readonly onSave: (name: string, description: string) => void;
}

export function SaveDialog({ name: before, description: said, asNew, error, busy, onClose, onSave }: SaveDialogProps) {
  const [name, setName] = useState(asNew && before !== '' ? `${before}, mine` : before);
  const [description, setDescription] = useState(said);
  return (
    <FormDialog
      title={asNew ? 'Save as a new draft' : 'Save draft'}
      action="Save"
      error={error}
      busy={busy}
      ready={name.trim() !== ''}
      onClose={onClose}
      onSubmit={() => onSave(name.trim(), description.trim())}
    >
      <TextField
        label="Name"
        placeholder="Tighten the link rules"
        maxLength={120}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label="What it is for (optional)"
        maxLength={2000}
        value={description}
        onChange={(event) => setDescription(event.target.value)}
      />
      <p className="muted">A draft is seen by the team and changes nothing until it is put in force.</p>
    </FormDialog>
  );
}

interface NewFileDialogProps {
  readonly taken: readonly string[];
  readonly onClose: () => void;
  readonly onCreate: (path: string) => void;
}

export function NewFileDialog({ taken, onClose, onCreate }: NewFileDialogProps) {
  const [path, setPath] = useState('');
  const wanted = path.trim();
  const problem = wanted === '' ? null : pathProblem(wanted, taken);
  return (
    <FormDialog
      title="New file"
      action="Create"
      error={problem}
      ready={wanted !== '' && problem === null}
      onClose={onClose}
      onSubmit={() => onCreate(wanted)}
    >
      <TextField
        label="Path from the directory of the rules"
        placeholder="spam/offers.sml"
        spellCheck={false}
        value={path}
        onChange={(event) => setPath(event.target.value)}
      />
      <p className="muted">
        Rules end in .sml, tests in .test.yaml. A rule file runs once another one imports or requires it.
      </p>
    </FormDialog>
  );
}

function pathProblem(path: string, taken: readonly string[]): string | null {
  if (taken.includes(path)) return 'There is such a file already.';
  if (!/\.(?:sml|ya?ml|txt|csv|json)$/.test(path)) return 'A ruleset has .sml, .yaml, .txt, .csv and .json files.';
  if (path.startsWith('/') || path.split('/').some((part) => part === '' || part.startsWith('.'))) {
    return 'A path leads down from the directory of the rules, as in spam/offers.sml.';
  }
  return null;
}

interface RenameDialogProps {
  readonly name: string;
  /** Resolves to why it cannot be done, or null. */
  readonly onRename: (name: string) => Promise<string | null>;
  readonly onClose: () => void;
}

export function RenameDialog({ name: before, onRename, onClose }: RenameDialogProps) {
  const [name, setName] = useState(before);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  return (
    <FormDialog
      title={`Rename ${before}`}
      action="Rename everywhere"
      error={error}
      busy={busy}
      ready={name.trim() !== '' && name.trim() !== before}
      onClose={onClose}
      onSubmit={() => {
        setBusy(true);
        void onRename(name.trim()).then((refusal) => {
          setBusy(false);
          setError(refusal);
          if (refusal === null) onClose();
        });
      }}
    >
      <TextField
        label="New name"
        spellCheck={false}
        value={name}
        onChange={(event) => {
          setName(event.target.value);
          setError(null);
        }}
      />
      <p className="muted">
        In every file of the draft. Counters keyed by text keep their key; columns of past events keep the old name.
      </p>
    </FormDialog>
  );
}

interface ConflictDialogProps {
  readonly detail: string;
  readonly onSaveAsNew: () => void;
  readonly onTakeTheirs: () => void;
  readonly onClose: () => void;
}

/** Somebody else saved the draft. Nothing is lost by closing this. */
export function ConflictDialog({ detail, onSaveAsNew, onTakeTheirs, onClose }: ConflictDialogProps) {
  return (
    <Dialog title="Somebody else saved this draft" onClose={onClose}>
      <div className="dialog-form">
        <p>{detail}.</p>
        <p className="muted">What you wrote is still here, and in this browser. Nothing was overwritten.</p>
        <div className="dialog-actions">
          <Button tone="danger" onClick={onTakeTheirs}>
            Throw mine away, open theirs
          </Button>
          <Button onClick={onClose}>Keep writing</Button>
          <Button tone="primary" onClick={onSaveAsNew}>
            Save mine as a new draft
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
