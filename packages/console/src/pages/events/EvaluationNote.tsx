/** How the query was answered, where there is something to know: what a rule would refuse, and what was evaluated row by row. */
import type { Evaluation } from '../../api/types.ts';
import { formatCount } from '../../lib/format.ts';

export function EvaluationNote({ evaluation }: { readonly evaluation: Evaluation }) {
  const { warnings = '', residuals, evaluated, missing } = evaluation;
  return (
    <>
      {warnings !== '' && (
        <div className="query-warning" role="status">
          <pre>{warnings}</pre>
        </div>
      )}
      {residuals.length > 0 && (
        <details className="query-note">
          <summary>
            {residuals.length === 1 ? 'A part' : `${residuals.length} parts`} of this query cannot be asked of the
            database{residuals.length === 1 ? '; it was' : '; they were'} evaluated on{' '}
            {evaluated === 1 ? 'one event' : `${formatCount(evaluated)} events`} for this page
            {missing > 0 && `; ${formatCount(missing)} were left out, because their input is no longer in the journal`}
          </summary>
          <ul>
            {residuals.map(({ source, reason }) => (
              <li key={source + reason}>
                <code>{source}</code> <span className="faint">{reason}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
