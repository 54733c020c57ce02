/** What somebody writes about, and how. */
import type { Draft } from '../acts/write.ts';
import { langOf, NOTHING } from '../acts/write.ts';
import type { World } from '../platform/world.ts';
import { logNormal } from '../random/distributions.ts';
import { mix, PURPOSE, Stream, streamKey } from '../random/stream.ts';
import { everydayTopics, TOPICS, topicNamed } from '../topics/catalogue.ts';
import { hearsay } from '../topics/pitches/pitches.ts';
import { slug } from '../topics/sites.ts';
import { voiced } from '../topics/voice.ts';
import { type Manner, write } from '../topics/writer.ts';
import { ORGANISATION_HABIT } from './habits.ts';
import { stanceOn } from './opinions.ts';

const EVERYDAY = { en: everydayTopics('en'), es: everydayTopics('es') };
const LINK_CHANCE = 0.16;
const TAG_CHANCE = 0.28;
const MENTION_CHANCE = 0.05;
const JOKE_CHANCE = 0.06;
/** Repeating, mocking or making offers and rumours. */
const HEARSAY_CHANCE = 0.05;
const MONEY = { en: topicNamed('money'), es: topicNamed('dinero') };
/** Appeal is heavy-tailed, by post and by author: one post in a thousand draws fifty times what is usual, and goes around. */
const APPEAL_SIGMA = 1;
const CHARISMA_SIGMA = 0.9;
const MOST_APPEAL = 80;

/** A post of one's own: of the moment, or of one's community's topics. */
export function draftPost(world: World, account: number): Draft {
  const { dice, accounts } = world;
  const lang = langOf(world, account);
  const moment = world.moments.choose(dice, lang, world.nowMillis);
  const isHearsay = moment === null && dice.chance(HEARSAY_CHANCE);
  const topic = moment?.topic ?? (isHearsay ? MONEY[lang] : ownTopic(world, account));
  const stance = stanceOn(world, account, topic);
  const manner: Manner = moment === null && dice.chance(JOKE_CHANCE) ? 'joke' : 'say';
  const organisation = accounts.habit[account] === ORGANISATION_HABIT;
  const link = !organisation && dice.chance(LINK_CHANCE) ? world.sites.share(dice, world.nowMillis) : 0;
  const url = organisation
    ? `https://www.${world.sites.ownDomain(account)}/${slug(dice)}`
    : link === 0
      ? null
      : world.sites.url(link);
  return {
    topic,
    text: isHearsay
      ? voiced(dice, lang, accounts.voice[account]!, hearsay(dice, lang))
      : write(dice, topic, manner, stance, accounts.voice[account]!),
    stance: manner === 'say' ? stance : 0,
    appeal: Math.min(MOST_APPEAL, logNormal(dice, charisma(world.seed, account), APPEAL_SIGMA)),
    tags: tagsFor(world, topic, moment?.tag ?? null),
    links: url === null ? NOTHING : [url],
    link,
    mentions: mentionsOf(world, account),
  };
}

/** An answer to the post at `at`. */
export function draftAnswer(world: World, account: number, at: number, manner: Manner): Draft {
  const { dice, posts, accounts } = world;
  const topic = posts.topic[at]!;
  const stance = stanceOn(world, account, topic);
  return {
    topic,
    text: write(dice, topic, manner, stance, accounts.voice[account]!),
    stance,
    appeal: Math.min(MOST_APPEAL, logNormal(dice, 0.6, APPEAL_SIGMA)),
    tags: dice.chance(TAG_CHANCE / 6) ? tagsFor(world, topic, null) : NOTHING,
    links: NOTHING,
    link: 0,
    mentions: NOTHING,
  };
}

/** Three topics of the community most of the time, any other otherwise. */
export function ownTopic(world: World, account: number): number {
  const { dice, accounts } = world;
  const topics = EVERYDAY[langOf(world, account)];
  if (dice.chance(0.3)) return dice.pick(topics);
  const favourite = Math.floor(dice.squared() * 3);
  return topics[mix(world.seed ^ (accounts.community[account]! * 4 + favourite)) % topics.length]!;
}

function tagsFor(world: World, topic: number, momentTag: string | null): readonly string[] {
  const { dice } = world;
  if (momentTag !== null && dice.chance(0.6)) return [momentTag];
  if (!dice.chance(TAG_CHANCE)) return NOTHING;
  const own = dice.pick(TOPICS[topic]!.hashtags);
  if (dice.chance(0.8)) return [own];
  const other = dice.pick(TOPICS[topic]!.hashtags);
  return own === other ? [own] : [own, other];
}

function mentionsOf(world: World, account: number): readonly number[] {
  if (!world.dice.chance(MENTION_CHANCE)) return NOTHING;
  const friend = world.graph.someone(world.dice, account);
  return friend < 0 || !world.accounts.isPresent(friend) ? NOTHING : [friend];
}

/** What an author's posts draw, the same for all of them; 1 is usual. */
function charisma(seed: number, account: number): number {
  return logNormal(new Stream(streamKey(seed, PURPOSE.charisma, account)), 0.8, CHARISMA_SIGMA);
}
