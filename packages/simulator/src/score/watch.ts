/**
 * Watches the stream beside the truth for what the truth leaves out: events of innocent people that were flagged. Truth, events and
 * decisions come as they happen, or the whole truth and all decisions first, then the events.
 */
import type { Decided } from '../enforcement/loop.ts';
import { Accusations } from './accusations.ts';
import type { Ledger } from './ledger.ts';

export interface StreamEvent {
  readonly id: string;
  readonly userId: string;
  readonly timeMillis: number;
  /** The post that it makes, or null. */
  readonly postId: string | null;
}

export class StreamWatch {
  readonly #ledger: Ledger;
  readonly #accusations = new Accusations();
  readonly #flagged = new Set<string>();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** Events of innocent people that a decision named, or that fell into the time of an accusation. */
  get innocentFlagged(): number {
    const named = [...this.#accusations.events].filter((id) => !this.#ledger.serving.has(id) && !this.#flagged.has(id));
    return this.#flagged.size + named.length;
  }

  decided(decided: Decided): void {
    this.#accusations.add(decided);
  }

  event({ id, userId, timeMillis, postId }: StreamEvent): void {
    if (this.#ledger.serving.has(id) || this.#ledger.campaignAt(userId, timeMillis) !== null) return;
    if (this.#accusations.isFlagged(id, postId, userId, timeMillis)) this.#flagged.add(id);
  }
}

/** What a line in the plain envelope says of itself, or null where it is none. Only what scoring needs is looked at. */
export function streamEvent(line: string): StreamEvent | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (!isFields(value) || !isFields(value['data'])) return null;
  const { id, time, action, data } = value;
  const userId = data['user_id'];
  const timeMillis = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  if (typeof id !== 'string' || typeof userId !== 'string' || Number.isNaN(timeMillis)) return null;
  const makesPost = action === 'post' || action === 'reply' || action === 'quote' || action === 'repost';
  const postId = data['post_id'];
  return { id, userId, timeMillis, postId: makesPost && typeof postId === 'string' ? postId : null };
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
