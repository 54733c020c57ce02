/** Every value is a filter: links that add a condition to the query of the events page. */
import { Link, useNavigate } from '@tanstack/react-router';
import { ListFilter } from 'lucide-react';
import { type MouseEvent, type ReactNode, useContext } from 'react';
import type { Json } from '../../api/json.ts';
import { cx } from '../../lib/cx.ts';
import { formatId } from '../../lib/format.ts';
import { both, condition, idLiteral, membership } from '../../lib/sml.ts';
import { SearchBase } from './searchBase.ts';
import './filters.css';

interface FilterLinkProps {
  /** What a click adds. */
  readonly add: string;
  /** What an alt-click adds. */
  readonly exclude?: string | null;
  readonly className?: string;
  readonly label?: string;
  readonly tabIndex?: number;
  readonly children: ReactNode;
}

export function FilterLink({ add, exclude, className, label, tabIndex, children }: FilterLinkProps) {
  const base = useContext(SearchBase);
  const navigate = useNavigate();
  const onClick = (event: MouseEvent): void => {
    if (!event.altKey || exclude == null) return;
    event.preventDefault();
    void navigate({ to: '/events', search: { ...base, q: both(base.q ?? '', exclude) } });
  };
  return (
    <Link
      to="/events"
      search={{ ...base, q: both(base.q ?? '', add) }}
      preload={false}
      className={cx('value', className)}
      title={exclude == null ? `Filter: ${add}` : `Filter: ${add}\nAlt-click: ${exclude}`}
      aria-label={label}
      tabIndex={tabIndex}
      onClick={onClick}
    >
      {children}
    </Link>
  );
}

/** A feature's value as a filter on it; lists offer each item. Values that no condition can name stay plain text. */
export function FeatureValue({
  name,
  value,
  children,
}: {
  readonly name: string;
  readonly value: Json;
  readonly children: ReactNode;
}) {
  const add = condition(name, value);
  if (add === null) return children;
  return (
    <FilterLink add={add} exclude={condition(name, value, true)}>
      {children}
    </FilterLink>
  );
}

export function ListItem({
  name,
  item,
  children,
}: {
  readonly name: string;
  readonly item: Json;
  readonly children: ReactNode;
}) {
  const add = membership(name, item);
  return add === null ? children : <FilterLink add={add}>{children}</FilterLink>;
}

interface EntityRefProps {
  readonly type: string;
  readonly id: string;
  /** The feature that named it, and that feature's type, for the filter beside the link. */
  readonly feature?: string;
  readonly featureType?: string;
  /** Show the whole id, however long. */
  readonly full?: boolean;
}

/** An entity: its page on a click, its events through the funnel. */
export function EntityRef({ type, id, feature, featureType = '', full }: EntityRefProps) {
  return (
    <span className="entity-ref">
      <Link
        to="/entities/$type/$id"
        params={{ type, id }}
        preload={false}
        className="mono truncate"
        title={`${type} ${id}`}
      >
        {full === true ? id : formatId(id)}
      </Link>
      {feature !== undefined && (
        <FilterLink
          add={`${feature} == ${idLiteral(id, featureType)}`}
          exclude={`${feature} != ${idLiteral(id, featureType)}`}
          className="entity-filter"
          label={`Filter events by ${feature} ${id}`}
        >
          <ListFilter size={12} aria-hidden />
        </FilterLink>
      )}
    </span>
  );
}
