/** The files of the draft by directory, each with what was changed in it and what is wrong with it. */
import { FilePlus2 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { IconButton } from '../../kit/Button.tsx';
import type { DiagnosticsByPath } from './code/client.ts';
import type { DraftBuffer, FileState } from './draft/buffer.ts';

interface FileTreeProps {
  readonly buffer: DraftBuffer;
  readonly tooLarge: readonly string[];
  readonly selected: string;
  readonly diagnostics: DiagnosticsByPath | null;
  readonly onOpen: (path: string) => void;
  readonly onNew: () => void;
}

const stateText: Record<FileState, string> = { same: '', changed: 'changed', added: 'new', removed: 'deleted' };

export function FileTree({ buffer, tooLarge, selected, diagnostics, onOpen, onNew }: FileTreeProps) {
  const tree = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another file is what scrolls
  useEffect(() => {
    tree.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  const groups = Map.groupBy(buffer.paths(), directoryOf);
  return (
    <nav className="tree" ref={tree} aria-label="Files of the ruleset">
      <div className="tree-head">
        <h2>Files</h2>
        <IconButton label="New file" icon={<FilePlus2 size={15} />} small onClick={onNew} />
      </div>
      {[...groups]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([directory, paths]) => (
          <section key={directory} aria-label={directory === '' ? 'Top level' : directory}>
            {directory !== '' && <h3>{directory}/</h3>}
            <ul>
              {paths.map((path) => {
                const state = buffer.state(path);
                const found = diagnostics?.[path] ?? [];
                const errors = found.filter(({ severity }) => severity === 'error').length;
                const warnings = found.length - errors;
                return (
                  <li key={path}>
                    <button
                      type="button"
                      className="tree-file"
                      data-state={state}
                      aria-current={path === selected ? 'true' : undefined}
                      onClick={() => onOpen(path)}
                    >
                      <span className="truncate">{path.slice(directory === '' ? 0 : directory.length + 1)}</span>
                      {errors > 0 && <Count tone="error" count={errors} one="error" />}
                      {errors === 0 && warnings > 0 && <Count tone="warning" count={warnings} one="warning" />}
                      {state !== 'same' && <span className="tree-state">{stateText[state]}</span>}
                    </button>
                  </li>
                );
              })}
            </ul>
          </section>
        ))}
      {tooLarge.length > 0 && (
        <p className="faint tree-note">
          {tooLarge.length === 1 ? `${tooLarge[0]} is` : `${tooLarge.length} files are`} too large to be edited here.
        </p>
      )}
    </nav>
  );
}

function Count({
  tone,
  count,
  one,
}: {
  readonly tone: 'error' | 'warning';
  readonly count: number;
  readonly one: string;
}) {
  return (
    <span className={`tree-count tree-${tone}`} title={`${count} ${one}${count === 1 ? '' : 's'}`}>
      {count}
      <span className="visually-hidden"> {count === 1 ? one : `${one}s`}</span>
    </span>
  );
}

function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}
