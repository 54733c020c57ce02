/** Drafts of what operations write. */
import type { Draft } from '../acts/write.ts';
import { NOTHING } from '../acts/write.ts';
import { ownTopic } from '../people/writing.ts';
import type { World } from '../platform/world.ts';

/** A text with a link, on whatever its account writes about otherwise. */
export function pitch(
  world: World,
  account: number,
  text: string,
  url: string | null,
  tags: readonly string[] = NOTHING,
): Draft {
  return {
    topic: ownTopic(world, account),
    text,
    stance: 0,
    appeal: 0.6,
    tags,
    links: url === null ? NOTHING : [url],
    link: 0,
    mentions: NOTHING,
  };
}

/** A text on a topic, taking a side. */
export function statement(
  topic: number,
  text: string,
  stance: number,
  tags: readonly string[] = NOTHING,
  appeal = 1,
): Draft {
  return { topic, text, stance, appeal, tags, links: NOTHING, link: 0, mentions: NOTHING };
}
