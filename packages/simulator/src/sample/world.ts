/** The platform itself: its clock, its accounts and posts, and the only way to make an event. */

import type { Random } from '../random/random.ts';
import { localHour } from '../time/rhythm.ts';
import type { ActionName, EventFields, SimulatedEvent } from './events.ts';
import { Feed, type Post } from './networks/feed.ts';
import { follow } from './networks/follows.ts';
import { type Account, Accounts, open } from './people/account.ts';
import { Sites } from './topics/sites.ts';
import { type Text, Texts } from './topics/texts.ts';
import type { Truth } from './truth.ts';

export interface Happening {
  readonly event: SimulatedEvent;
  readonly truth: readonly Truth[];
}

export class World {
  readonly random: Random;
  readonly accounts = new Accounts();
  readonly feed = new Feed();
  readonly texts = new Texts();
  readonly sites: Sites;
  nowMillis: number;
  #happenings: Happening[] = [];
  /** Truth about accounts that have come to exist since the last event. */
  #accountTruth: Truth[] = [];
  #events = 0;
  #users = 0;

  constructor(random: Random, startMillis: number) {
    this.random = random;
    this.sites = new Sites(random.split('sites'));
    this.nowMillis = startMillis;
  }

  /** What has happened since the last call. */
  take(): readonly Happening[] {
    const happenings = this.#happenings;
    this.#happenings = [];
    return happenings;
  }

  /** An account from before the simulation: it exists without a sign-up event, and has written before. */
  settle(account: Account, createdAtMillis: number, posts: number): void {
    account.posts = posts;
    this.#open(account, createdAtMillis);
  }

  signUp(random: Random, account: Account): void {
    this.#open(account, this.nowMillis);
    const { handle, display: display_name, email } = account.name;
    const referrer = random.pick(['search', 'friend', 'advert', 'direct'] as const);
    const fields = {
      ...this.#context(random, account),
      handle,
      display_name,
      email,
      user_agent: account.agent,
      referrer,
    };
    this.#emit('sign_up', account, fields, account.campaign);
  }

  logIn(random: Random, account: Account, success = true): void {
    const fields = { ...this.#context(random, account), user_agent: account.agent, success };
    this.#emit('login', account, fields, null);
  }

  /** `campaign` is the one that the post serves, if any: its author's other posts are ordinary. */
  post(random: Random, account: Account, topic: number, text: Text, campaign: string | null = null): void {
    const event = this.#emit('post', account, this.#written(random, account, topic, text), campaign);
    this.#publish(account, topic, event.data.post_id, campaign);
  }

  reply(random: Random, account: Account, to: Post, text: Text, campaign: string | null = null): void {
    const fields = {
      ...this.#written(random, account, to.topic, text),
      in_reply_to: to.postId,
      in_reply_to_user_id: to.author.userId,
    };
    this.#emit('reply', account, fields, campaign);
    this.#publish(account, to.topic, fields.post_id, campaign);
  }

  /** Nothing happens where the account likes the post already. */
  like(random: Random, account: Account, post: Post, campaign: string | null = null): void {
    if (post.likers.has(account.index)) return;
    post.likers.add(account.index);
    const fields = { ...this.#context(random, account), post_id: post.postId, author_id: post.author.userId };
    this.#emit('like', account, fields, campaign);
  }

  /** What the account reads next. */
  readNext(random: Random, account: Account): Post | null {
    return this.feed.forReader(random, account, this.nowMillis);
  }

  /** False where the follow is not possible (oneself, nobody, already following). */
  follow(random: Random, account: Account, target: Account, campaign: string | null = null): boolean {
    if (!follow(account, target)) return false;
    const fields = {
      ...this.#context(random, account),
      target_user_id: target.userId,
      follower_count: account.followers,
      following_count: account.following,
    };
    this.#emit('follow', account, fields, campaign);
    return true;
  }

  report(random: Random, account: Account, post: Post, reason: EventFields['report']['reason']): void {
    const fields = {
      ...this.#context(random, account),
      post_id: post.postId,
      target_user_id: post.author.userId,
      reason,
    };
    this.#emit('report', account, fields, null);
  }

  #publish(author: Account, topic: number, postId: string, campaign: string | null): void {
    author.posts++;
    this.feed.add({ postId, author, topic, timeMillis: this.nowMillis, campaign, likers: new Set() });
  }

  #written(random: Random, account: Account, topic: number, text: Text): EventFields['post'] {
    return {
      ...this.#context(random, account),
      post_id: `p${this.#events + 1}`,
      text: text.text,
      lang: this.texts.topics[topic]?.lang ?? 'en',
      links: text.links,
      hashtags: text.hashtags,
      mentions: text.mentions,
      follower_count: account.followers,
      following_count: account.following,
      post_count: account.posts,
    };
  }

  #context(random: Random, account: Account) {
    const hour = localHour(this.nowMillis, account.place.utcOffsetHours);
    const atWork = account.workAddress !== null && hour >= 9 && hour < 17;
    const ip = atWork && account.workAddress !== null ? account.workAddress : usual(random, account.addresses);
    return {
      user_id: account.userId,
      account_created_at: account.createdAt,
      account_age_seconds: Math.floor((this.nowMillis - account.createdAtMillis) / 1000),
      ip,
      device_id: usual(random, account.devices),
      country: account.place.country,
    };
  }

  #emit<K extends ActionName>(
    action: K,
    account: Account,
    data: EventFields[K],
    campaign: string | null,
  ): SimulatedEvent<K> {
    const event: SimulatedEvent<K> = { id: `e${++this.#events}`, action, timeMillis: this.nowMillis, data };
    const truth: Truth[] = [
      ...this.#accountTruth,
      { kind: 'event', eventId: event.id, userId: account.userId, campaign },
    ];
    this.#accountTruth = [];
    this.#happenings.push({ event, truth });
    return event;
  }

  #open(account: Account, atMillis: number): void {
    open(account, `u${++this.#users}`, atMillis);
    const { userId, role, campaign } = account;
    this.#accountTruth.push({ kind: 'account', userId, role, campaign });
  }
}

/** The first of several most of the time. */
function usual(random: Random, items: readonly string[]): string {
  return items[random.chance(0.85) ? 0 : random.below(items.length)] ?? '';
}
