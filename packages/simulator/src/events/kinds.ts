/** The kinds of events on the platform. README.md lists their fields. */
export const ACTIONS = [
  'sign_up',
  'login',
  'profile_change',
  'follow',
  'unfollow',
  'post',
  'reply',
  'quote',
  'repost',
  'like',
  'star',
  'view',
  'report',
  'block',
  'mute',
  'message',
  'note_request',
  'note',
  'note_rating',
  'appeal',
] as const;

export type ActionName = (typeof ACTIONS)[number];

/** What a report says is wrong. */
export type ReportReason = 'spam' | 'abuse' | 'impersonation' | 'misleading' | 'other';
