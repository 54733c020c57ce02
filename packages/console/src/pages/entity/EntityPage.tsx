/** One entity: its labels and their history, where it was seen, when it was active, its events. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { entityEventsQuery, entityQuery } from '../../api/entities.ts';
import { Problem } from '../../api/problem.ts';
import type { Entity } from '../../api/types.ts';
import { Button } from '../../kit/Button.tsx';
import { Badge, Facts, PageHead, Panel } from '../../kit/Panel.tsx';
import { Empty, Failed, Loading } from '../../kit/States.tsx';
import { Ago, Copyable, Time } from '../../kit/Time.tsx';
import { formatCount } from '../../lib/format.ts';
import { useShortcuts } from '../../lib/keys.ts';
import { idLiteral } from '../../lib/sml.ts';
import { EventList } from '../shared/EventList.tsx';
import { baseColumns, defaultColumns } from '../shared/eventColumns.tsx';
import { FilterLink } from '../shared/filters.tsx';
import { useFeatures } from '../shared/useFeatures.ts';
import { useNewest } from '../shared/useNewest.ts';
import { ActivityPanel } from './ActivityPanel.tsx';
import { HistoryPanel } from './HistoryPanel.tsx';
import { LabelDialog } from './LabelDialog.tsx';
import { LabelsAtPanel } from './LabelsAtPanel.tsx';
import { connotationTone, inForce } from './labels.ts';
import '../event/event.css';
import './entity.css';

export function EntityPage() {
  const { type, id } = useParams({ from: '/inside/entities/$type/$id' });
  const { data, error, refetch } = useQuery(entityQuery(type, id));
  if (data !== undefined) return <Known key={`${type}/${id}`} entity={data} />;
  return (
    <div className="page">
      <PageHead title={<Title type={type} id={id} />} />
      {error === null ? (
        <Panel title="Labels">
          <Loading rows={6} />
        </Panel>
      ) : error instanceof Problem && error.status === 404 ? (
        <Empty title={`No ${type} with this id was seen`}>
          Ids are exact, capitals included. The search (Ctrl K) offers the other types.
        </Empty>
      ) : (
        <Failed error={error} onRetry={() => void refetch()} />
      )}
    </div>
  );
}

function Title({ type, id }: { readonly type: string; readonly id: string }) {
  return (
    <span className="entity-title">
      <span className="muted">{type}</span>
      <Copyable text={id} label="the id" />
    </span>
  );
}

function Known({ entity }: { readonly entity: Entity }) {
  const { type, id } = entity;
  const search = useSearch({ from: '/inside/entities/$type/$id' });
  const navigate = useNavigate({ from: '/entities/$type/$id' });
  const [removing, setRemoving] = useState<string | null>(null);
  const { newest } = useNewest();
  const features = useFeatures();
  const openAdd = useCallback(() => void navigate({ search: { add: 'label' }, replace: true }), [navigate]);
  useShortcuts(useMemo(() => [{ keys: 'l', label: 'Add a label', run: openAdd }], [openAdd]));
  const close = useCallback(() => {
    setRemoving(null);
    void navigate({ search: {}, replace: true });
  }, [navigate]);

  const conditions = entity.features.map(({ name }) => `${name} == ${idLiteral(id, features.get(name)?.type ?? '')}`);
  // The features' types decide how the id is written, so the query waits for them.
  const q = features.size === 0 ? '' : conditions.join(' or ');
  const current = entity.labels.filter((label) => inForce(label, newest));
  const known = [
    ...new Set([...entity.labels.map((label) => label.label), ...entity.history.map((change) => change.label)]),
  ];

  return (
    <div className="page">
      <PageHead
        title={<Title type={type} id={id} />}
        actions={
          <Button tone="primary" hint="l" onClick={openAdd}>
            Add label
          </Button>
        }
      >
        <div className="badges-line">
          {current.map((label) => (
            <Badge key={label.label} tone={connotationTone(label.connotation)}>
              {label.label}
            </Badge>
          ))}
          {current.length === 0 && <Badge>no label in force</Badge>}
        </div>
        <Facts
          items={[
            [
              'Events',
              <span key="e" className="num">
                {formatCount(entity.events)}
              </span>,
            ],
            ['Seen as', <SeenAs key="s" features={entity.features} conditions={conditions} />],
            ['First seen', entity.firstSeen === null ? 'never' : <Time key="f" iso={entity.firstSeen} />],
            [
              'Last seen',
              entity.lastSeen === null ? 'never' : <LastSeen key="l" iso={entity.lastSeen} newest={newest} />,
            ],
          ]}
        />
      </PageHead>
      <div className="entity-grid">
        <div className="stack">
          <LabelsAtPanel
            entity={entity}
            at={search.at ?? null}
            newest={newest}
            onAt={(at) => void navigate({ search: at === null ? {} : { at }, replace: true })}
            onRemove={setRemoving}
          />
        </div>
        <div className="stack">
          <ActivityPanel q={q} />
          <HistoryPanel history={entity.history} />
        </div>
      </div>
      <EntityEvents type={type} id={id} />
      {(search.add !== undefined || removing !== null) && (
        <LabelDialog type={type} id={id} remove={removing} known={known} onClose={close} />
      )}
    </div>
  );
}

interface SeenAsProps {
  readonly features: Entity['features'];
  /** Parallel to `features`: the condition that each stands for. */
  readonly conditions: readonly string[];
}

/** The features that named the entity, as filters. */
function SeenAs({ features, conditions }: SeenAsProps) {
  if (features.length === 0) return 'nothing yet';
  return (
    <span className="seen">
      {features.map((feature, index) => (
        <FilterLink key={feature.name} add={conditions[index] ?? ''}>
          {feature.name} <span className="faint num">{formatCount(feature.count)}</span>
        </FilterLink>
      ))}
    </span>
  );
}

function LastSeen({ iso, newest }: { readonly iso: string; readonly newest: string | null }) {
  return (
    <>
      <Time iso={iso} /> <span className="faint">({newest === null ? '' : <Ago iso={iso} now={newest} />})</span>
    </>
  );
}

/** The list's standard columns. */
const columns = baseColumns.filter((column) => defaultColumns.includes(column.id));

function EntityEvents({ type, id }: { readonly type: string; readonly id: string }) {
  const events = useInfiniteQuery(entityEventsQuery(type, id));
  const features = useFeatures();
  const items = useMemo(() => events.data?.pages.flatMap((page) => page.items) ?? [], [events.data]);
  const { fetchNextPage } = events;
  const more = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  return (
    <Panel title="Events" flush>
      {events.isError && items.length === 0 ? (
        <Failed error={events.error} onRetry={() => void events.refetch()} />
      ) : events.isPending ? (
        <Loading rows={8} />
      ) : items.length === 0 ? (
        <Empty title="No events">No event named this entity.</Empty>
      ) : (
        <div className="entity-events">
          <EventList
            id="entity-events"
            items={items}
            columns={columns}
            features={features}
            hasMore={events.hasNextPage}
            loadingMore={events.isFetchingNextPage}
            onMore={more}
          />
        </div>
      )}
    </Panel>
  );
}
