/** Drafts that the team is writing; nothing is shown where there is none. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { deleteDraft, draftsQuery } from '../../api/authoring.ts';
import type { DraftSummary } from '../../api/authoring-types.ts';
import { describeError } from '../../api/problem.ts';
import { Button, IconButton } from '../../kit/Button.tsx';
import { Panel } from '../../kit/Panel.tsx';
import { Ago } from '../../kit/Time.tsx';
import { useToast } from '../../kit/Toasts.tsx';

export function DraftsPanel() {
  const { data } = useQuery(draftsQuery);
  if (data === undefined || data.items.length === 0) return null;
  return (
    <Panel title="Drafts" note={String(data.items.length)} flush>
      <div className="scroll-x">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Draft</th>
              <th scope="col">Changes</th>
              <th scope="col">Saved</th>
              <th scope="col">
                <span className="visually-hidden">Delete</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {data.items.map((draft) => (
              <Row key={draft.id} draft={draft} />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Row({ draft }: { readonly draft: DraftSummary }) {
  const { id, name, description, paths, updatedBy, updatedAt, revision } = draft;
  const queries = useQueryClient();
  const notify = useToast();
  const [sure, setSure] = useState(false);
  const remove = useMutation({
    mutationFn: () => deleteDraft(id, revision),
    onError: (error) => notify(describeError(error).detail ?? describeError(error).title),
    onSettled: () => queries.invalidateQueries({ queryKey: draftsQuery.queryKey }),
  });
  return (
    <tr>
      <td>
        <span className="rules-name">
          <Link
            to="/rules/editor"
            search={{ draft: id, ...(paths[0] === undefined ? {} : { file: paths[0] }) }}
            className="value"
          >
            {name}
          </Link>
          {description !== '' && <span className="muted">{description}</span>}
        </span>
      </td>
      <td className="mono wrap-any">{paths.join(', ')}</td>
      <td>
        <span className="muted">{updatedBy}</span> <Ago iso={updatedAt} />
      </td>
      <td className="right">
        {sure ? (
          <Button small tone="danger" onClick={() => remove.mutate()} disabled={remove.isPending}>
            Delete for good
          </Button>
        ) : (
          <IconButton label={`Delete ${name}`} icon={<Trash2 size={14} />} small onClick={() => setSure(true)} />
        )}
      </td>
    </tr>
  );
}
