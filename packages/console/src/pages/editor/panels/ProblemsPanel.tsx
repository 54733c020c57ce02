/** Everything that is wrong with the draft, or could be better; arrows move, Enter goes there. */
import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import type { Position, WorkspaceEdit } from '../../../api/authoring-types.ts';
import { Button } from '../../../kit/Button.tsx';
import { Empty, Failed, Loading } from '../../../kit/States.tsx';
import { type Diagnostics, type Problem, problemsOf } from '../useDiagnostics.ts';

interface ProblemsPanelProps {
  readonly diagnostics: Diagnostics;
  readonly onGoTo: (path: string, position: Position) => void;
  readonly onFix: (edit: WorkspaceEdit) => void;
}

export function ProblemsPanel({ diagnostics, onGoTo, onFix }: ProblemsPanelProps) {
  const { files, error } = diagnostics;
  if (files === null) return error === null ? <Loading rows={3} label="Checking" /> : <Failed error={error} />;
  const problems = problemsOf(files);
  return (
    <>
      {error !== null && (
        <p className="strip strip-amber">The server did not answer: these are the problems of a moment ago.</p>
      )}
      {problems.length === 0 ? (
        <Empty title="No problems" icon={<CircleCheck size={22} className="state-true" aria-hidden />}>
          The draft compiles, and no lint has anything to say.
        </Empty>
      ) : (
        <ul className="problems" onKeyDown={moveFocus}>
          {problems.map((problem, index) => (
            <Row key={keyOf(problem, index)} problem={problem} onGoTo={onGoTo} onFix={onFix} />
          ))}
        </ul>
      )}
    </>
  );
}

/** Other places that a problem speaks of. */
const relatedShown = 2;

interface RowProps extends Omit<ProblemsPanelProps, 'diagnostics'> {
  readonly problem: Problem;
}

function Row({ problem: { path, diagnostic }, onGoTo, onFix }: RowProps) {
  const { severity, message, code, range, fixes, related } = diagnostic;
  const [first = '', ...rest] = message.split('\n');
  return (
    <li className="problem" data-severity={severity}>
      <button type="button" className="problem-main" onClick={() => onGoTo(path, range.start)}>
        {severity === 'error' ? (
          <CircleAlert size={15} className="problem-error" role="img" aria-label="Error" />
        ) : (
          <TriangleAlert size={15} className="problem-warning" role="img" aria-label="Warning" />
        )}
        <span className="problem-text">
          {first}
          {rest.length > 0 && <span className="muted"> {rest.join(' ')}</span>}
        </span>
        <span className="problem-place">
          {code !== null && <span className="problem-code">{code}</span>}
          {path}:{range.start.line + 1}
        </span>
      </button>
      <span className="problem-fixes">
        {related.slice(0, relatedShown).map(({ location, message: about }) => (
          <button
            key={`${location.path}:${location.range.start.line}:${location.range.start.character}`}
            type="button"
            className="change-path"
            title={about}
            onClick={() => onGoTo(location.path, location.range.start)}
          >
            see {location.path}:{location.range.start.line + 1}
          </button>
        ))}
        {fixes.map(({ title, edit }) => (
          <Button key={title} small title={title} onClick={() => onFix(edit)}>
            {title.length > 40 ? 'Fix' : title}
          </Button>
        ))}
      </span>
    </li>
  );
}

/** Up, down, home and end among the problems; Tab reaches the repairs. */
function moveFocus(event: KeyboardEvent<HTMLUListElement>): void {
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('.problem-main')];
  const now = rows.findIndex((row) => row.closest('li')?.contains(document.activeElement) === true);
  const next = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: rows.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  rows[Math.max(0, Math.min(next, rows.length - 1))]?.focus();
}

const keyOf = ({ path, diagnostic }: Problem, index: number): string =>
  `${path}:${diagnostic.range.start.line}:${diagnostic.message}:${index}`;
