/** What differs between two versions of the ruleset: rules with their effects, and files line by line. */
import { useQuery } from '@tanstack/react-query';
import { diffQuery } from '../../../api/rollout.ts';
import { Dialog } from '../../../kit/Dialog.tsx';
import { Badge, type Tone } from '../../../kit/Panel.tsx';
import { Empty, Failed, Loading } from '../../../kit/States.tsx';

interface DiffDialogProps {
  readonly from: string;
  readonly to: string;
  readonly onClose: () => void;
}

const tones: Readonly<Record<'added' | 'removed' | 'changed', Tone>> = {
  added: 'green',
  removed: 'red',
  changed: 'amber',
};
const shortHash = 12;

export function DiffDialog({ from, to, onClose }: DiffDialogProps) {
  const { data, error, refetch } = useQuery(diffQuery(from, to));
  return (
    <Dialog title={`${from.slice(0, shortHash)} → ${to.slice(0, shortHash)}`} onClose={onClose}>
      {error !== null && data === undefined ? (
        <Failed error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <Loading rows={6} />
      ) : data.files.length === 0 ? (
        <Empty title="The two are the same" />
      ) : (
        <div className="rule-state">
          {data.rules.length > 0 && (
            <ul className="diff-rules">
              {data.rules.map(({ name, change, effectsAdded, effectsRemoved }) => (
                <li key={name}>
                  <Badge tone={tones[change]}>{change}</Badge> <strong>{name}</strong>
                  <span className="muted">
                    {effectsAdded.map((effect) => ` now ${effect}`)}
                    {effectsRemoved.map((effect) => ` no longer ${effect}`)}
                  </span>
                </li>
              ))}
            </ul>
          )}
          {data.files.map(({ path, patch }) => (
            <Patch key={path} path={path} patch={patch} />
          ))}
        </div>
      )}
    </Dialog>
  );
}

function Patch({ path, patch }: { readonly path: string; readonly patch: string }) {
  const lines = patch.split('\n').filter((line) => !/^(---|\+\+\+|Index:|=+$)/.test(line));
  return (
    <section aria-label={path}>
      <h3 className="mono">{path}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the text scrolls sideways, which needs focus */}
      <pre className="patch" tabIndex={0}>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text that never changes
          <span key={index} data-line={lineKind(line)}>
            {line}
            {'\n'}
          </span>
        ))}
      </pre>
    </section>
  );
}

function lineKind(line: string): string | undefined {
  if (line.startsWith('+')) return 'added';
  if (line.startsWith('-')) return 'removed';
  return line.startsWith('@@') ? 'place' : undefined;
}
