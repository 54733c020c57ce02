/** Choosing a state: what each means, and what the choice will need. */
import { useId, useState } from 'react';
import { type Change, refreshRollout, type State, type StateRequest } from '../../../api/rollout.ts';
import { ReasonForm } from '../../../kit/ReasonForm.tsx';
import { stateMeaning } from './words.ts';

interface StateFormProps {
  readonly now: { readonly state: State; readonly percent: number | null };
  readonly choices: readonly State[];
  /** Effects that cannot be taken back, in words. */
  readonly irreversible: readonly string[];
  readonly put: (request: StateRequest) => Promise<Change>;
  /** What to tell of the change. */
  readonly told: (change: Change, request: StateRequest) => string;
  readonly onClose: () => void;
}

const firstPercent = 5;

export function StateForm({ now, choices, irreversible, put, told, onClose }: StateFormProps) {
  const [state, setState] = useState<State>(now.state);
  const [percent, setPercent] = useState(String(now.percent ?? firstPercent));
  const name = useId();
  const share = state === 'canary' ? Number(percent) : null;
  const reach = (one: { readonly state: State; readonly percent: number | null }) =>
    one.state === 'live' ? 100 : (one.percent ?? 0);
  const needsSecond = irreversible.length > 0 && reach({ state, percent: share }) > reach(now);
  const same = state === now.state && share === now.percent;
  return (
    <ReasonForm
      refresh={refreshRollout}
      confirm={needsSecond ? 'Propose' : 'Change state'}
      disabled={same}
      danger={state === 'disabled'}
      onCancel={onClose}
      onDone={onClose}
      run={async (reason) => {
        const request = { state, percent: share, reason };
        return told(await put(request), request);
      }}
    >
      <fieldset className="states">
        <legend>State</legend>
        {choices.map((choice) => (
          <label key={choice} className="state-choice">
            <input
              type="radio"
              name={name}
              value={choice}
              checked={state === choice}
              onChange={() => setState(choice)}
            />
            <span>
              <strong>{choice}</strong>
              <span className="muted">{stateMeaning[choice]}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {state === 'canary' && (
        <div className="field percent">
          <label htmlFor={`${name}-percent`}>Share of entities, %</label>
          <input
            id={`${name}-percent`}
            className="input"
            type="number"
            min={0.01}
            max={99.99}
            step={0.01}
            required
            value={percent}
            onChange={(event) => setPercent(event.target.value)}
          />
        </div>
      )}
      {needsSecond && (
        <p className="second-person" role="note">
          This cannot be taken back: {irreversible.join('; ')}. Another signed-in person has to approve it before it
          acts.
        </p>
      )}
    </ReasonForm>
  );
}
