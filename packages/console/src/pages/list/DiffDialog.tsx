/** What became of the entries between two versions. */
import { useQuery } from '@tanstack/react-query';
import type { ListDiff } from '../../api/list-types.ts';
import { diffQuery } from '../../api/lists.ts';
import { Dialog } from '../../kit/Dialog.tsx';
import { Failed, Loading } from '../../kit/States.tsx';
import { formatCount, formatTime } from '../../lib/format.ts';

interface DiffDialogProps {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly onClose: () => void;
}

const signs = { added: '+', removed: '−', changed: '~' } as const;

export function DiffDialog({ name, from, to, onClose }: DiffDialogProps) {
  const { data, error, refetch } = useQuery(diffQuery(name, from, to));
  return (
    <Dialog title={`What version ${to} changed`} onClose={onClose}>
      {data === undefined ? (
        error === null ? (
          <Loading rows={6} />
        ) : (
          <Failed error={error} onRetry={() => void refetch()} />
        )
      ) : (
        <div className="stack">
          <p className="num">
            {formatCount(data.added)} new, {formatCount(data.removed)} removed, {formatCount(data.changed)} changed
          </p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the list scrolls, which needs focus */}
          <ul className="list-diff mono" tabIndex={0} aria-label="Changed entries">
            {data.items.map((item) => (
              <li key={item.value} className={`list-${item.change}`}>
                <span role="img" aria-label={item.change}>
                  {signs[item.change]}
                </span>{' '}
                <span className="wrap-any">{item.value}</span>
                {item.change === 'changed' && <Change item={item} />}
              </li>
            ))}
          </ul>
          {data.next !== null && <p className="muted">The first {data.items.length} are shown.</p>}
        </div>
      )}
    </Dialog>
  );
}

function Change({ item: { before, after } }: { readonly item: ListDiff['items'][number] }) {
  const text = (entry: typeof before) =>
    entry === null
      ? ''
      : `${entry.expiresAt === null ? 'never expires' : `expires ${formatTime(entry.expiresAt)}`}${entry.note === '' ? '' : `, ${entry.note}`}`;
  return (
    <span className="muted list-note">
      {text(before)} → {text(after)}
    </span>
  );
}
