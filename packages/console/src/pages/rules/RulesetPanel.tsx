/** Which ruleset decides now, and whether a newer one was refused. */
import { useQuery } from '@tanstack/react-query';
import { CircleCheck, FileWarning } from 'lucide-react';
import { rulesetQuery } from '../../api/rules.ts';
import type { Ruleset } from '../../api/types.ts';
import { Badge, Facts, Panel } from '../../kit/Panel.tsx';
import { Failed, Loading } from '../../kit/States.tsx';
import { Ago, Copyable, Time } from '../../kit/Time.tsx';
import { formatCount } from '../../lib/format.ts';

const shortHash = 12;

export function RulesetPanel() {
  const { data, error, refetch } = useQuery(rulesetQuery);
  if (data === undefined) {
    return (
      <Panel title="Ruleset">
        {error === null ? <Loading rows={1} /> : <Failed error={error} onRetry={() => void refetch()} />}
      </Panel>
    );
  }
  const { active, refused } = data;
  return (
    <Panel title="Ruleset" note={<Status refused={refused} />}>
      <div className="stack" style={{ gap: 12 }}>
        <Facts
          items={[
            [
              'Hash',
              <Copyable key="h" text={active.hash} short={active.hash.slice(0, shortHash)} label="the ruleset hash" />,
            ],
            ['In force since', <Time key="a" iso={active.activatedAt} />],
            [
              'From position',
              <span key="p" className="num">
                {formatCount(active.position)}
              </span>,
            ],
            [
              'Rules',
              <span key="r" className="num">
                {active.rules}
              </span>,
            ],
            [
              'Features',
              <span key="f" className="num">
                {active.features}
              </span>,
            ],
            ['Files', <Files key="l" files={active.files} />],
          ]}
        />
        {refused !== null && <Refused refused={refused} />}
      </div>
    </Panel>
  );
}

function Status({ refused }: { readonly refused: Ruleset['refused'] }) {
  return refused === null ? (
    <Badge tone="green">
      <CircleCheck size={12} aria-hidden /> newest edit in force
    </Badge>
  ) : (
    <Badge tone="red">
      <FileWarning size={12} aria-hidden /> newest edit refused
    </Badge>
  );
}

function Files({ files }: { readonly files: readonly string[] }) {
  return (
    <details>
      <summary>{files.length}</summary>
      <ul className="mono">
        {files.map((file) => (
          <li key={file}>{file}</li>
        ))}
      </ul>
    </details>
  );
}

function Refused({ refused }: { readonly refused: NonNullable<Ruleset['refused']> }) {
  return (
    <div role="alert">
      <p className="muted">
        An edit was refused <Ago iso={refused.at} />; the ruleset above goes on. Save the file again once this is
        mended:
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the text scrolls sideways, which needs focus */}
      <pre className="diagnostics" tabIndex={0} style={{ marginTop: 8 }}>
        {refused.diagnostics}
      </pre>
    </div>
  );
}
