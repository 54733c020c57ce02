/** The surfaces that pages are made of: panels, page heads, badges and short lists of facts. */
import { type ReactNode, useId } from 'react';
import { cx } from '../lib/cx.ts';
import './panel.css';

interface PanelProps {
  readonly title: string;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  /** No padding: for tables and lists that bring their own. */
  readonly flush?: boolean;
  readonly className?: string;
  readonly id?: string;
  readonly children: ReactNode;
}

export function Panel({ title, note, actions, flush, className, id, children }: PanelProps) {
  const titleId = useId();
  return (
    <section className={cx('panel', className)} aria-labelledby={titleId} id={id}>
      <header className="panel-head">
        <h2 id={titleId}>{title}</h2>
        {note !== undefined && <span className="panel-note num truncate">{note}</span>}
        {actions !== undefined && <div className="panel-actions">{actions}</div>}
      </header>
      <div className={cx('panel-body', flush && 'panel-flush')}>{children}</div>
    </section>
  );
}

interface PageHeadProps {
  readonly title: ReactNode;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

export function PageHead({ title, children, actions }: PageHeadProps) {
  return (
    <header className="page-head">
      <div className="grow">
        <h1>{title}</h1>
        {children}
      </div>
      {actions !== undefined && <div className="page-actions">{actions}</div>}
    </header>
  );
}

export type Tone = 'neutral' | 'red' | 'amber' | 'green' | 'blue' | 'violet' | 'accent';

interface BadgeProps {
  readonly tone?: Tone;
  readonly title?: string;
  readonly children: ReactNode;
}

export function Badge({ tone = 'neutral', title, children }: BadgeProps) {
  return (
    <span className={badgeClass(tone)} title={title}>
      {children}
    </span>
  );
}

/** The same look for links and buttons. */
export function badgeClass(tone: Tone): string {
  return cx('badge', tone !== 'neutral' && `badge-${tone}`);
}

export function Facts({ items }: { readonly items: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="facts">
      {items.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
