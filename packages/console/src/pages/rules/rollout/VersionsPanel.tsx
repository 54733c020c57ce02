/** Every ruleset that was in force: when, by whom and why, what changed, and the way back. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { followFiles, refreshRollout, rollBack, type Version, versionsQuery } from '../../../api/rollout.ts';
import { Button } from '../../../kit/Button.tsx';
import { Badge, Panel } from '../../../kit/Panel.tsx';
import { ReasonDialog } from '../../../kit/ReasonForm.tsx';
import { Failed, Loading } from '../../../kit/States.tsx';
import { Ago } from '../../../kit/Time.tsx';
import { DiffDialog } from './DiffDialog.tsx';
import '../../../kit/table.css';

const shortHash = 12;
/** Rows before a person asks for more. */
const shown = 5;

type Asked =
  | { readonly what: 'diff'; readonly from: string; readonly to: string }
  | { readonly what: 'rollback'; readonly version: Version }
  | { readonly what: 'follow' };

export function VersionsPanel() {
  const { data, error, refetch } = useQuery(versionsQuery);
  const [all, setAll] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const items = data?.items ?? [];
  const close = () => setAsked(null);
  return (
    <Panel title="Versions" note={data === undefined ? undefined : items.length} flush>
      {error !== null && data === undefined ? (
        <Failed error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <Loading rows={3} />
      ) : (
        <>
          {data.pinnedOver !== null && (
            <div className="pinned" role="status">
              <p>
                An earlier version is in force. The files on disk (
                <span className="mono">{data.pinnedOver.slice(0, shortHash)}</span>) are passed over until they change.
              </p>
              <Button small onClick={() => setAsked({ what: 'follow' })}>
                Follow the files again
              </Button>
            </div>
          )}
          <div className="scroll-x">
            <table className="table versions-table">
              <thead>
                <tr>
                  <th scope="col">Version</th>
                  <th scope="col">In force</th>
                  <th scope="col">By</th>
                  <th scope="col">Reason</th>
                  <th scope="col" className="right">
                    Rules
                  </th>
                  <th scope="col">
                    <span className="visually-hidden">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {(all ? items : items.slice(0, shown)).map((version, index) => (
                  <Row
                    key={version.position}
                    version={version}
                    before={items[index + 1]}
                    isActive={index === 0}
                    onAsk={setAsked}
                    active={data.active}
                  />
                ))}
              </tbody>
            </table>
          </div>
          {!all && items.length > shown && (
            <p className="more">
              <Button small tone="quiet" onClick={() => setAll(true)}>
                {items.length - shown} earlier ones
              </Button>
            </p>
          )}
        </>
      )}
      {asked?.what === 'diff' && <DiffDialog from={asked.from} to={asked.to} onClose={close} />}
      {asked?.what === 'rollback' && <RollbackDialog version={asked.version} onClose={close} />}
      {asked?.what === 'follow' && <FollowDialog onClose={close} />}
    </Panel>
  );
}

interface RowProps {
  readonly version: Version;
  readonly before: Version | undefined;
  readonly isActive: boolean;
  readonly active: string | null;
  readonly onAsk: (asked: Asked) => void;
}

function Row({ version, before, isActive, active, onAsk }: RowProps) {
  const { hash, at, by, approvedBy, reason, rules, fromCandidate } = version;
  const short = hash.slice(0, shortHash);
  return (
    <tr>
      <td>
        <span className="mono">{short}</span> {isActive && <Badge tone="green">in force</Badge>}
        {fromCandidate && <Badge title="It was the candidate, and goes on with its counters">candidate</Badge>}
      </td>
      <td>
        <Ago iso={at} />
      </td>
      <td>
        {by}
        {approvedBy !== null && <span className="muted"> · {approvedBy}</span>}
      </td>
      <td>{reason}</td>
      <td className="right num">{rules}</td>
      <td className="right">
        <span className="row-actions">
          {before !== undefined && (
            <Button
              small
              tone="quiet"
              aria-label={`Changes of ${short}`}
              onClick={() => onAsk({ what: 'diff', from: before.hash, to: hash })}
            >
              Changes
            </Button>
          )}
          {hash !== active && (
            <Button small aria-label={`Roll back to ${short}`} onClick={() => onAsk({ what: 'rollback', version })}>
              Roll back
            </Button>
          )}
        </span>
      </td>
    </tr>
  );
}

function RollbackDialog({ version, onClose }: { readonly version: Version; readonly onClose: () => void }) {
  const short = version.hash.slice(0, shortHash);
  return (
    <ReasonDialog
      title={`Roll back to ${short}`}
      refresh={refreshRollout}
      confirm="Roll back"
      danger
      onClose={onClose}
      run={async (reason) => {
        await rollBack(version.hash, reason);
        return `${short} is in force again`;
      }}
    >
      <p className="muted">
        From the next event on this version decides again. Counters that both have go on. Where the files on disk say
        otherwise, they are passed over until they change or are followed again.
      </p>
    </ReasonDialog>
  );
}

function FollowDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <ReasonDialog
      title="Follow the files again"
      refresh={refreshRollout}
      confirm="Put the files in force"
      onClose={onClose}
      run={async (reason) => {
        await followFiles(reason);
        return 'What the files say is in force';
      }}
    />
  );
}
