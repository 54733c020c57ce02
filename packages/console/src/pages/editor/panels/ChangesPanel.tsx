/** What the draft changes against the rules in force, file by file, and what somebody else changed meanwhile. */
import { GitCompareArrows, Undo2 } from 'lucide-react';
import { Button } from '../../../kit/Button.tsx';
import { Badge, type Tone } from '../../../kit/Panel.tsx';
import { Empty } from '../../../kit/States.tsx';
import type { DraftBuffer, FileState } from '../draft/buffer.ts';
import { DiffView } from './DiffView.tsx';

interface ChangesPanelProps {
  readonly buffer: DraftBuffer;
  readonly onOpen: (path: string) => void;
}

const tones: Record<FileState, Tone> = { same: 'neutral', changed: 'blue', added: 'green', removed: 'red' };

export function ChangesPanel({ buffer, onOpen }: ChangesPanelProps) {
  const changes = buffer.changes();
  if (changes.length === 0) {
    return (
      <Empty title="Nothing changed yet" icon={<GitCompareArrows size={22} aria-hidden />}>
        What you write is shown here against the rules in force.
      </Empty>
    );
  }
  const conflicts = new Set(buffer.conflicts());
  return (
    <ul className="changes">
      {changes.map(({ path, text, base }) => (
        <li key={path}>
          <div className="change-head">
            <button type="button" className="change-path" onClick={() => onOpen(path)}>
              {path}
            </button>
            <Badge tone={tones[buffer.state(path)]}>{buffer.state(path)}</Badge>
            {conflicts.has(path) && <Badge tone="amber">changed in force, too</Badge>}
            <span className="grow" />
            {conflicts.has(path) && (
              <Button small onClick={() => buffer.keepMine(path)}>
                Keep mine
              </Button>
            )}
            <Button small onClick={() => buffer.revert(path)}>
              <Undo2 size={13} aria-hidden /> {conflicts.has(path) ? 'Take theirs' : 'Undo'}
            </Button>
          </div>
          {conflicts.has(path) && (
            <details className="change-theirs">
              <summary>What they changed since you began</summary>
              <DiffView label={`Their changes of ${path}`} before={base} after={buffer.inForce(path)} />
            </details>
          )}
          <DiffView label={`Changes of ${path}`} before={buffer.inForce(path)} after={text} />
        </li>
      ))}
    </ul>
  );
}
