/** The event's rules, fired ones first, each with its condition tree. */
import { ChevronRight } from 'lucide-react';
import type { RuleExplanation } from '../../api/types.ts';
import { Segmented } from '../../kit/Button.tsx';
import { Panel } from '../../kit/Panel.tsx';
import { Empty } from '../../kit/States.tsx';
import { ConditionTree, StateMark } from './ConditionTree.tsx';

export type RuleFilter = 'all' | 'fired' | 'failed' | 'quiet';

interface RulesPanelProps {
  readonly rules: readonly RuleExplanation[];
  readonly show: RuleFilter;
  readonly onShow: (show: RuleFilter) => void;
}

function kindOf(rule: RuleExplanation): Exclude<RuleFilter, 'all'> {
  if (rule.fired === null) return 'failed';
  return rule.fired ? 'fired' : 'quiet';
}

const order = ['fired', 'failed', 'quiet'] as const;

export function RulesPanel({ rules, show, onShow }: RulesPanelProps) {
  const count = (kind: RuleFilter) => rules.filter((rule) => kindOf(rule) === kind).length;
  const shown = order.flatMap((kind) =>
    show === 'all' || show === kind ? rules.filter((rule) => kindOf(rule) === kind) : [],
  );
  return (
    <Panel
      title="Rules"
      flush
      actions={
        <Segmented<RuleFilter>
          label="Which rules"
          choices={[
            { value: 'all', label: 'All', count: rules.length },
            { value: 'fired', label: 'Fired', count: count('fired') },
            { value: 'failed', label: 'Failed', count: count('failed') },
            { value: 'quiet', label: 'Not fired', count: count('quiet') },
          ]}
          value={show}
          onChange={onShow}
        />
      }
    >
      {shown.length === 0 && <Empty title="No such rule for this event" />}
      {shown.map((rule) => (
        <details key={rule.name} className="rule" open={kindOf(rule) === 'fired'} data-rule={rule.name}>
          <summary>
            <ChevronRight size={14} className="chevron" aria-hidden />
            <StateMark state={rule.fired === null ? 'failed' : rule.fired ? 'true' : 'false'} />
            <span className="rule-name">
              <strong>{rule.name}</strong>
              <span className="muted truncate">{rule.description}</span>
            </span>
            <span className="rule-place">
              {rule.path}:{rule.line}
            </span>
          </summary>
          <div className="conditions">
            <ConditionTree conditions={rule.conditions} />
          </div>
        </details>
      ))}
    </Panel>
  );
}
