/** What a page shows when it has nothing to show: loading, empty, and failed. Each says what to do next. */
import { CircleAlert, SearchX } from 'lucide-react';
import type { ReactNode } from 'react';
import { describeError } from '../api/problem.ts';
import { Button } from './Button.tsx';
import './states.css';

/** Bars where rows will be; the widths vary a little, as text does. */
export function Loading({ rows = 5, label = 'Loading' }: { readonly rows?: number; readonly label?: string }) {
  return (
    <div className="skeletons" role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars are interchangeable
        <span key={index} className="skeleton" style={{ width: `${92 - ((index * 37) % 45)}%` }} />
      ))}
    </div>
  );
}

interface EmptyProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  readonly icon?: ReactNode;
}

export function Empty({ title, children, action, icon }: EmptyProps) {
  return (
    <div className="state">
      {icon ?? <SearchX size={22} aria-hidden />}
      <strong>{title}</strong>
      {children !== undefined && <p>{children}</p>}
      {action}
    </div>
  );
}

interface FailedProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
}

export function Failed({ error, onRetry }: FailedProps) {
  const { title, detail } = describeError(error);
  return (
    <div className="state state-error" role="alert">
      <CircleAlert size={22} aria-hidden />
      <strong>{title}</strong>
      {detail !== null && <p className="wrap-any">{detail}</p>}
      {onRetry !== undefined && <Button onClick={onRetry}>Try again</Button>}
    </div>
  );
}
