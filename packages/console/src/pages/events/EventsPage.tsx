/** Events: a query, filters, a histogram and the list. Everything that was chosen is in the URL. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { RotateCw } from 'lucide-react';
import { useCallback, useMemo } from 'react';
import { actionsQuery, eventsQuery, type SeriesBy } from '../../api/events.ts';
import { Problem } from '../../api/problem.ts';
import { rulesQuery } from '../../api/rules.ts';
import { Button } from '../../kit/Button.tsx';
import { Select } from '../../kit/Field.tsx';
import { Empty, Failed, Loading } from '../../kit/States.tsx';
import { useShortcuts } from '../../lib/keys.ts';
import { resolveRange } from '../../lib/search.ts';
import { EventList } from '../shared/EventList.tsx';
import { baseColumns, defaultColumns, featureColumn } from '../shared/eventColumns.tsx';
import { RangePicker } from '../shared/RangePicker.tsx';
import { type EventsSearch, SearchBase } from '../shared/searchBase.ts';
import { useFeatures } from '../shared/useFeatures.ts';
import { useNewest } from '../shared/useNewest.ts';
import { ColumnPicker } from './ColumnPicker.tsx';
import { EvaluationNote } from './EvaluationNote.tsx';
import { ExportMenu } from './ExportMenu.tsx';
import { Histogram } from './Histogram.tsx';
import { QueryBox } from './QueryBox.tsx';
import './events.css';

export function EventsPage() {
  const search = useSearch({ from: '/inside/events' });
  const navigate = useNavigate({ from: '/events' });
  const features = useFeatures();
  const { newest, known } = useNewest();
  const { from, to } = resolveRange(search, newest);
  const { q = '', action = '', rule = '' } = search;
  const filter = useMemo(() => ({ q, action, rule, from, to }), [q, action, rule, from, to]);
  const by = seriesBy(search.by);
  const groups = useMemo(() => [...features.values()].filter((one) => !one.isRule).map((one) => one.name), [features]);

  /** Change part of the search; '' and undefined remove a part. */
  const change = useCallback(
    (part: { readonly [K in keyof EventsSearch]?: string | undefined }): void => {
      void navigate({ search: (before) => stripped({ ...before, ...part }) });
    },
    [navigate],
  );
  const zoom = useCallback((range: { from: string; to: string }) => change({ ...range, range: undefined }), [change]);

  const selected = useMemo(() => search.cols?.split(',').filter(Boolean) ?? defaultColumns, [search.cols]);
  const columns = useMemo(
    () =>
      selected.flatMap((id) => {
        const feature = features.get(id);
        return baseColumns.find((column) => column.id === id) ?? (feature === undefined ? [] : featureColumn(feature));
      }),
    [selected, features],
  );
  const wanted = useMemo(() => selected.filter((id) => features.has(id)).sort(), [selected, features]);

  const events = useInfiniteQuery({ ...eventsQuery(filter, wanted), enabled: known });
  const items = useMemo(() => events.data?.pages.flatMap((page) => page.items) ?? [], [events.data]);
  const bad =
    events.error instanceof Problem && q !== '' && [400, 422].includes(events.error.status) ? events.error : null;
  const evaluation = events.data?.pages.at(-1)?.evaluation;
  const { refetch, fetchNextPage } = events;
  useShortcuts(useMemo(() => [{ keys: 'r', label: 'Load the newest events', run: () => void refetch() }], [refetch]));
  const more = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  const filtered = q !== '' || action !== '' || rule !== '' || from !== '' || to !== '';

  return (
    <SearchBase value={search}>
      <div className="page page-fixed">
        <div className="stack" style={{ gap: 8 }}>
          <div className="events-head">
            <h1>Events</h1>
            <QueryBox value={q} features={features} problem={bad} onApply={(next) => change({ q: next })} />
          </div>
          {evaluation !== undefined && bad === null && <EvaluationNote evaluation={evaluation} />}
          <div className="filters">
            <ActionSelect value={action} onChange={(next) => change({ action: next })} />
            <RuleSelect value={rule} onChange={(next) => change({ rule: next })} />
            <RangePicker
              value={search}
              onChange={(range) => change({ range: range.range, from: range.from, to: range.to })}
            />
            {filtered && (
              <Button tone="quiet" onClick={() => change({ q: '', action: '', rule: '', range: '', from: '', to: '' })}>
                Clear all
              </Button>
            )}
            <span className="filters-end">
              <Button onClick={() => void refetch()} hint="r">
                <RotateCw size={14} aria-hidden /> Refresh
              </Button>
              <ExportMenu filter={filter} shown={wanted} />
              <ColumnPicker
                selected={selected}
                features={features}
                onChange={(next) => change({ cols: isDefault(next) ? '' : next.join(',') })}
              />
            </span>
          </div>
        </div>
        {bad === null && (
          <Histogram
            filter={filter}
            by={by}
            features={groups}
            ready={known}
            onBy={(next) => change({ by: next === 'action' ? '' : next })}
            onZoom={zoom}
          />
        )}
        <div className="events-panel">
          {bad !== null ? (
            <Empty title="The query does not compile">
              The message above says where. The rest of the filters wait for it.
            </Empty>
          ) : events.isError && items.length === 0 ? (
            <Failed error={events.error} onRetry={() => void refetch()} />
          ) : events.isPending ? (
            <Loading rows={12} />
          ) : items.length === 0 ? (
            <NothingFound filtered={filtered} />
          ) : (
            <EventList
              id="events"
              items={items}
              columns={columns}
              features={features}
              hasMore={events.hasNextPage}
              loadingMore={events.isFetchingNextPage}
              onMore={more}
            />
          )}
        </div>
      </div>
    </SearchBase>
  );
}

function NothingFound({ filtered }: { readonly filtered: boolean }) {
  if (filtered) return <Empty title="No event matches">Widen the time range, or take a condition away.</Empty>;
  return (
    <Empty title="No events yet">
      Send one to <code>POST /v1/events</code>, or run <code>lapwing ingest FILE</code>.
    </Empty>
  );
}

interface NameSelectProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function ActionSelect({ value, onChange }: NameSelectProps) {
  const { data } = useQuery(actionsQuery);
  const names = data?.items.map((item) => item.name) ?? [];
  return <NameSelect label="Action" all="Any action" names={names} value={value} onChange={onChange} />;
}

function RuleSelect({ value, onChange }: NameSelectProps) {
  const { data } = useQuery(rulesQuery);
  const names = data?.items.map((item) => item.name) ?? [];
  return <NameSelect label="Rule" all="Any rule" names={names} value={value} onChange={onChange} />;
}

function NameSelect({
  label,
  all,
  names,
  value,
  onChange,
}: NameSelectProps & { label: string; all: string; names: readonly string[] }) {
  // A name from the URL stays selectable even where the ruleset no longer has it.
  const options = value === '' || names.includes(value) ? names : [...names, value];
  return (
    <Select label={label} value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">{all}</option>
      {options.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </Select>
  );
}

function seriesBy(text: string | undefined): SeriesBy {
  if (text === 'rule' || text === 'none') return text;
  return text?.startsWith('feature:') === true ? `feature:${text.slice('feature:'.length)}` : 'action';
}

function isDefault(columns: readonly string[]): boolean {
  return columns.join() === defaultColumns.join();
}

function stripped(search: { readonly [K in keyof EventsSearch]?: string | undefined }): EventsSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined && value !== ''));
}
