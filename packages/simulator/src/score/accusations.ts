/**
 * What decisions accuse: accounts for as long as an action is in force, posts, and single events that they name. Decisions come in order
 * of time; an account can be asked about at any time that has passed.
 */
import type { Decided } from '../enforcement/loop.ts';
import { accuses } from './weights.ts';

interface Span {
  readonly fromMillis: number;
  toMillis: number;
}

export class Accusations {
  readonly events = new Set<string>();
  readonly posts = new Set<string>();
  readonly links = new Set<string>();
  readonly #accounts = new Map<string, Span[]>();

  add({ timeMillis, decision, eventId }: Decided): void {
    const { type, id } = decision.target;
    if (decision.kind === 'review') return;
    if (type === 'account') this.#account(id, timeMillis, decision);
    if (!accuses(decision.kind)) return;
    if (eventId !== null) this.events.add(eventId);
    if (type === 'post') this.posts.add(id);
    if (type === 'link') this.links.add(id);
  }

  /** Whether an account was under an accusation at a time. */
  isOn(userId: string, millis: number): boolean {
    const spans = this.#accounts.get(userId);
    return spans?.some(({ fromMillis, toMillis }) => fromMillis <= millis && millis < toMillis) ?? false;
  }

  /** Whether something that happened is accused: by itself, by its post, or by its account. */
  isFlagged(eventId: string | null, postId: string | null, userId: string, millis: number): boolean {
    return (
      (eventId !== null && this.events.has(eventId)) ||
      (postId !== null && this.posts.has(postId)) ||
      this.isOn(userId, millis)
    );
  }

  #account(id: string, millis: number, decision: Exclude<Decided['decision'], { kind: 'review' }>): void {
    const spans = this.#accounts.get(id) ?? [];
    if (decision.kind === 'allow') for (const span of spans) span.toMillis = Math.min(span.toMillis, millis);
    if (!accuses(decision.kind)) return;
    spans.push({ fromMillis: millis, toMillis: decision.expiresAtMillis ?? Number.POSITIVE_INFINITY });
    this.#accounts.set(id, spans);
  }
}
