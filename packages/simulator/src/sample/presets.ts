/** Platforms of different sizes. */
import { DAY, HOUR } from '../time/rhythm.ts';

export interface Settings {
  readonly durationMillis: number;
  /** People who are there from the beginning, and who join during the simulation. */
  readonly people: number;
  readonly newcomers: number;
  readonly organisations: number;
  /** Median of sessions a day of one person; the tail is heavy. */
  readonly sessionsPerDay: number;
  readonly linkSpamRings: readonly LinkSpamSettings[];
  readonly followRings: readonly FollowRingSettings[];
}

export interface LinkSpamSettings {
  readonly accounts: number;
  /** After the simulation's start. */
  readonly startMillis: number;
  /** Spam posts an hour of one account while it is at it. */
  readonly postsPerHour: number;
}

export interface FollowRingSettings {
  readonly accounts: number;
  readonly startMillis: number;
  /** Accounts outside of the ring whose audience is bought. */
  readonly customers: number;
  readonly followsPerHour: number;
}

export type PresetName = 'village' | 'town';

export const PRESETS: Readonly<Record<PresetName, Settings>> = {
  /** About 300 accounts and a few thousand events over two days: small enough to look at every one of them. */
  village: {
    durationMillis: 2 * DAY,
    people: 240,
    newcomers: 24,
    organisations: 3,
    sessionsPerDay: 1.1,
    linkSpamRings: [{ accounts: 14, startMillis: 9 * HOUR, postsPerHour: 5 }],
    followRings: [{ accounts: 16, startMillis: 15 * HOUR, customers: 3, followsPerHour: 14 }],
  },
  /** About 5,000 accounts over a week, with rings of different care. */
  town: {
    durationMillis: 7 * DAY,
    people: 4200,
    newcomers: 560,
    organisations: 24,
    sessionsPerDay: 1.1,
    linkSpamRings: [
      { accounts: 40, startMillis: 14 * HOUR, postsPerHour: 6 },
      { accounts: 22, startMillis: 3 * DAY, postsPerHour: 2 },
      { accounts: 30, startMillis: 4 * DAY + 6 * HOUR, postsPerHour: 10 },
    ],
    followRings: [
      { accounts: 60, startMillis: 26 * HOUR, customers: 6, followsPerHour: 16 },
      { accounts: 35, startMillis: 4 * DAY, customers: 4, followsPerHour: 40 },
    ],
  },
};
