/** The entity's labels now, or as they were at a past moment that a person picks. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { entityAtQuery } from '../../api/entities.ts';
import type { Entity } from '../../api/types.ts';
import { Button } from '../../kit/Button.tsx';
import { Panel } from '../../kit/Panel.tsx';
import { Failed, Loading } from '../../kit/States.tsx';
import { LabelsPanel } from './LabelsPanel.tsx';

interface LabelsAtPanelProps {
  readonly entity: Entity;
  /** ISO 8601; null is now. */
  readonly at: string | null;
  readonly newest: string | null;
  readonly onAt: (at: string | null) => void;
  readonly onRemove: (label: string) => void;
}

export function LabelsAtPanel({ entity, at, newest, onAt, onRemove }: LabelsAtPanelProps) {
  const picker = <MomentPicker at={at} newest={newest} onAt={onAt} />;
  if (at === null) return <LabelsPanel labels={entity.labels} now={newest} onRemove={onRemove} actions={picker} />;
  return <PastLabels type={entity.type} id={entity.id} at={at} actions={picker} />;
}

interface PastLabelsProps extends Pick<Entity, 'type' | 'id'> {
  readonly at: string;
  readonly actions: ReactNode;
}

function PastLabels({ type, id, at, actions }: PastLabelsProps) {
  const { data, error, refetch } = useQuery(entityAtQuery(type, id, at));
  if (data !== undefined) return <LabelsPanel labels={data.labels} now={at} onRemove={null} actions={actions} />;
  return (
    <Panel title="Labels" actions={actions}>
      {error === null ? <Loading rows={4} /> : <Failed error={error} onRetry={() => void refetch()} />}
    </Panel>
  );
}

function MomentPicker({ at, newest, onAt }: Pick<LabelsAtPanelProps, 'at' | 'newest' | 'onAt'>) {
  return (
    <>
      <input
        type="datetime-local"
        step={1}
        className="input labels-at"
        aria-label="Labels as of"
        title="Labels as of this moment of event time"
        value={at === null ? '' : localOf(at)}
        max={newest === null ? undefined : localOf(newest)}
        onChange={(event) => {
          const moment = new Date(event.target.value);
          onAt(Number.isNaN(moment.getTime()) ? null : moment.toISOString());
        }}
      />
      {at !== null && (
        <Button small onClick={() => onAt(null)}>
          Now
        </Button>
      )}
    </>
  );
}

/** As the field has it: in the reader's zone, to the second. */
function localOf(iso: string): string {
  const date = new Date(iso);
  const shifted = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return Number.isNaN(shifted.getTime()) ? '' : shifted.toISOString().slice(0, 19);
}
