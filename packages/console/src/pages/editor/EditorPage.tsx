/** The rules editor: reads what it needs, and opens one editing session for a draft, or for a new one. */
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { draftQuery, rulesetFilesQuery } from '../../api/authoring.ts';
import { Problem } from '../../api/problem.ts';
import { PageHead } from '../../kit/Panel.tsx';
import { Empty, Failed, Loading } from '../../kit/States.tsx';
import { Editor } from './Editor.tsx';
import './editor.css';

export function EditorPage() {
  const { draft: id } = useSearch({ from: '/inside/rules/editor' });
  const files = useQuery(rulesetFilesQuery);
  const draft = useQuery({ ...draftQuery(id ?? ''), enabled: id !== undefined });
  /** Drafts that were saved first in this page, with the session that goes on under their name. */
  const [sessions, setSessions] = useState<ReadonlyMap<string, string>>(new Map());
  // Left for a new draft, the page begins another session; saved for the first time, it goes on with the one it has.
  const [shown, setShown] = useState({ id, news: 0 });
  if (shown.id !== id) setShown({ id, news: id === undefined ? shown.news + 1 : shown.news });
  const session = id === undefined ? `new-${shown.news}` : (sessions.get(id) ?? id);
  const onCreated = useCallback(
    (created: string) => setSessions((before) => new Map(before).set(created, session)),
    [session],
  );

  const going = id !== undefined && sessions.has(id);
  const error = files.error ?? (going ? null : draft.error);
  if (error !== null) {
    return (
      <Frame>
        {error instanceof Problem && error.status === 404 ? (
          <Empty title="There is no such draft">Somebody may have thrown it away. Begin a new one from Rules.</Empty>
        ) : (
          <Failed error={error} onRetry={() => void (files.isError ? files.refetch() : draft.refetch())} />
        )}
      </Frame>
    );
  }
  if (files.data === undefined || (id !== undefined && !going && draft.data === undefined)) {
    return (
      <Frame>
        <Loading rows={12} label="Loading the rules" />
      </Frame>
    );
  }
  return (
    <Editor
      key={session}
      files={files.data}
      draft={id === undefined ? null : (draft.data ?? null)}
      onCreated={onCreated}
    />
  );
}

function Frame({ children }: { readonly children: React.ReactNode }) {
  return (
    <div className="page">
      <PageHead title="Rules editor" />
      {children}
    </div>
  );
}
