/**
 * What is really going on, kept apart from the stream: a detector that could see it would prove nothing. Whatever is not mentioned is
 * ordinary.
 */

import type { ActionName } from '../events/kinds.ts';

/** What an operation does to people or to the platform; `severity` weighs it where harms are added up. */
export const HARMS = {
  none: 0,
  spam: 1,
  scam: 3,
  'fake-account': 1,
  'fake-engagement': 1,
  takeover: 3,
  'ban-evasion': 2,
  harassment: 3,
  'false-report': 2,
  influence: 2,
  disinformation: 3,
  'trend-abuse': 1,
  impersonation: 2,
  'note-gaming': 2,
} as const;

export type Harm = keyof typeof HARMS;

export const HARM_NAMES = Object.keys(HARMS) as readonly Harm[];

/** Who is behind an account. `organisation` is a newsroom or shop: busy, linking to itself, harmless. */
type Role = 'person' | 'organisation' | 'operated' | 'taken-over';

export type Truth =
  | {
      readonly kind: 'campaign';
      readonly campaign: string;
      readonly adversary: string;
      readonly goal: string;
      readonly harm: Harm;
      readonly since: string;
    }
  /** Again with `taken-over` from the moment at which somebody else uses an account, and with its old role once that ends. */
  | {
      readonly kind: 'account';
      readonly userId: string;
      readonly role: Role;
      readonly campaign: string | null;
      readonly since: string;
    }
  | {
      readonly kind: 'link';
      readonly domain: string;
      readonly campaign: string;
      readonly harm: Harm;
      readonly since: string;
    }
  /** An event that serves a campaign. With `campaign` null it is a person's own: a report in bad faith. */
  | {
      readonly kind: 'event';
      readonly eventId: string;
      readonly userId: string;
      readonly time: string;
      readonly campaign: string | null;
      readonly harm: Harm;
      readonly action: ActionName;
      /** The post that it makes, or null. */
      readonly postId: string | null;
      /** Whom it is aimed at, or null. */
      readonly target: string | null;
    }
  /** An ordinary person has seen a harmful post. */
  | {
      readonly kind: 'exposure';
      readonly time: string;
      readonly postId: string;
      readonly authorId: string;
      readonly campaign: string;
      readonly harm: Harm;
    }
  /** What an adversary noticed, and what it does about it. */
  | {
      readonly kind: 'adaptation';
      readonly time: string;
      readonly campaign: string;
      readonly noticed: string;
      readonly response: string;
    }
  /** At the end, for each campaign: what it has spent, in dollars. */
  | { readonly kind: 'spending'; readonly campaign: string; readonly dollars: number; readonly budget: number }
  /** The last line. */
  | {
      readonly kind: 'totals';
      readonly events: number;
      readonly accounts: number;
      readonly operated: number;
      readonly views: number;
      readonly endsAt: string;
    };

export type TruthSink = (truth: Truth) => void;
