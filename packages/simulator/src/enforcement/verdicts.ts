/** What a rule system's answer means on the platform: verdicts and labels as decisions. Tables, so that other words are one line more. */
import type { EnforcementAction } from '@lapwing/enforcement/actions';
import type { Decision } from './loop.ts';

export interface AddedLabel {
  readonly type: string;
  readonly id: string;
  readonly label: string;
  /** Whether it says something bad: then it is a warning that people see. */
  readonly isNegative: boolean;
}

/** An answer about one event, wherever it comes from. */
export interface Answer {
  readonly timeMillis: number;
  /** The account that the event is about: whoever acts, or of a report, whoever is reported. */
  readonly userId: string;
  readonly postId: string | null;
  readonly verdicts: readonly string[];
  /** Labels that were added. */
  readonly labels: readonly AddedLabel[];
  readonly source: string;
}

const DAY = 86_400_000;

interface Meaning {
  readonly kind: EnforcementAction['kind'];
  readonly on: 'account' | 'post';
  /** Null is until it is ended. */
  readonly millis: number | null;
}

const VERDICTS: Readonly<Record<string, Meaning>> = {
  suspend: { kind: 'suspend', on: 'account', millis: null },
  suspend_week: { kind: 'suspend', on: 'account', millis: 7 * DAY },
  read_only: { kind: 'read_only', on: 'account', millis: DAY },
  rate_limit: { kind: 'rate_limit', on: 'account', millis: DAY },
  challenge: { kind: 'challenge', on: 'account', millis: null },
  limit: { kind: 'limit_reach', on: 'account', millis: 7 * DAY },
  drop: { kind: 'drop', on: 'post', millis: null },
  downrank: { kind: 'downrank', on: 'post', millis: null },
};

/** Types of entities that are accounts. */
const ACCOUNT_TYPES = new Set(['User', 'UserId', 'Account']);
/** Labels of links that take them away. */
const LOST_LINKS = new Set(['spam_domain', 'bad_domain']);

/** Verdicts that mean nothing here, and labels of other things, decide nothing. */
export function decisionsOf(answer: Answer): Decision[] {
  const decisions: Decision[] = [];
  const common = { source: answer.source, appealable: true };
  for (const verdict of answer.verdicts) {
    const account = { type: 'account', id: answer.userId } as const;
    if (verdict === 'review')
      decisions.push({ kind: 'review', target: account, source: answer.source, reason: verdict });
    const meaning = VERDICTS[verdict];
    if (meaning === undefined || (meaning.on === 'post' && answer.postId === null)) continue;
    decisions.push({
      ...common,
      kind: meaning.kind,
      target: meaning.on === 'account' ? account : { type: 'post', id: answer.postId ?? '' },
      reason: verdict,
      expiresAtMillis: meaning.millis === null ? null : answer.timeMillis + meaning.millis,
    });
  }
  for (const { type, id, label, isNegative } of answer.labels) {
    if (isNegative && ACCOUNT_TYPES.has(type))
      decisions.push({
        ...common,
        kind: 'label',
        target: { type: 'account', id },
        reason: label,
        expiresAtMillis: null,
        label,
      });
    if (type !== 'Domain' || !LOST_LINKS.has(label)) continue;
    decisions.push({ ...common, kind: 'drop', target: { type: 'link', id }, reason: label, expiresAtMillis: null });
  }
  return decisions;
}

/** Whom an event in the plain envelope is about. */
export function subjectOf(action: string, data: Readonly<Record<string, unknown>>): Pick<Answer, 'userId' | 'postId'> {
  const id = action === 'report' ? data['target_user_id'] : data['user_id'];
  const post = data['post_id'];
  return { userId: typeof id === 'string' ? id : '', postId: typeof post === 'string' ? post : null };
}
