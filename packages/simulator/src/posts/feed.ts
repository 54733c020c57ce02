/**
 * What people get to see: the newest of whom they follow, of their community, of what runs hot, of what trends, and what is addressed
 * to them. All in rings of fixed size; nothing is pushed to followers, readers come and look.
 */
import type { Accounts } from '../accounts/accounts.ts';
import { PLACES } from '../accounts/places.ts';
import type { FollowGraph } from '../follows/graph.ts';
import { LIMITS } from '../limits.ts';
import type { Dice } from '../random/dice.ts';
import { power } from '../random/exact.ts';
import { HOUR } from '../time/rhythm.ts';
import type { Trends } from '../topics/trends.ts';
import { KIND, type Posts, VISIBLE } from './posts.ts';

/** Shares of where the next post comes from; what is left is trends. Notifications are looked at first. */
const FROM_FOLLOWED = 0.5;
const FROM_COMMUNITY = 0.7;
const FROM_HOT = 0.92;
/** Whoever has passed on or answered a post looks for more of its hashtag: activity on one subject comes in bursts. */
const FROM_ABSORBED = 0.25;
const FRESH_MILLIS = 30 * HOUR;

export class Feed {
  readonly #posts: Posts;
  readonly #graph: FollowGraph;
  readonly #accounts: Accounts;
  readonly #trends: Trends;
  readonly #community: Uint32Array;
  readonly #communityWrites: Uint32Array;
  /** Per language. */
  readonly #hot = new Uint32Array(2 * LIMITS.hotPosts);
  readonly #inbox: Uint32Array;
  /** The post through which the last answer of `next` came: a repost, or the post itself. */
  via = 0;

  constructor(posts: Posts, graph: FollowGraph, accounts: Accounts, trends: Trends, communities: number) {
    this.#posts = posts;
    this.#graph = graph;
    this.#accounts = accounts;
    this.#trends = trends;
    this.#community = new Uint32Array(communities * LIMITS.communityPosts);
    this.#communityWrites = new Uint32Array(communities);
    this.#inbox = new Uint32Array(accounts.capacity * LIMITS.notifications);
  }

  get byteLength(): number {
    return this.#community.byteLength + this.#hot.byteLength + this.#inbox.byteLength;
  }

  /** Put a new post where its author's community sees it. */
  publish(post: number): void {
    const at = this.#posts.slot(post);
    if (at < 0 || this.#posts.visible[at] !== VISIBLE.everybody) return;
    const community = this.#accounts.community[this.#posts.author[at]!]!;
    const place = this.#communityWrites[community]!++ % LIMITS.communityPosts;
    this.#community[community * LIMITS.communityPosts + place] = post;
  }

  /** Let a post that people react to compete for a place among the hot ones. */
  offer(dice: Dice, post: number, nowMillis: number): void {
    const at = this.#posts.slot(post);
    if (at < 0 || this.#posts.visible[at] !== VISIBLE.everybody) return;
    const author = this.#posts.author[at]!;
    const lang = PLACES[this.#accounts.place[author]!]!.lang === 'en' ? 0 : 1;
    const place = lang * LIMITS.hotPosts + dice.below(LIMITS.hotPosts);
    const other = this.#hot[place]!;
    if (other === post) return;
    if (this.#heat(this.#posts.slot(other), nowMillis) < this.#heat(at, nowMillis)) this.#hot[place] = post;
  }

  /** Tell somebody that a post mentions or answers them. */
  notify(account: number, post: number): void {
    const base = account * LIMITS.notifications;
    this.#inbox[base + (post % LIMITS.notifications)] = post;
  }

  /** The number of the next post for a reader, or 0 when there is nothing to see. Reposts give what they pass on. */
  next(dice: Dice, reader: number, nowMillis: number): number {
    const told = this.#takeNotification(reader);
    if (told !== 0 && this.isVisibleTo(told, reader)) return this.#resolve(told);
    for (let i = 0; i < LIMITS.tries; i++) {
      const post = this.#candidate(dice, reader, nowMillis);
      if (post === 0) continue;
      const shown = this.#resolve(post);
      const at = this.#posts.slot(shown);
      if (at < 0 || this.#posts.author[at] === reader || !this.isVisibleTo(shown, reader)) continue;
      if (nowMillis - this.#posts.timeMillis[this.#posts.slot(post)]! < FRESH_MILLIS) return shown;
    }
    return 0;
  }

  /** One of the newest posts of a community, hot posts or trends, whoever looks: what operations search for victims. */
  recent(dice: Dice, community: number): number {
    const known = Math.min(this.#communityWrites[community] ?? 0, LIMITS.communityPosts);
    const post = known === 0 ? 0 : this.#community[community * LIMITS.communityPosts + dice.below(known)]!;
    return this.#posts.slot(post) < 0 ? 0 : this.#resolve(post);
  }

  /** A hot post in a language (0 English, 1 Spanish), or 0. */
  hot(dice: Dice, lang: number): number {
    const post = this.#hot[lang * LIMITS.hotPosts + dice.below(LIMITS.hotPosts)]!;
    return this.#posts.slot(post) < 0 ? 0 : post;
  }

  isVisibleTo(post: number, reader: number): boolean {
    const at = this.#posts.slot(post);
    if (at < 0) return false;
    const author = this.#posts.author[at]!;
    if (!this.#accounts.isPresent(author)) return false;
    switch (this.#posts.visible[at]) {
      case VISIBLE.everybody:
        return true;
      case VISIBLE.followers:
        return this.#graph.follows(reader, author);
      default:
        return false;
    }
  }

  #candidate(dice: Dice, reader: number, nowMillis: number): number {
    const tag = this.#accounts.absorbed[reader]!;
    if (tag !== 0 && dice.chance(FROM_ABSORBED)) return this.#trends.post(dice, tag);
    const way = dice.unit();
    if (way < FROM_FOLLOWED) {
      const followed = this.#graph.someone(dice, reader);
      return followed < 0 ? 0 : this.#accounts.lastPost[followed]!;
    }
    if (way < FROM_COMMUNITY) return this.recent(dice, this.#accounts.community[reader]!);
    const lang = PLACES[this.#accounts.place[reader]!]!.lang === 'en' ? 0 : 1;
    if (way < FROM_HOT) return this.hot(dice, lang);
    const tags = this.#trends.list(nowMillis);
    return tags.length === 0 ? 0 : this.#trends.post(dice, dice.pick(tags));
  }

  #resolve(post: number): number {
    const at = this.#posts.slot(post);
    this.via = post;
    return at >= 0 && this.#posts.kind[at] === KIND.repost ? this.#posts.parent[at]! : post;
  }

  #takeNotification(account: number): number {
    const base = account * LIMITS.notifications;
    for (let i = 0; i < LIMITS.notifications; i++) {
      const post = this.#inbox[base + i]!;
      if (post === 0) continue;
      this.#inbox[base + i] = 0;
      return post;
    }
    return 0;
  }

  /** Reactions by age, as Hacker News ranks: points over (hours + 2)^1.8. */
  #heat(at: number, nowMillis: number): number {
    if (at < 0) return -1;
    const posts = this.#posts;
    const hours = (nowMillis - posts.timeMillis[at]!) / HOUR;
    return ((1 + posts.likes[at]! + 2 * posts.reposts[at]!) * posts.appeal[at]!) / power(hours + 2, 1.8);
  }
}
