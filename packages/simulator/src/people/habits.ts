/** Kinds of people by what they do when they see a post, as chances for a post of usual appeal. */
export interface Habit {
  readonly name: string;
  /** Among people; organisations are placed apart. */
  readonly share: number;
  readonly like: number;
  readonly repost: number;
  readonly reply: number;
  readonly quote: number;
  /** Share of the things done in a session that are a post of one's own. */
  readonly post: number;
  /** Chance to follow an author who pleases. */
  readonly follow: number;
  /** Share of answers to somebody of another opinion that are uncivil. */
  readonly temper: number;
  /** Multiplies the chance to report what is wrong. */
  readonly report: number;
  /** Reports out of anger: of posts that are only of another opinion. */
  readonly spite: number;
  readonly notes: number;
  /** Multiplies sessions a day. */
  readonly pace: number;
  /** Multiplies the things done in a session. */
  readonly stay: number;
}

const USUAL = { quote: 0.003, temper: 0.08, report: 1, spite: 0.0004, notes: 0, pace: 1, stay: 1 } as const;

/** Most read, few write: of a platform's posts about nine in ten come from one account in four. */
const HABITS: readonly Habit[] = [
  { ...USUAL, name: 'reader', share: 45, like: 0.035, repost: 0.003, reply: 0.003, post: 0.004, follow: 0.006 },
  { ...USUAL, name: 'liker', share: 20, like: 0.2, repost: 0.02, reply: 0.01, post: 0.015, follow: 0.012, pace: 1.3 },
  { ...USUAL, name: 'talker', share: 15, like: 0.1, repost: 0.02, reply: 0.09, post: 0.05, follow: 0.01, pace: 1.6 },
  { ...USUAL, name: 'writer', share: 8, like: 0.06, repost: 0.02, reply: 0.05, post: 0.2, follow: 0.008, pace: 1.8 },
  {
    ...USUAL,
    name: 'passer-on',
    share: 6,
    like: 0.1,
    repost: 0.16,
    reply: 0.01,
    quote: 0.02,
    post: 0.02,
    follow: 0.01,
    pace: 1.7,
  },
  {
    ...USUAL,
    name: 'fighter',
    share: 3,
    like: 0.05,
    repost: 0.03,
    reply: 0.14,
    quote: 0.03,
    post: 0.06,
    follow: 0.006,
    temper: 0.5,
    report: 3,
    spite: 0.02,
    pace: 2,
  },
  {
    ...USUAL,
    name: 'noter',
    share: 3,
    like: 0.05,
    repost: 0.01,
    reply: 0.02,
    post: 0.02,
    follow: 0.008,
    report: 3,
    notes: 0.12,
    pace: 1.4,
  },
];
export const HABIT_SHARES = HABITS.map(({ share }) => share);

/** Newsrooms and shops: they write through the day, link to themselves, and read little. */
const ORGANISATION: Habit = {
  ...USUAL,
  name: 'organisation',
  share: 0,
  like: 0.01,
  repost: 0.005,
  reply: 0.01,
  post: 0.8,
  follow: 0.001,
  temper: 0,
  report: 0,
  spite: 0,
  pace: 11,
  stay: 0.1,
};
export const ORGANISATION_HABIT = HABITS.length;

export function habitOf(index: number): Habit {
  return HABITS[index] ?? ORGANISATION;
}
