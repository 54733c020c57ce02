/** A virtualised list of events, newest first: scrolls through any number, walks with j and k, opens with Enter. */
import { Link, useElementScrollRestoration, useNavigate } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, memo, useEffect, useMemo, useRef, useState } from 'react';
import type { EventSummary, Feature } from '../../api/types.ts';
import { Time } from '../../kit/Time.tsx';
import { cx } from '../../lib/cx.ts';
import { useShortcuts } from '../../lib/keys.ts';
import type { EventColumn } from './eventColumns.tsx';
import './event-list.css';

/** Matches `--row` in tokens.css. */
const rowHeight = 32;
/** Load the next page when this many rows are left below. */
const ahead = 25;

interface EventListProps {
  readonly id: string;
  readonly items: readonly EventSummary[];
  readonly columns: readonly EventColumn[];
  readonly features: ReadonlyMap<string, Feature>;
  readonly hasMore: boolean;
  readonly loadingMore: boolean;
  readonly onMore: () => void;
}

export function EventList({ id, items, columns, features, hasMore, loadingMore, onMore }: EventListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(-1);
  const navigate = useNavigate();
  const restored = useElementScrollRestoration({ id });
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    initialOffset: restored?.scrollY ?? 0,
  });
  const rows = virtual.getVirtualItems();
  const last = rows.at(-1)?.index ?? -1;
  useEffect(() => {
    if (hasMore && !loadingMore && last >= items.length - ahead) onMore();
  }, [hasMore, loadingMore, last, items.length, onMore]);

  const move = (index: number): void => {
    const next = Math.max(0, Math.min(items.length - 1, index));
    setActive(next);
    virtual.scrollToIndex(next);
    // The row may have to be rendered first.
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus());
  };
  const moveRef = useRef(move);
  moveRef.current = move;
  const activeRef = useRef(active);
  activeRef.current = active;
  const shortcuts = useMemo(
    () => [
      { keys: 'j', label: 'Next event', run: () => moveRef.current(activeRef.current + 1) },
      { keys: 'k', label: 'Previous event', run: () => moveRef.current(activeRef.current - 1) },
    ],
    [],
  );
  useShortcuts(shortcuts);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target instanceof HTMLAnchorElement) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      move(active + step);
    }
    const item = items[active];
    if (event.key === 'Enter' && item !== undefined) {
      void navigate({ to: '/events/$eventId', params: { eventId: item.eventId } });
    }
  };

  const template = `132px ${columns.map((column) => column.width).join(' ')}`;
  return (
    <div className="list grow" ref={scroller} data-scroll-restoration-id={id}>
      <table className="list-table" aria-label="Events" aria-rowcount={hasMore ? -1 : items.length + 1}>
        <thead>
          <tr className="list-head" style={{ gridTemplateColumns: template }}>
            <th scope="col">Time</th>
            {columns.map((column) => (
              <th key={column.id} scope="col" className="truncate">
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="list-body" style={{ height: virtual.getTotalSize() }} onKeyDown={onKeyDown}>
          {rows.map((row) => {
            const item = items[row.index];
            if (item === undefined) return null;
            return (
              <Row
                key={item.eventId}
                item={item}
                index={row.index}
                start={row.start}
                template={template}
                columns={columns}
                features={features}
                focusable={row.index === Math.max(0, active)}
                onFocus={setActive}
              />
            );
          })}
        </tbody>
      </table>
      <div className="list-foot num">
        {loadingMore ? 'Loading older events…' : hasMore ? '' : `${items.length} events`}
      </div>
    </div>
  );
}

interface RowProps {
  readonly item: EventSummary;
  readonly index: number;
  readonly start: number;
  readonly template: string;
  readonly columns: readonly EventColumn[];
  readonly features: ReadonlyMap<string, Feature>;
  readonly focusable: boolean;
  readonly onFocus: (index: number) => void;
}

const Row = memo(function Row({ item, index, start, template, columns, features, focusable, onFocus }: RowProps) {
  return (
    <tr
      className="list-row"
      data-index={index}
      aria-rowindex={index + 2}
      tabIndex={focusable ? 0 : -1}
      style={{ transform: `translateY(${start}px)`, gridTemplateColumns: template }}
      onFocus={() => onFocus(index)}
    >
      <td className="list-cell">
        <Link to="/events/$eventId" params={{ eventId: item.eventId }} preload={false} title="Open this event">
          <Time iso={item.time} />
        </Link>
      </td>
      {columns.map((column) => (
        <td key={column.id} className={cx('list-cell', column.text && 'list-cell-text')}>
          {column.cell(item, features)}
        </td>
      ))}
    </tr>
  );
});
