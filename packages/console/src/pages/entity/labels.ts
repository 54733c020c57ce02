/** What a label's state means, in words and colours. Pure. */
import type { EntityLabel } from '../../api/types.ts';
import type { Tone } from '../../kit/Panel.tsx';

/** Whether the label is in force at `now` (ISO): added, by a rule or a person, and not expired. */
export function inForce(label: EntityLabel, now: string | null): boolean {
  if (!/added$/.test(label.status)) return false;
  return label.expiresAt === null || now === null || Date.parse(label.expiresAt) > Date.parse(now);
}

export function connotationTone(connotation: string | null): Tone {
  switch (connotation) {
    case 'negative':
      return 'red';
    case 'positive':
      return 'green';
    default:
      return 'blue';
  }
}

/** `removed by a person`, `expired`, … : what to say about a label that is not in force. */
export function statusText(label: EntityLabel, now: string | null): string {
  if (inForce(label, now)) return label.manual ? 'added by a person' : 'added by rules';
  if (/removed$/.test(label.status)) return label.manual ? 'removed by a person' : 'removed by rules';
  return 'expired';
}

/** What became of a change, as a sentence. */
export function outcomeText(outcome: string, label: string): string {
  switch (outcome) {
    case 'added':
      return `${label} was added.`;
    case 'removed':
      return `${label} was removed.`;
    case 'merged':
      return `${label} was there already; the reason was added to it.`;
    case 'cannot-override-manual':
      return `${label} was set by a person, which rules do not override.`;
    case 'conflicting-mutation':
      return `Another change of ${label} came first.`;
    case 'invalid-label-name':
      return `${label} is not a label of this ruleset.`;
    case 'invalid-entity-id':
      return 'This id cannot carry labels.';
    default:
      return `${label}: ${outcome}`;
  }
}

export const expiries = [
  { seconds: 3600, label: '1 hour' },
  { seconds: 86_400, label: '1 day' },
  { seconds: 604_800, label: '7 days' },
  { seconds: 2_592_000, label: '30 days' },
  { seconds: 0, label: 'Never' },
] as const;
