/** Above the text: which file it is, and what can be done with it as a whole. */
import { Trash2, Undo2, WandSparkles } from 'lucide-react';
import { Button } from '../../kit/Button.tsx';
import { Badge } from '../../kit/Panel.tsx';
import type { DraftBuffer } from './draft/buffer.ts';

interface FileHeadProps {
  readonly path: string;
  readonly buffer: DraftBuffer;
  readonly onFormat: () => void;
}

export function FileHead({ path, buffer, onFormat }: FileHeadProps) {
  const state = buffer.state(path);
  const exists = buffer.text(path) !== null;
  return (
    <header className="file-head">
      <h2 className="mono truncate">{path}</h2>
      {state !== 'same' && (
        <Badge tone={state === 'removed' ? 'red' : state === 'added' ? 'green' : 'blue'}>
          {state === 'added' ? 'new' : state}
        </Badge>
      )}
      <span className="grow" />
      {state !== 'same' && (
        <Button small tone="quiet" onClick={() => buffer.revert(path)}>
          <Undo2 size={13} aria-hidden /> Undo all
        </Button>
      )}
      {exists && path.endsWith('.sml') && (
        <Button small tone="quiet" onClick={onFormat} title="Ctrl-Shift-F">
          <WandSparkles size={13} aria-hidden /> Format
        </Button>
      )}
      {exists && path !== 'main.sml' && (
        <Button small tone="quiet" onClick={() => buffer.set(path, null)}>
          <Trash2 size={13} aria-hidden /> Delete
        </Button>
      )}
    </header>
  );
}
