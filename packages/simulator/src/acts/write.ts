/** Posts, replies, quotes and reposts. */
import { NOBODY, STATUS } from '../accounts/accounts.ts';
import { PLACES } from '../accounts/places.ts';
import { jsonList } from '../events/envelope.ts';
import type { Cause, World } from '../platform/world.ts';
import { FRICTION, KIND, type PostKind, VISIBLE } from '../posts/posts.ts';
import { TOPICS } from '../topics/catalogue.ts';
import { HARM_NAMES } from '../truth/truth.ts';

export interface Draft {
  readonly topic: number;
  readonly text: string;
  /** -100 to 100 on the topic's axis. */
  readonly stance: number;
  readonly appeal: number;
  readonly tags: readonly string[];
  readonly links: readonly string[];
  /** Number of the link among the platform's sites, 0 for none or another's. */
  readonly link: number;
  /** Accounts named in the text, besides the one that is answered. */
  readonly mentions: readonly number[];
}

export const NOTHING: readonly never[] = [];

/** A post of one's own; its number, or 0 where the account may not. */
export function post(world: World, account: number, draft: Draft, cause: Cause | null): number {
  return write(world, account, KIND.post, 0, draft, cause);
}

/** An answer; 0 also where the post is out of sight, or its author has blocked the account. */
export function reply(world: World, account: number, parent: number, draft: Draft, cause: Cause | null): number {
  return write(world, account, KIND.reply, parent, draft, cause);
}

export function quote(world: World, account: number, parent: number, draft: Draft, cause: Cause | null): number {
  return write(world, account, KIND.quote, parent, draft, cause);
}

/** Pass a post on as it is, once. */
export function repost(world: World, account: number, parent: number, cause: Cause | null): number {
  const { posts, identities } = world;
  const at = posts.slot(parent);
  // A repost is remembered beside likes under a number of its own.
  if (at < 0 || !canReach(world, account, at) || !world.reacted.add(account, parent ^ 0x4000_0000)) return 0;
  const author = posts.author[at]!;
  world.emit(
    'repost',
    account,
    `,"post_id":"${world.postPrefix}${posts.count + 1}","reposted_id":"${world.postPrefix}${parent}","author_id":"${identities.userId(author)}"`,
    cause,
    author,
  );
  posts.reposts[at] = posts.reposts[at]! + 1;
  const number = publish(world, account, KIND.repost, posts.topic[at]!, parent, cause);
  world.feed.offer(world.dice, parent, world.nowMillis);
  return number;
}

function write(
  world: World,
  account: number,
  kind: PostKind,
  parent: number,
  draft: Draft,
  cause: Cause | null,
): number {
  const { posts, accounts, identities, graph } = world;
  const parentAt = parent === 0 ? -1 : posts.slot(parent);
  if (parent === 0 ? !world.may(account) : parentAt < 0 || !canReach(world, account, parentAt)) return 0;
  const number = posts.count + 1;
  const answered = parentAt < 0 ? NOBODY : posts.author[parentAt]!;
  const text = textOf(world, kind, answered, draft);
  const mentions = kind === KIND.reply ? [answered, ...draft.mentions] : draft.mentions;
  let tail = `,"post_id":"${world.postPrefix}${number}","text":${JSON.stringify(text)},"lang":"${TOPICS[draft.topic]!.lang}","links":${jsonList(draft.links)},"hashtags":${jsonList(draft.tags)},"mentions":${mentions.length === 0 ? '[]' : jsonList(mentions.map((other) => identities.of(other).handle))},"follower_count":${graph.followers(account)},"following_count":${graph.following(account)},"post_count":${accounts.posts[account]!}`;
  if (kind === KIND.reply)
    tail += `,"in_reply_to":"${world.postPrefix}${parent}","in_reply_to_user_id":"${identities.userId(answered)}"`;
  if (kind === KIND.quote)
    tail += `,"quoted_id":"${world.postPrefix}${parent}","quoted_user_id":"${identities.userId(answered)}"`;
  world.emit(kind === KIND.post ? 'post' : kind === KIND.reply ? 'reply' : 'quote', account, tail, cause, answered);
  publish(world, account, kind, draft.topic, parent, cause, draft);
  if (kind === KIND.reply) {
    posts.replies[parentAt] = posts.replies[parentAt]! + 1;
    posts.sibling[number % posts.capacity] = posts.lastReply[parentAt]!;
    posts.lastReply[parentAt] = number;
  }
  if (answered !== NOBODY && !world.areApart(answered, account)) world.feed.notify(answered, number);
  for (const other of draft.mentions) if (!world.areApart(other, account)) world.feed.notify(other, number);
  return number;
}

/** An account can react to what it sees: the post is there, and its author has not blocked it. */
export function canReach(world: World, account: number, at: number): boolean {
  const author = world.posts.author[at]!;
  return (
    world.posts.visible[at] !== VISIBLE.nobody &&
    world.posts.friction[at] !== FRICTION.closed &&
    world.accounts.isPresent(author) &&
    !world.areApart(author, account) &&
    world.may(account)
  );
}

function textOf(world: World, kind: PostKind, answered: number, { text, tags, links, mentions }: Draft): string {
  let before = kind === KIND.reply ? `@${world.identities.of(answered).handle} ` : '';
  for (const other of mentions) before += `@${world.identities.of(other).handle} `;
  let after = '';
  for (const tag of tags) after += ` #${tag}`;
  for (const link of links) after += ` ${link}`;
  return before + shortened(text, world.characterLimit - before.length - after.length) + after;
}

/** What fits: people leave out the last words. */
function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.lastIndexOf(' ', Math.max(1, most - 1));
  return cut <= 0 ? '…' : `${text.slice(0, cut)}…`;
}

function publish(
  world: World,
  account: number,
  kind: PostKind,
  topic: number,
  parent: number,
  cause: Cause | null,
  draft?: Draft,
): number {
  const { posts, accounts, trends } = world;
  const number = posts.add(account, world.nowMillis, kind, topic, parent);
  const at = posts.slot(number);
  accounts.posts[account] = accounts.posts[account]! + 1;
  if (kind !== KIND.reply) accounts.lastPost[account] = number;
  if (accounts.has(account, STATUS.limited)) posts.visible[at] = VISIBLE.followers;
  if (draft !== undefined && world.lostLinks.size > 0 && draft.links.some((url) => world.lostLinks.has(hostOf(url)))) {
    posts.visible[at] = VISIBLE.nobody;
  }
  if (cause !== null) {
    posts.operation[at] = cause.operation;
    posts.harm[at] = HARM_NAMES.indexOf(cause.harm);
  }
  if (draft !== undefined) {
    posts.stance[at] = draft.stance;
    posts.appeal[at] = draft.appeal;
    posts.link[at] = draft.link;
    for (const name of draft.tags) {
      const tag = trends.number(name);
      posts.tag[at] = tag;
      if (posts.visible[at] === VISIBLE.everybody) trends.count(tag, number, world.nowMillis);
    }
  }
  if (kind !== KIND.reply) world.feed.publish(number);
  return number;
}

/** Language of an account's home. */
export function langOf(world: World, account: number): 'en' | 'es' {
  return PLACES[world.accounts.place[account]!]!.lang;
}

/** Host of a link, as enforcement names it. */
function hostOf(url: string): string {
  return url.split('/')[2] ?? '';
}
