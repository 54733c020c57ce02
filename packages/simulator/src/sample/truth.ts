/** What is really going on. Never part of an event: a detector that could see it would prove nothing. */

/** Who is behind an account. `organisation` is a newsroom or shop that posts often and with links, and means no harm. */
export type Role = 'person' | 'organisation' | 'link-spam' | 'follow-ring';

export interface AccountTruth {
  readonly kind: 'account';
  readonly userId: string;
  readonly role: Role;
  /** The campaign that runs the account, or null. */
  readonly campaign: string | null;
}

export interface EventTruth {
  readonly kind: 'event';
  readonly eventId: string;
  readonly userId: string;
  /** The campaign that the event serves, or null: members of a ring also do ordinary things to look ordinary. */
  readonly campaign: string | null;
}

export type Truth = AccountTruth | EventTruth;
