/** A file's change as a unified diff. */
import { useMemo } from 'react';
import { type DiffLine, unifiedDiff } from '../draft/diff.ts';

interface DiffViewProps {
  readonly label: string;
  readonly before: string | null;
  readonly after: string | null;
}

const signs: Record<DiffLine['kind'], string> = { same: ' ', added: '+', removed: '−', skipped: '⋯' };

export function DiffView({ label, before, after }: DiffViewProps) {
  const lines = useMemo(() => unifiedDiff(before, after), [before, after]);
  if (lines.length === 0) return <p className="muted diff-none">The file is empty.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll sideways, which needs focus
    <section className="diff" aria-label={label} tabIndex={0}>
      <div className="diff-lines">
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of one diff, in order
          <div key={index} className={`diff-line diff-${line.kind}`}>
            <span className="diff-number">{line.before ?? ''}</span>
            <span className="diff-number">{line.after ?? ''}</span>
            <span className="diff-sign">{signs[line.kind]}</span>
            <span className="diff-text">{line.text}</span>
          </div>
        ))}
      </div>
    </section>
  );
}
