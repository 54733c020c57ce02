/** Before a draft goes in force: what it changes, whether it compiles, what its tests and its backtest say, and why it is done. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { CircleAlert, CircleCheck, CircleDashed, Rocket } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { backtestsQuery, checkFiles } from '../../api/authoring.ts';
import type { DeployState } from '../../api/authoring-types.ts';
import { describeError, Problem } from '../../api/problem.ts';
import { Button, Segmented } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import type { Session } from './draft/useSession.ts';
import { DiffView } from './panels/DiffView.tsx';
import type { useTests } from './panels/TestsPanel.tsx';

interface DeployDialogProps {
  readonly session: Session;
  readonly tests: ReturnType<typeof useTests>;
  readonly onClose: () => void;
  /** Rejects with why it was refused. */
  readonly onDeploy: (reason: string, state: DeployState) => Promise<void>;
}

export function DeployDialog({ session, tests, onClose, onDeploy }: DeployDialogProps) {
  const { buffer, head } = session;
  const [reason, setReason] = useState('');
  const check = useQuery({
    queryKey: ['deploy-check', buffer.version()],
    queryFn: () => checkFiles(buffer.overlay()),
    gcTime: 0,
    retry: false,
  });
  const backtests = useQuery({ ...backtestsQuery(head.id ?? ''), enabled: head.id !== null });
  const { mutate: runTests } = tests;
  useEffect(() => runTests(), [runTests]);
  const [state, setState] = useState<DeployState>('live');
  const deploy = useMutation({ mutationFn: () => onDeploy(reason.trim(), state) });
  const changes = buffer.changes();
  const conflicts = buffer.conflicts();
  const backtest = backtests.data?.items.find(({ state }) => state === 'done');
  const ready = check.data?.ok === true && conflicts.length === 0 && reason.trim() !== '' && !deploy.isPending;
  return (
    <Dialog title={`Put “${head.name}” in force`} onClose={onClose}>
      <form
        className="dialog-form deploy"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) deploy.mutate();
        }}
      >
        <ul className="deploy-steps">
          {check.data === undefined ? (
            <Step state={check.error === null ? 'open' : 'bad'}>
              {check.error === null ? 'Checking…' : describeError(check.error).title}
            </Step>
          ) : (
            <Step state={check.data.ok ? 'good' : 'bad'}>
              {check.data.ok ? 'The draft compiles' : `${check.data.errors} errors: it cannot go in force`}
              {check.data.warnings > 0 && <span className="muted"> with {check.data.warnings} warnings</span>}
            </Step>
          )}
          {conflicts.length > 0 && (
            <Step state="bad">
              Changed in force since you began: {conflicts.join(', ')}. Decide on them under Changes.
            </Step>
          )}
          <Tests tests={tests} />
          <Step state={backtest === undefined || backtest.revision !== head.revision ? 'open' : 'good'}>
            {backtest === undefined
              ? 'No backtest: nobody has looked at what it does to past events'
              : backtest.revision === head.revision
                ? `Backtested over ${backtest.span}`
                : `The last backtest was of revision ${backtest.revision}; this is ${head.revision}`}
          </Step>
        </ul>
        <details open={changes.length <= 2}>
          <summary>{changes.length === 1 ? 'One file changes' : `${changes.length} files change`}</summary>
          {changes.map(({ path, text }) => (
            <div key={path} className="deploy-file">
              <p className="mono">{path}</p>
              <DiffView label={`Changes of ${path}`} before={buffer.inForce(path)} after={text} />
            </div>
          ))}
        </details>
        <div className="row row-wrap">
          <Segmented<DeployState>
            label="How"
            choices={[
              { value: 'live', label: 'In force at once' },
              { value: 'shadow', label: 'In shadow first' },
            ]}
            value={state}
            onChange={setState}
          />
          <span className="muted">
            {state === 'live'
              ? 'The files are written, and decide the next event.'
              : 'It decides every event beside the rules in force, and nothing comes of it; promote it under Rules.'}
          </span>
        </div>
        <div className="field">
          <label htmlFor="deploy-reason">Why, for whoever reads the history</label>
          <textarea
            id="deploy-reason"
            className="input"
            rows={2}
            maxLength={2000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </div>
        <div role="alert">{deploy.error !== null && <p className="form-error">{refusal(deploy.error)}</p>}</div>
        <div className="dialog-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" tone="primary" disabled={!ready}>
            <Rocket size={14} aria-hidden />{' '}
            {deploy.isPending ? 'Working…' : actionOf(state, tests.data?.run.ok === false)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function actionOf(state: DeployState, failing: boolean): string {
  if (state === 'shadow') return 'Run in shadow';
  return failing ? 'Put in force all the same' : 'Put in force';
}

function Tests({ tests: { data, error, isPending } }: Pick<DeployDialogProps, 'tests'>) {
  if (isPending || (data === undefined && error === null)) return <Step state="open">Running the tests…</Step>;
  if (error !== null)
    return <Step state="bad">The tests could not run: {describeError(error).detail ?? error.message}</Step>;
  if (data.run.files.length === 0) return <Step state="open">There are no tests</Step>;
  const { ok, passed, failed } = data.run;
  return (
    <Step state={ok ? 'good' : 'bad'}>
      {ok ? `${passed} tests passed` : `${failed} tests failed, ${passed} passed`}
    </Step>
  );
}

function Step({ state, children }: { readonly state: 'good' | 'bad' | 'open'; readonly children: ReactNode }) {
  const icons = { good: CircleCheck, bad: CircleAlert, open: CircleDashed };
  const names = { good: 'fine', bad: 'in the way, or bad', open: 'not known' };
  const Icon = icons[state];
  return (
    <li className={`deploy-step deploy-${state}`}>
      <Icon size={16} role="img" aria-label={names[state]} />
      <span>{children}</span>
    </li>
  );
}

function refusal(error: Error): string {
  if (!(error instanceof Problem)) return error.message;
  const paths = error.findings.map(({ message }) => message).filter((message) => !message.includes('\n'));
  return [error.detail ?? error.message, ...paths].join(': ');
}
