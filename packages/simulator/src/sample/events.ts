/** What happens on the platform: the kinds of events and their fields, as the plain envelope carries them. */

/** Fields of every event: who did it, from where. */
interface Context {
  readonly user_id: string;
  /** ISO 8601. */
  readonly account_created_at: string;
  /** At the time of the event. */
  readonly account_age_seconds: number;
  readonly ip: string;
  readonly device_id: string;
  readonly country: string;
}

interface SignUp extends Context {
  readonly handle: string;
  readonly display_name: string;
  readonly email: string;
  readonly user_agent: string;
  readonly referrer: 'search' | 'friend' | 'advert' | 'direct';
}

interface Login extends Context {
  readonly user_agent: string;
  readonly success: boolean;
}

/** What the platform knows of the author when something is written. */
interface Written extends Context {
  readonly post_id: string;
  readonly text: string;
  readonly lang: string;
  readonly links: readonly string[];
  readonly hashtags: readonly string[];
  readonly mentions: readonly string[];
  readonly follower_count: number;
  readonly following_count: number;
  readonly post_count: number;
}

interface Reply extends Written {
  readonly in_reply_to: string;
  readonly in_reply_to_user_id: string;
}

interface Like extends Context {
  readonly post_id: string;
  readonly author_id: string;
}

interface Follow extends Context {
  readonly target_user_id: string;
  readonly follower_count: number;
  readonly following_count: number;
}

interface Report extends Context {
  readonly post_id: string;
  readonly target_user_id: string;
  readonly reason: 'spam' | 'abuse' | 'other';
}

export interface EventFields {
  readonly sign_up: SignUp;
  readonly login: Login;
  readonly post: Written;
  readonly reply: Reply;
  readonly like: Like;
  readonly follow: Follow;
  readonly report: Report;
}

export type ActionName = keyof EventFields;

export interface SimulatedEvent<K extends ActionName = ActionName> {
  readonly id: string;
  readonly action: K;
  readonly timeMillis: number;
  readonly data: EventFields[K];
}

/** The event as one line of NDJSON in the plain envelope, without the line feed. */
export function envelopeLine(event: SimulatedEvent): string {
  const time = new Date(event.timeMillis).toISOString();
  return JSON.stringify({ id: event.id, action: event.action, time, data: event.data });
}
