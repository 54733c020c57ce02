/** The event's rules, fired ones first, each with its condition tree. */
import { ChevronRight } from 'lucide-react';
import type { EventFeature, RuleExplanation } from '../../api/types.ts';
import { Segmented } from '../../kit/Button.tsx';
import { Panel } from '../../kit/Panel.tsx';
import { Empty } from '../../kit/States.tsx';
import { formatValue } from '../../lib/format.ts';
import { ConditionTree, StateMark } from './ConditionTree.tsx';

export type RuleFilter = 'all' | 'fired' | 'failed' | 'quiet';

interface RulesPanelProps {
  readonly rules: readonly RuleExplanation[];
  /** Values that descriptions mention as `{Name}`. */
  readonly features: readonly EventFeature[];
  readonly show: RuleFilter;
  readonly onShow: (show: RuleFilter) => void;
}

function kindOf(rule: RuleExplanation): Exclude<RuleFilter, 'all'> {
  if (rule.fired === null) return 'failed';
  return rule.fired ? 'fired' : 'quiet';
}

const order = ['fired', 'failed', 'quiet'] as const;

export function RulesPanel({ rules, features, show, onShow }: RulesPanelProps) {
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
              <span className="muted truncate">{describe(rule, features)}</span>
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

/** The description with the event's values in place of its names, where the rule has fired or could have. */
function describe({ description }: RuleExplanation, features: readonly EventFeature[]): string {
  return description.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const feature = features.find((candidate) => candidate.name === name);
    return feature === undefined || feature.value === null ? whole : formatValue(feature.value);
  });
}
