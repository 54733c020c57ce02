/** Why a rule fired, or did not: each condition's text, state and value, as a tree that opens. */
import { Check, ChevronRight, CircleAlert, Equal, Minus, X } from 'lucide-react';
import { useState } from 'react';
import type { Condition, ConditionState } from '../../api/types.ts';
import { formatValue } from '../../lib/format.ts';
import { FeatureValue } from '../shared/filters.tsx';

const marks: Record<ConditionState, { readonly icon: typeof Check; readonly text: string }> = {
  true: { icon: Check, text: 'true' },
  false: { icon: X, text: 'false' },
  failed: { icon: CircleAlert, text: 'failed' },
  null: { icon: Minus, text: 'no value' },
  value: { icon: Equal, text: 'value' },
};

export function StateMark({ state }: { readonly state: ConditionState }) {
  const { icon: Icon, text } = marks[state];
  return <Icon size={15} strokeWidth={2.25} className={`state-${state}`} role="img" aria-label={text} />;
}

export function ConditionTree({ conditions }: { readonly conditions: readonly Condition[] }) {
  return (
    <ul>
      {conditions.map((condition, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the order of conditions is the rule's own, and two may read the same
        <Node key={index} condition={condition} />
      ))}
    </ul>
  );
}

function Node({ condition }: { readonly condition: Condition }) {
  const { source, state, failure, children } = condition;
  // Closed, a condition shows the values of the names in it: what decided it is read without opening anything. What failed opens.
  const [open, setOpen] = useState(state === 'failed');
  return (
    <li>
      <div className="condition-row">
        {children.length === 0 ? (
          <span />
        ) : (
          <button
            type="button"
            className="condition-toggle"
            aria-expanded={open}
            aria-label={`Parts of ${source}`}
            onClick={() => setOpen(!open)}
          >
            <ChevronRight size={13} />
          </button>
        )}
        <StateMark state={state} />
        <span className="condition-source">{source}</span>
        <span className="condition-value truncate">
          {isBoolean(state) ? <Inline parts={namesIn(condition)} /> : <Value condition={condition} />}
        </span>
        {failure !== null && <span className="condition-failure">{failure}</span>}
      </div>
      {open && children.length > 0 && <ConditionTree conditions={children} />}
    </li>
  );
}

function isBoolean(state: ConditionState): boolean {
  return state === 'true' || state === 'false';
}

/** The names that a condition mentions itself, each once; what is behind a name belongs to its own definition. */
function namesIn({ source, children }: Condition): readonly Condition[] {
  if (isName(source)) return [];
  const found = children.flatMap((child) => (isName(child.source) ? [child] : namesIn(child)));
  return found.filter((one, index) => found.findIndex((other) => other.source === one.source) === index);
}

function Inline({ parts }: { readonly parts: readonly Condition[] }) {
  return parts.map((part) => (
    <span key={part.source} style={{ marginLeft: 12 }}>
      <span className="faint">{part.source} = </span>
      <Value condition={part} />
    </span>
  ));
}

function Value({ condition }: { readonly condition: Condition }) {
  const text =
    condition.state === 'null' ? 'None' : condition.state === 'failed' ? 'failed' : formatValue(condition.value);
  if (!isName(condition.source) || condition.state === 'failed') return text;
  return (
    <FeatureValue name={condition.source} value={condition.value}>
      {text}
    </FeatureValue>
  );
}

function isName(source: string): boolean {
  return /^[A-Za-z_]\w*$/.test(source);
}
