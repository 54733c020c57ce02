/** One rule on its way from draft to live: what it does, what is known of it, how it got here, and where it goes. */
import { useQuery } from '@tanstack/react-query';
import { historyQuery, putRule, rolloutQuery, type StagedRule, states } from '../../../api/rollout.ts';
import { Dialog } from '../../../kit/Dialog.tsx';
import { Badge } from '../../../kit/Panel.tsx';
import { Empty, Failed, Loading } from '../../../kit/States.tsx';
import { Ago } from '../../../kit/Time.tsx';
import { RuleEvidence } from './Evidence.tsx';
import { StateForm } from './StateForm.tsx';
import { changeText, stateText, stateTone } from './words.ts';

export function StateDialog({ rule: name, onClose }: { readonly rule: string; readonly onClose: () => void }) {
  const { data, error, refetch } = useQuery(rolloutQuery);
  const rule = data?.rules.find((one) => one.name === name);
  return (
    <Dialog title={`State of ${name}`} onClose={onClose}>
      {error !== null && data === undefined ? (
        <Failed error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <Loading rows={6} />
      ) : rule === undefined ? (
        <Empty title="No such rule">The ruleset in force has no rule of this name.</Empty>
      ) : (
        <RuleState key={`${rule.version} ${rule.setting}`} rule={rule} onClose={onClose} />
      )}
    </Dialog>
  );
}

function RuleState({ rule, onClose }: { readonly rule: StagedRule; readonly onClose: () => void }) {
  const { name, effects, irreversible, said } = rule;
  return (
    <div className="rule-state">
      <p className="state-line">
        <Badge tone={stateTone[rule.state]}>{stateText(rule)}</Badge>
        <span className="muted">
          {said === null ? (
            'since it came: nobody has said otherwise'
          ) : (
            <>
              by {said.by}, <Ago iso={said.at} />: {said.reason}
            </>
          )}
        </span>
      </p>
      <p className="state-line">
        {effects.length === 0 && <span className="muted">This rule has no effects; its hits are recorded.</span>}
        {effects.map((effect) => (
          <Badge
            key={effect}
            tone={irreversible.includes(effect) ? 'red' : 'neutral'}
            title={irreversible.includes(effect) ? 'Cannot be taken back' : 'Can be undone'}
          >
            {effect}
            {irreversible.includes(effect) && ' · final'}
          </Badge>
        ))}
      </p>
      <RuleEvidence rule={name} />
      <StateForm
        now={rule}
        choices={states}
        irreversible={irreversible}
        put={(request) => putRule(name, request)}
        told={(change, request) => changeText(change, name, stateText(request))}
        onClose={onClose}
      />
      <History rule={name} />
    </div>
  );
}

function History({ rule }: { readonly rule: string }) {
  const { data } = useQuery(historyQuery(rule));
  if (data === undefined || data.items.length === 0) return null;
  return (
    <details className="state-history">
      <summary>History ({data.items.length})</summary>
      <ol>
        {data.items.map((record) => (
          <li key={record.at}>
            <Badge tone={stateTone[record.state]}>{stateText(record)}</Badge>
            <span>
              <Ago iso={record.at} /> by {record.by}
              {record.approvedBy !== null && `, approved by ${record.approvedBy}`}
              <span className="muted"> {record.reason}</span>
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}
