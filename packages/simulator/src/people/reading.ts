/** What somebody does on seeing a post: looks, likes, passes on, answers, quarrels, follows, reports, blocks, asks for a note. */

import { NOBODY, STATUS } from '../accounts/accounts.ts';
import { requestNote } from '../acts/notes.ts';
import { block, follow, like, mute, report, star, unfollow, view } from '../acts/react.ts';
import { quote, reply, repost } from '../acts/write.ts';
import type { ReportReason } from '../events/kinds.ts';
import type { World } from '../platform/world.ts';
import { FRICTION } from '../posts/posts.ts';
import { logNormal } from '../random/distributions.ts';
import { HARM_NAMES, type Harm } from '../truth/truth.ts';
import type { Habit } from './habits.ts';
import { contribute } from './noting.ts';
import { agreement } from './opinions.ts';
import { draftAnswer } from './writing.ts';

const LOOK_MILLIS = 3500;
/** Reading on below a post. */
const THREAD_CHANCE = 0.3;
/** What a warning beside a post leaves of likes and reposts (Slaughter et al., PNAS 2025: 44 % and 46 % fewer). */
const WARNED = 0.55;
/** Of quarrels, those with insults. */
const RUDE = 0.3;
const UNFOLLOW_CHANCE = 0.002;
/** Recommending the profile of somebody whose post pleases. */
const STAR_CHANCE = 0.002;

/** Chance that an ordinary person notices a harm for what it is and reports it; people are rarely right (Freeman 2017). */
const NOTICED: Readonly<Record<Harm, { readonly chance: number; readonly reason: ReportReason }>> = {
  none: { chance: 0, reason: 'other' },
  spam: { chance: 0.025, reason: 'spam' },
  scam: { chance: 0.015, reason: 'spam' },
  'fake-account': { chance: 0.002, reason: 'spam' },
  'fake-engagement': { chance: 0.001, reason: 'spam' },
  takeover: { chance: 0.012, reason: 'spam' },
  'ban-evasion': { chance: 0.015, reason: 'abuse' },
  harassment: { chance: 0.03, reason: 'abuse' },
  'false-report': { chance: 0, reason: 'other' },
  influence: { chance: 0.0015, reason: 'misleading' },
  disinformation: { chance: 0.004, reason: 'misleading' },
  'trend-abuse': { chance: 0.012, reason: 'spam' },
  impersonation: { chance: 0.008, reason: 'impersonation' },
  'note-gaming': { chance: 0, reason: 'other' },
};
/** Muting somebody whom one has had enough of; more often where one disagrees. */
const MUTED = 0.0005;
/** Harmless posts reported by mistake. */
const MISTAKEN = 0.0003;

/** Read the next post and react; how long was looked at it, in milliseconds. */
export function read(world: World, account: number, habit: Habit): number {
  const { dice, feed, posts } = world;
  let number = feed.next(dice, account, world.nowMillis);
  let at = posts.slot(number);
  if (at < 0 || world.areApart(account, posts.author[at]!)) return 0;
  if (posts.lastReply[at] !== 0 && dice.chance(THREAD_CHANCE)) {
    const answer = answerBelow(world, at);
    if (answer !== 0 && feed.isVisibleTo(answer, account)) {
      number = answer;
      at = posts.slot(number);
      if (posts.author[at] === account) return 0;
    }
  }
  const agree = agreement(world, account, at);
  const appeal = posts.appeal[at]!;
  const lookMillis = Math.ceil(logNormal(dice, LOOK_MILLIS * Math.min(3, 0.7 + appeal / 4), 0.9));
  view(world, account, number, lookMillis, null);
  react(world, account, number, at, habit, agree, appeal);
  if (habit.notes > 0) contribute(world, account, number, at, habit);
  return lookMillis;
}

function react(
  world: World,
  account: number,
  number: number,
  at: number,
  habit: Habit,
  agree: number,
  appeal: number,
): void {
  const { dice, posts, accounts } = world;
  const author = posts.author[at]!;
  const trust = world.posts.friction[at] === FRICTION.warned || accounts.has(author, STATUS.labelled) ? WARNED : 1;
  const pull = Math.sqrt(appeal) * trust;
  if (dice.chance(habit.like * pull * agree)) like(world, account, number, null);
  let spoke = 0;
  if (dice.chance(Math.min(0.5, habit.repost * appeal * agree * agree * trust)))
    spoke += repost(world, account, number, null);
  const provoked = agree < 0.35 ? 1.5 : 1;
  if (dice.chance(habit.reply * pull * provoked)) {
    const uncivil = agree < 0.5 && dice.chance(habit.temper);
    const manner = uncivil ? (dice.chance(RUDE) ? 'attack' : 'argue') : dice.chance(0.05) ? 'joke' : 'answer';
    spoke += reply(world, account, number, draftAnswer(world, account, at, manner), null);
  }
  if (dice.chance(habit.quote * pull))
    spoke += quote(world, account, number, draftAnswer(world, account, at, agree < 0.4 ? 'argue' : 'answer'), null);
  if (spoke > 0 && posts.tag[at] !== 0) accounts.absorbed[account] = posts.tag[at]!;
  if (agree > 0.5 && dice.chance(habit.follow * pull)) follow(world, account, author, null);
  else if (dice.chance(UNFOLLOW_CHANCE)) unfollow(world, account, author, null);
  if (agree > 0.5 && dice.chance(STAR_CHANCE * pull)) star(world, account, author, null);
  complain(world, account, number, at, habit, agree);
}

function complain(world: World, account: number, number: number, at: number, habit: Habit, agree: number): void {
  const { dice, posts } = world;
  const author = posts.author[at]!;
  const { chance, reason } = NOTICED[HARM_NAMES[posts.harm[at]!] ?? 'none'];
  if (chance > 0 && dice.chance(chance * habit.report)) {
    report(world, account, number, dice.chance(0.85) ? reason : 'other', null);
    if (dice.chance(0.4)) block(world, account, author, null);
  } else if (agree < 0.3 && dice.chance(habit.spite)) {
    report(world, account, number, dice.pick(['abuse', 'misleading', 'spam'] as const), {
      operation: NOBODY,
      harm: 'false-report',
    });
    if (dice.chance(0.5)) block(world, account, author, null);
  } else if (dice.chance(MISTAKEN))
    report(world, account, number, dice.pick(['abuse', 'other', 'spam'] as const), null);
  else if (dice.chance(MUTED * (agree < 0.35 ? 4 : 1))) mute(world, account, author, null);
  if (agree < 0.35 && dice.chance(0.03 * habit.report)) requestNote(world, account, number, null);
}

/** One of the five newest answers. */
function answerBelow(world: World, at: number): number {
  const { posts, dice } = world;
  let answer = posts.lastReply[at]!;
  for (let skip = dice.below(5); skip > 0; skip--) {
    const slot = posts.slot(answer);
    const older = slot < 0 ? 0 : posts.sibling[slot]!;
    if (posts.slot(older) < 0) break;
    answer = older;
  }
  return posts.slot(answer) < 0 ? 0 : answer;
}
