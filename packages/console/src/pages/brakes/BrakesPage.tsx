/** The brakes: whether rules act, what waits for a person, caps, alerts, who is protected, and what was undone. */
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { brakesQuery } from '../../api/brakes.ts';
import { featuresQuery, rulesQuery } from '../../api/rules.ts';
import { PageHead } from '../../kit/Panel.tsx';
import { Failed, Loading } from '../../kit/States.tsx';
import { AlertsPanel } from './AlertsPanel.tsx';
import { CapsPanel } from './CapsPanel.tsx';
import { HeldPanel } from './HeldPanel.tsx';
import { ProtectedPanel } from './ProtectedPanel.tsx';
import { StatusPanel } from './StatusPanel.tsx';
import { UndoDialog } from './UndoDialog.tsx';
import { UndoPanel } from './UndoPanel.tsx';
import '../../kit/table.css';
import './brakes.css';

/** In the address, for the dialog with no rule filled in: no rule has such a name. */
const ANY = '?';

export function BrakesPage() {
  const { undo } = useSearch({ from: '/inside/brakes' });
  const navigate = useNavigate({ from: '/brakes' });
  const { data, error, refetch } = useQuery(brakesQuery);
  const rules = useQuery(rulesQuery);
  const features = useQuery(featuresQuery);
  const names = useMemo(() => (rules.data?.items ?? []).map(({ name }) => name), [rules.data]);
  const types = useMemo(
    () => [...new Set((features.data?.items ?? []).flatMap(({ entityType }) => entityType ?? []))],
    [features.data],
  );
  const askUndo = (rule: string | undefined) =>
    void navigate({
      search: ({ undo: _, ...before }) => ({ ...before, ...(rule === undefined ? {} : { undo: rule }) }),
      replace: true,
    });
  return (
    <div className="page">
      <PageHead title="Brakes" />
      {data === undefined ? (
        error === null ? (
          <Loading rows={8} />
        ) : (
          <Failed error={error} onRetry={() => void refetch()} />
        )
      ) : (
        <>
          <StatusPanel brakes={data} />
          <HeldPanel brakes={data} />
          <div className="brakes-grid">
            <CapsPanel brakes={data} rules={names} />
            <AlertsPanel now={data.at} />
            <UndoPanel onUndo={() => askUndo(ANY)} />
            <ProtectedPanel brakes={data} types={types} />
          </div>
          {undo !== undefined && (
            <UndoDialog
              rule={undo === ANY ? '' : undo}
              rules={names}
              now={data.at}
              onClose={() => askUndo(undefined)}
            />
          )}
        </>
      )}
    </div>
  );
}
