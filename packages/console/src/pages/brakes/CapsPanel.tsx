/** Caps with what is used of them, and setting them. */
import { useState } from 'react';
import { type BrakesState, type Cap, changeBrakes, refreshBrakes } from '../../api/brakes.ts';
import { Button } from '../../kit/Button.tsx';
import { TextField } from '../../kit/Field.tsx';
import { Panel } from '../../kit/Panel.tsx';
import { ReasonDialog } from '../../kit/ReasonForm.tsx';
import { formatCount } from '../../lib/format.ts';
import { effectsText, spanText, whoseCap } from './words.ts';

type Asked = { readonly change: 'set' | 'unset'; readonly cap: Cap } | { readonly change: 'new' };

export function CapsPanel({ brakes, rules }: { readonly brakes: BrakesState; readonly rules: readonly string[] }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = () => setAsked(null);
  return (
    <Panel
      title="Caps"
      note="what goes over one is held"
      flush
      actions={
        <Button small onClick={() => setAsked({ change: 'new' })}>
          Set a cap
        </Button>
      }
    >
      <div className="scroll-x">
        <table className="table caps">
          <thead>
            <tr>
              <th scope="col">Cap</th>
              <th scope="col">Used</th>
              <th scope="col">
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {brakes.caps.map((cap) => (
              <CapRow
                key={`${cap.scope} ${cap.rule} ${cap.effects} ${cap.spanSeconds}`}
                cap={cap}
                onAsk={(change) => setAsked({ change, cap })}
              />
            ))}
          </tbody>
        </table>
      </div>
      {asked?.change === 'new' && <NewCapDialog rules={rules} onClose={close} />}
      {asked?.change === 'set' && <LimitDialog cap={asked.cap} onClose={close} />}
      {asked?.change === 'unset' && <UnsetDialog cap={asked.cap} onClose={close} />}
    </Panel>
  );
}

function CapRow({ cap, onAsk }: { readonly cap: Cap; readonly onAsk: (change: 'set' | 'unset') => void }) {
  const { limit, usedMost, changed, used } = cap;
  const name = `${whoseCap(cap)}, ${effectsText(cap.effects)}`;
  const [most] = used;
  return (
    <tr>
      <td>
        <span className="cap-name">
          <strong>{whoseCap(cap)}</strong>
          <span>
            {limit === null ? 'any number of' : formatCount(limit)} {effectsText(cap.effects)} in{' '}
            {spanText(cap.spanSeconds)}
          </span>
          {changed !== null && (
            <span className="muted" title={changed.reason}>
              set by {changed.by}: {changed.reason}
            </span>
          )}
        </span>
      </td>
      <td className="cap-usage">
        {limit === null ? (
          <span className="muted">no cap</span>
        ) : (
          <>
            <Meter used={usedMost} limit={limit} label={`${name}: ${usedMost} of ${limit} used`} />
            <span className="num muted">
              {formatCount(usedMost)}
              {cap.scope === 'each-rule' && most?.rule != null && ` (${most.rule})`}
            </span>
          </>
        )}
      </td>
      <td>
        <div className="settle">
          <Button small aria-label={`Change the cap: ${name}`} onClick={() => onAsk('set')}>
            Change
          </Button>
          {changed !== null && (
            <Button small aria-label={`Take back the change: ${name}`} onClick={() => onAsk('unset')}>
              Take back
            </Button>
          )}
        </div>
      </td>
    </tr>
  );
}

/** Where a bar turns from calm to urgent. */
const nearlyFull = 0.8;

export function Meter({
  used,
  limit,
  label,
}: {
  readonly used: number;
  readonly limit: number;
  readonly label: string;
}) {
  const share = limit === 0 ? 1 : Math.min(1, used / limit);
  const state = share >= 1 ? 'full' : share >= nearlyFull ? 'near' : 'calm';
  return (
    <span className="meter" role="img" aria-label={label} data-state={state}>
      <span style={{ width: `${Math.round(share * 100)}%` }} />
    </span>
  );
}

function LimitDialog({ cap, onClose }: { readonly cap: Cap; readonly onClose: () => void }) {
  const { scope, rule, effects, spanSeconds, limit } = cap;
  return (
    <ReasonDialog
      refresh={refreshBrakes}
      title={`Cap on ${effectsText(effects)}: ${whoseCap(cap)}`}
      confirm="Set the cap"
      run={async (reason, text) => {
        const body = { scope, ...(rule === null ? {} : { rule }), effects, spanSeconds };
        await changeBrakes('caps', { ...body, limit: Number(text('limit')), reason });
        return 'The cap is set';
      }}
      onClose={onClose}
    >
      <TextField
        label={`At most, in ${spanText(spanSeconds)}`}
        name="limit"
        type="number"
        min={0}
        max={1_000_000_000}
        required
        defaultValue={limit ?? ''}
      />
    </ReasonDialog>
  );
}

function UnsetDialog({ cap, onClose }: { readonly cap: Cap; readonly onClose: () => void }) {
  const { scope, rule, effects, spanSeconds } = cap;
  return (
    <ReasonDialog
      refresh={refreshBrakes}
      title="Take the change back"
      confirm="Take it back"
      run={async (reason) => {
        const body = { scope, ...(rule === null ? {} : { rule }), effects, spanSeconds };
        await changeBrakes('caps/unset', { ...body, reason });
        return 'What the installation’s file says holds again';
      }}
      onClose={onClose}
    >
      <p className="muted">What the installation’s file says holds again, which may be no cap.</p>
    </ReasonDialog>
  );
}

const spans = [
  { seconds: 60, label: 'a minute' },
  { seconds: 3_600, label: 'an hour' },
  { seconds: 86_400, label: 'a day' },
] as const;

function NewCapDialog({ rules, onClose }: { readonly rules: readonly string[]; readonly onClose: () => void }) {
  return (
    <ReasonDialog
      refresh={refreshBrakes}
      title="Set a cap for a rule"
      confirm="Set the cap"
      run={async (reason, text) => {
        await changeBrakes('caps', {
          scope: 'rule',
          rule: text('rule'),
          effects: text('effects'),
          spanSeconds: Number(text('span')),
          limit: Number(text('limit')),
          reason,
        });
        return `A cap for ${text('rule')} is set`;
      }}
      onClose={onClose}
    >
      <TextField label="Rule" name="rule" required suggestions={rules} autoComplete="off" />
      <TextField
        label="Effects: *, label, verdict, plugin, or one with a name as label:spam"
        name="effects"
        required
        defaultValue="label"
        pattern="\*|(label|verdict|plugin)(:.+)?"
        title="*, label, verdict, plugin, or one of these with a name, as label:spam"
      />
      <div className="field-row">
        <TextField label="At most" name="limit" type="number" min={0} max={1_000_000_000} required />
        <label className="field">
          <span className="label">Within</span>
          <select name="span" className="input" defaultValue={3_600}>
            {spans.map(({ seconds, label }) => (
              <option key={seconds} value={seconds}>
                {label}
              </option>
            ))}
          </select>
        </label>
      </div>
    </ReasonDialog>
  );
}
