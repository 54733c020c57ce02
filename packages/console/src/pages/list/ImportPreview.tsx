/** What an import would change, with samples, and the lines that are wrong. */
import type { ListImport } from '../../api/list-types.ts';
import { formatCount } from '../../lib/format.ts';

export function ImportPreview({ preview }: { readonly preview: ListImport }) {
  const { added, changed, removed, unchanged, repeated, invalid, problems, samples } = preview;
  return (
    <div className="list-preview" role="status">
      <dl>
        <Count name="new" count={added} samples={samples.added} tone="list-added" />
        <Count name="changed" count={changed} samples={samples.changed} tone="list-changed" />
        <Count name="removed" count={removed} samples={samples.removed} tone="list-removed" />
        <Count name="as before" count={unchanged} samples={[]} tone="muted" />
        {repeated > 0 && <Count name="said twice" count={repeated} samples={[]} tone="muted" />}
      </dl>
      {invalid > 0 && (
        <div>
          <p className="form-error">
            {formatCount(invalid)} {invalid === 1 ? 'line is' : 'lines are'} wrong:
          </p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the list scrolls, which needs focus */}
          <ol className="list-problems" tabIndex={0} aria-label="Lines that are wrong">
            {problems.map(({ line, problem }) => (
              <li key={line}>
                <span className="num">line {line}</span> <span className="wrap-any">{problem}</span>
              </li>
            ))}
            {invalid > problems.length && <li className="muted">and {formatCount(invalid - problems.length)} more</li>}
          </ol>
        </div>
      )}
    </div>
  );
}

interface CountProps {
  readonly name: string;
  readonly count: number;
  readonly samples: readonly string[];
  readonly tone: string;
}

const shown = 5;

function Count({ name, count, samples, tone }: CountProps) {
  const rest = count - Math.min(shown, samples.length);
  return (
    <div>
      <dt className={count === 0 ? 'faint' : tone}>
        <strong className="num">{formatCount(count)}</strong> {name}
      </dt>
      <dd className="muted mono wrap-any">
        {samples.slice(0, shown).join(' · ')}
        {samples.length > 0 && rest > 0 && ' …'}
      </dd>
    </div>
  );
}
