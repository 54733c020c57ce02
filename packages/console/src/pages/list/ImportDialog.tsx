/** Entries from a file: first what it would change and what is wrong in it, line by line; then, with a reason, all at once. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import type { List, ListImport } from '../../api/list-types.ts';
import { importList, refreshLists } from '../../api/lists.ts';
import { describeError } from '../../api/problem.ts';
import { Button, Segmented } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { useToast } from '../../kit/Toasts.tsx';
import { formatCount } from '../../lib/format.ts';
import { ImportPreview } from './ImportPreview.tsx';

const modes = [
  { value: 'add', label: 'Add them' },
  { value: 'replace', label: 'Replace all' },
  { value: 'remove', label: 'Remove them' },
] as const;
const formats = [
  { value: 'text', label: 'Text' },
  { value: 'csv', label: 'CSV' },
  { value: 'ndjson', label: 'NDJSON' },
] as const;
type Mode = (typeof modes)[number]['value'];
type Format = (typeof formats)[number]['value'];

export function ImportDialog({ list, onClose }: { readonly list: List; readonly onClose: () => void }) {
  const [text, setText] = useState('');
  const [fileName, setFileName] = useState<string | null>(null);
  const [mode, setMode] = useState<Mode>('add');
  const [format, setFormat] = useState<Format>('text');
  const [skipInvalid, setSkipInvalid] = useState(false);
  const [textId, fileId, reasonId] = [useId(), useId(), useId()];
  const queries = useQueryClient();
  const notify = useToast();
  const preview = useMutation({
    mutationFn: () => importList(list.name, { text, format, mode, reason: null, skipInvalid, ifVersion: null }),
  });
  const importing = useMutation({
    mutationFn: (reason: string) => {
      const ifVersion = preview.data?.basedOn ?? null;
      return importList(list.name, { text, format, mode, reason, skipInvalid, ifVersion });
    },
    onSuccess: async ({ version }) => {
      notify(`Imported; version ${version}`);
      await refreshLists(queries);
      onClose();
    },
  });
  /** What was previewed is not what would be imported any more. */
  const edit = (change: () => void): void => {
    change();
    preview.reset();
    importing.reset();
  };
  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    const content = await file.text();
    edit(() => {
      setText(content);
      setFileName(file.name);
      setFormat(formatOf(file.name));
    });
  };
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (preview.data === undefined) preview.mutate();
    else importing.mutate(String(new FormData(event.currentTarget).get('reason')).trim());
  };
  const { data } = preview;
  const error = importing.error ?? preview.error;
  return (
    <Dialog title={`Import into ${list.name}`} onClose={onClose}>
      <form className="list-form" onSubmit={submit}>
        <div className="field">
          <label htmlFor={fileId}>File</label>
          <input
            id={fileId}
            type="file"
            accept=".txt,.csv,.ndjson,.jsonl,text/*"
            onChange={(event) => void take(event.target.files?.[0])}
          />
        </div>
        {fileName === null && (
          <div className="field">
            <label htmlFor={textId}>Or its text</label>
            <textarea
              id={textId}
              className="input mono"
              rows={4}
              value={text}
              spellCheck={false}
              onChange={(event) => edit(() => setText(event.target.value))}
            />
          </div>
        )}
        <div className="row row-wrap">
          <Segmented
            label="Format"
            choices={formats}
            value={format}
            onChange={(value) => edit(() => setFormat(value))}
          />
          <Segmented label="What to do" choices={modes} value={mode} onChange={(value) => edit(() => setMode(value))} />
        </div>
        {data !== undefined && (
          <>
            <ImportPreview preview={data} />
            {data.invalid > 0 && (
              <label className="check">
                <input
                  type="checkbox"
                  checked={skipInvalid}
                  onChange={(event) => setSkipInvalid(event.target.checked)}
                />
                leave out what is wrong
              </label>
            )}
            <div className="field">
              <label htmlFor={reasonId}>Reason (required, kept with the version)</label>
              <textarea id={reasonId} name="reason" className="input" rows={2} required />
            </div>
          </>
        )}
        {error !== null && (
          <p className="form-error" role="alert">
            {describeError(error).detail ?? describeError(error).title}
          </p>
        )}
        <div className="row">
          <Button onClick={onClose}>Cancel</Button>
          {data === undefined ? (
            <Button type="submit" tone="primary" disabled={text === '' || preview.isPending}>
              See what changes
            </Button>
          ) : (
            <Button
              type="submit"
              tone={mode === 'add' ? 'primary' : 'danger'}
              disabled={importing.isPending || !mayImport(data, skipInvalid)}
            >
              {importing.isPending ? 'Importing…' : `Import ${formatCount(data.entries)} entries`}
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  );
}

function mayImport({ invalid, added, changed, removed }: ListImport, skipInvalid: boolean): boolean {
  return added + changed + removed > 0 && (invalid === 0 || skipInvalid);
}

function formatOf(name: string): Format {
  if (name.endsWith('.csv')) return 'csv';
  return /\.(ndjson|jsonl)$/.test(name) ? 'ndjson' : 'text';
}
